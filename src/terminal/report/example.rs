//! Findings for the tests of the formats: plain ones, and what a hostile cloud could send.

use crate::validate::finding::{Finding, Severity};

use super::{Checked, RuleText};

pub const TEXT: &str = r#"{
  "version": 1,
  "environments": {
    "dev": {},
    "prod": {}
  }
}
"#;

pub const RULES: [RuleText; 3] = [
    RuleText {
        id: "client-not-in-identity-pool",
        severity: Severity::Error,
        title: "the identity pool does not know the app client",
        why: "signing in works, but every call to AWS fails: no credentials are given for its tokens",
        remedy: "add the app client to the identity pool's providers",
        reference: "https://docs.example/providers",
    },
    RuleText {
        id: "oauth-no-domain",
        severity: Severity::Warning,
        title: "OAuth is on, and the pool has no domain",
        why: "there is no page to sign in at",
        remedy: "give the pool a domain",
        reference: "https://docs.example/domain",
    },
    RuleText {
        id: "username-attributes-first-only",
        severity: Severity::Note,
        title: "only the first username attribute is written",
        why: "the format has room for one",
        remedy: "nothing",
        reference: "https://docs.example/attributes",
    },
];

/// What would do harm: in a terminal, in a log of GitHub Actions, in XML, in a SARIF viewer, and by its length.
pub const HOSTILE: [&str; 9] = [
    "\x1b]0;title\x07\x1b[2J\u{9b}31m",
    "one\r\n::stop-commands::x\n::add-mask::a%0A::error::b",
    "]]><!-- -- --><a b='c' d=\"e\">&amp;&#0;",
    "\u{202e}gpj.exe\u{2066}\u{61c}\u{200b}\u{2028}\u{85}",
    "[click](https://evil.example) [x\\](https://evil.example) {0} }{",
    "\0\u{8}\u{b}\u{fffe}\u{ffff}\u{10ffff}\u{feff}",
    ":: , ; = % %25 %0A ##[add-mask]x",
    "\u{1f468}\u{200d}\u{1f469} é 漢 ✔ \u{301}\u{301}",
    "",
];

/// A finding of the rule.
pub fn finding(rule: &RuleText, subject: &str, message: &str) -> Finding {
    Finding {
        rule: rule.id,
        severity: rule.severity,
        subject: subject.to_owned(),
        message: message.to_owned(),
        remedy: rule.remedy,
        reference: rule.reference,
        allowed: false,
    }
}

/// One of each severity, and a second one of a rule.
pub fn findings() -> Vec<Finding> {
    vec![
        finding(&RULES[0], "web client 1abc", "identity pool eu-west-1:9 does not have it among its providers"),
        finding(&RULES[0], "native client 2def", "identity pool eu-west-1:9 does not have it among its providers"),
        finding(&RULES[1], "web client 1abc", "OAuth is on, but user pool eu-west-1_A has no domain"),
        finding(&RULES[2], "user pool eu-west-1_A", "email and phone_number; only email is written"),
    ]
}

/// Every hostile text as subject and as message, and a very long one.
pub fn hostile() -> Vec<Finding> {
    let long = "\x1b]]>\n".repeat(2_000);
    let texts = HOSTILE.iter().copied().chain([long.as_str()]);
    texts.enumerate().map(|(at, text)| finding(&RULES[at % RULES.len()], text, text)).collect()
}

/// The same, with the errors of these rules let pass.
pub fn allowing(allowed: &[&str]) -> Vec<Finding> {
    let is_allowed = |finding: &Finding| finding.severity == Severity::Error && allowed.contains(&finding.rule);
    findings().into_iter().map(|finding| Finding { allowed: is_allowed(&finding), ..finding }).collect()
}

/// Two environments: one with these findings, one with none.
pub fn checked(findings: &[Finding]) -> [Checked<'_>; 2] {
    let dev = Checked { environment: "dev", file: "amplink.json", text: Some(TEXT), findings };
    [dev, Checked { environment: "prod", findings: &[], ..dev }]
}

/// What the runner does with a line, as `ActionCommand.TryParseV2` does it: command, properties, data.
pub fn read_command(line: &str) -> (&str, Vec<(&str, String)>, String) {
    let undone = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n");
    let inside = line.strip_prefix("::").expect("a command");
    let (head, data) = inside.split_once("::").expect("data");
    let (command, properties) = head.split_once(' ').expect("properties");
    let properties = properties.split(',').map(|property| {
        let (key, value) = property.split_once('=').expect("a value");
        (key, undone(value).replace("%3A", ":").replace("%2C", ",").replace("%25", "%"))
    });
    (command, properties.collect(), undone(data).replace("%25", "%"))
}
