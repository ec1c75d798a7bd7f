//! Workflow commands that GitHub Actions turns into annotations of `amplink.json`.
//!
//! The commands: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>. How they are
//! escaped stands in the toolkit (`packages/core/src/command.ts`), how they are read in the runner
//! (`src/Runner.Common/ActionCommand.cs`).

use crate::terminal::sanitize::one_line;
use crate::validate::finding::Severity;

use super::{Checked, RuleText, each};

/// One command a finding, each a line. GitHub shows ten a step of each kind, so the worst come first as they are.
/// The rules' texts are not needed: an annotation is short.
pub fn print(checked: &[Checked<'_>], _rules: &[RuleText]) -> String {
    let lines: Vec<String> = each(checked)
        .map(|(environment, finding)| {
            let allowed = finding.allowed;
            let command = match finding.severity {
                // An annotation that says `error` in a job that passes is a riddle.
                Severity::Error if allowed => "warning",
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "notice",
            };
            let message = format!(
                "{}: {}: {}{}\nremedy: {}\nsee: {}",
                one_line(environment.environment),
                one_line(&finding.subject),
                one_line(&finding.message),
                if allowed { " (an error that is allowed)" } else { "" },
                finding.remedy,
                finding.reference
            );
            format!(
                "::{command} file={},line={},title={}::{}",
                property(&one_line(environment.file)),
                environment.place().line,
                property(finding.rule),
                data(&message)
            )
        })
        .collect();
    lines.join("\n")
}

/// A command is a line, and the runner undoes exactly these escapes.
pub(super) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Among the properties a comma ends one, and two colons end all.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::example::{RULES, allowing, checked, finding, findings, hostile, read_command as read};
    use super::*;

    #[test]
    fn one_command_a_finding() {
        let findings = findings();
        insta::assert_snapshot!(print(&checked(&findings), &RULES), @"
        ::error file=amplink.json,line=4,title=client-not-in-identity-pool::dev: web client 1abc: identity pool eu-west-1:9 does not have it among its providers%0Aremedy: add the app client to the identity pool's providers%0Asee: https://docs.example/providers
        ::error file=amplink.json,line=4,title=client-not-in-identity-pool::dev: native client 2def: identity pool eu-west-1:9 does not have it among its providers%0Aremedy: add the app client to the identity pool's providers%0Asee: https://docs.example/providers
        ::warning file=amplink.json,line=4,title=oauth-no-domain::dev: web client 1abc: OAuth is on, but user pool eu-west-1_A has no domain%0Aremedy: give the pool a domain%0Asee: https://docs.example/domain
        ::notice file=amplink.json,line=4,title=username-attributes-first-only::dev: user pool eu-west-1_A: email and phone_number; only email is written%0Aremedy: nothing%0Asee: https://docs.example/attributes
        ");
    }

    #[test]
    fn an_allowed_error_is_a_warning() {
        let printed = print(&checked(&allowing(&["client-not-in-identity-pool"])[..1]), &RULES);
        insta::assert_snapshot!(printed, @"::warning file=amplink.json,line=4,title=client-not-in-identity-pool::dev: web client 1abc: identity pool eu-west-1:9 does not have it among its providers (an error that is allowed)%0Aremedy: add the app client to the identity pool's providers%0Asee: https://docs.example/providers");
    }

    #[test]
    fn hostile_text_starts_no_command_of_its_own() {
        let findings = hostile();
        let environments = checked(&findings);
        let printed = print(&environments, &RULES);
        let lines: Vec<&str> = printed.split(['\n', '\r', '\u{85}', '\u{2028}']).collect();
        assert_eq!(lines.len(), findings.len());
        for (line, finding) in lines.into_iter().zip(&findings) {
            let (command, properties, data) = read(line);
            assert!(["error", "warning", "notice"].contains(&command));
            let title = finding.rule.to_owned();
            let expected = [("file", "amplink.json".to_owned()), ("line", "4".to_owned()), ("title", title)];
            assert_eq!(properties, expected);
            let told = format!("dev: {0}: {0}", one_line(&finding.subject));
            assert_eq!(data, format!("{told}\nremedy: {}\nsee: {}", finding.remedy, finding.reference));
        }
    }

    #[test]
    fn a_file_name_stays_one_property() {
        let findings = [finding(&RULES[1], "a", "b")];
        let odd = Checked { file: "a,line=9::b%0A/amplink.json", text: None, ..checked(&findings)[0] };
        let printed = print(&[odd], &RULES);
        assert_eq!(read(&printed).1[..2], [("file", odd.file.to_owned()), ("line", "1".to_owned())]);
    }

    #[test]
    fn nothing_found_is_no_line() {
        assert_eq!(print(&checked(&[]), &RULES), "");
    }
}
