//! Findings for people: what, where, why and the remedy.

use crate::terminal::sanitize::one_line;
use crate::terminal::{BOLD, CYAN, RED, YELLOW};
use crate::validate::finding::{Finding, Severity};

use super::{Checked, Count, RuleText, number};

/// The findings of each environment, and a closing line that counts them. Styled: what prints it takes the colours
/// away where they do not belong. No line starts with a text that somebody else wrote.
pub fn print(checked: &[Checked<'_>], rules: &[RuleText]) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for environment in checked {
        let name = one_line(environment.environment);
        if environment.findings.is_empty() {
            blocks.push(format!("{BOLD}environment {name}{BOLD:#}: nothing to mend"));
            continue;
        }
        let file = one_line(environment.file);
        blocks.push(format!("{BOLD}environment {name}{BOLD:#} ({file}:{})", environment.place().line));
        blocks.extend(environment.findings.iter().map(|finding| block(finding, rules)));
    }
    blocks.push(closing(checked));
    blocks.join("\n\n")
}

fn block(finding: &Finding, rules: &[RuleText]) -> String {
    let (style, word) = match finding.severity {
        Severity::Error if finding.allowed => (YELLOW, "error, allowed"),
        Severity::Error => (RED, "error"),
        Severity::Warning => (YELLOW, "warning"),
        Severity::Note => (CYAN, "note"),
    };
    let rule = rules.iter().find(|rule| rule.id == finding.rule);
    let title = rule.map(|rule| format!(": {}", rule.title)).unwrap_or_default();
    let mut lines = vec![
        format!("{style}{word}{style:#}[{}]{title}", finding.rule),
        format!("  where:  {}", one_line(&finding.subject)),
        format!("  what:   {}", one_line(&finding.message)),
    ];
    lines.extend(rule.map(|rule| format!("  why:    {}", rule.why)));
    lines.push(format!("  remedy: {}", finding.remedy));
    lines.push(format!("  see:    {}", finding.reference));
    lines.join("\n")
}

fn closing(checked: &[Checked<'_>]) -> String {
    let count = Count::of(checked);
    let allowed = if count.allowed > 0 { format!(" ({} more allowed)", count.allowed) } else { String::new() };
    format!(
        "{} checked: {}{allowed}, {}, {}",
        number(checked.len(), "environment"),
        number(count.errors, "error"),
        number(count.warnings, "warning"),
        number(count.notes, "note")
    )
}

#[cfg(test)]
mod tests {
    use super::super::example::{RULES, allowing, checked, findings, hostile};
    use super::*;
    use crate::terminal::sanitize::is_harmful;

    fn plain(checked: &[Checked<'_>]) -> String {
        anstream::adapter::strip_str(&print(checked, &RULES)).to_string()
    }

    #[test]
    fn findings_stand_below_their_environment() {
        let findings = findings();
        insta::assert_snapshot!(plain(&checked(&findings)), @"
        environment dev (amplink.json:4)

        error[client-not-in-identity-pool]: the identity pool does not know the app client
          where:  web client 1abc
          what:   identity pool eu-west-1:9 does not have it among its providers
          why:    signing in works, but every call to AWS fails: no credentials are given for its tokens
          remedy: add the app client to the identity pool's providers
          see:    https://docs.example/providers

        error[client-not-in-identity-pool]: the identity pool does not know the app client
          where:  native client 2def
          what:   identity pool eu-west-1:9 does not have it among its providers
          why:    signing in works, but every call to AWS fails: no credentials are given for its tokens
          remedy: add the app client to the identity pool's providers
          see:    https://docs.example/providers

        warning[oauth-no-domain]: OAuth is on, and the pool has no domain
          where:  web client 1abc
          what:   OAuth is on, but user pool eu-west-1_A has no domain
          why:    there is no page to sign in at
          remedy: give the pool a domain
          see:    https://docs.example/domain

        note[username-attributes-first-only]: only the first username attribute is written
          where:  user pool eu-west-1_A
          what:   email and phone_number; only email is written
          why:    the format has room for one
          remedy: nothing
          see:    https://docs.example/attributes

        environment prod: nothing to mend

        2 environments checked: 2 errors, 1 warning, 1 note
        ");
    }

    #[test]
    fn an_allowed_error_says_so_and_is_counted_apart() {
        let printed = plain(&checked(&allowing(&["client-not-in-identity-pool"])[..2])[..1]);
        insta::assert_snapshot!(printed, @"
        environment dev (amplink.json:4)

        error, allowed[client-not-in-identity-pool]: the identity pool does not know the app client
          where:  web client 1abc
          what:   identity pool eu-west-1:9 does not have it among its providers
          why:    signing in works, but every call to AWS fails: no credentials are given for its tokens
          remedy: add the app client to the identity pool's providers
          see:    https://docs.example/providers

        error, allowed[client-not-in-identity-pool]: the identity pool does not know the app client
          where:  native client 2def
          what:   identity pool eu-west-1:9 does not have it among its providers
          why:    signing in works, but every call to AWS fails: no credentials are given for its tokens
          remedy: add the app client to the identity pool's providers
          see:    https://docs.example/providers

        1 environment checked: 0 errors (2 more allowed), 0 warnings, 0 notes
        ");
    }

    #[test]
    fn a_rule_that_the_list_lacks_is_shown_all_the_same() {
        let findings = findings();
        let printed = print(&checked(&findings[..1]), &[]);
        assert!(printed.contains("web client 1abc") && !printed.contains("why:"));
    }

    #[test]
    fn hostile_text_moves_no_cursor_and_starts_no_line() {
        let findings = hostile();
        let printed = print(&checked(&findings), &RULES);
        // Stripping takes the styles away that this module wrote; a sequence from the cloud must stand there as text.
        let stripped = anstream::adapter::strip_str(&printed).to_string();
        assert_eq!(stripped.chars().find(|c| is_harmful(*c) && *c != '\n'), None);
        assert!(stripped.contains(r"\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m"));
        assert!(!stripped.contains("##["));
        let starts = ["environment ", "error[", "warning[", "note[", "  ", "2 environments checked: "];
        let own = |line: &str| line.is_empty() || starts.iter().any(|start| line.starts_with(start));
        assert_eq!(stripped.lines().find(|line| !own(line)), None);
    }
}
