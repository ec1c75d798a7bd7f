//! SARIF 2.1.0, as GitHub code scanning and other viewers read it.
//!
//! The format: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; sections are named where they
//! decide. What GitHub wants of it:
//! <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::error::Kind;
use crate::terminal::sanitize::one_line;
use crate::validate::finding::{Finding, Severity};

use super::{Checked, Count, RuleText, each, number};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One run that holds every environment: GitHub takes no two runs of one tool in a file.
pub fn print(checked: &[Checked<'_>], rules: &[RuleText]) -> String {
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = each(checked)
        .map(|(environment, finding)| {
            let fingerprint = fingerprint(environment.environment, finding);
            // A rule can say two things of one subject; they are two results, and stay two.
            let nth = seen.entry(fingerprint.clone()).and_modify(|nth| *nth += 1).or_insert(1);
            result(environment, finding, rules, &format!("{fingerprint}:{nth}"))
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "amplink",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(descriptor).collect::<Vec<_>>(),
            }},
            "invocations": [invocation(checked)],
            // Section 3.14.17: how the columns of the regions count.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).expect("a log prints")
}

/// Section 3.49. GitHub wants both descriptions and the help.
fn descriptor(rule: &RuleText) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": message(rule.title) },
        "fullDescription": { "text": message(rule.why) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "help": { "text": message(&format!("{} Remedy: {}", sentence(rule.why), sentence(rule.remedy))) },
        "helpUri": rule.reference,
    })
}

/// Section 3.20. That rules fired is what a check is for: the exit code says so, and yet the run succeeded.
fn invocation(checked: &[Checked<'_>]) -> Value {
    let errors = Count::of(checked).errors;
    let (code, description) = match errors {
        0 => (0, "no rule at error level fired".to_owned()),
        _ => (Kind::Rule.exit_code(), format!("rules at error level fired: {}", number(errors, "finding"))),
    };
    json!({ "executionSuccessful": true, "exitCode": code, "exitCodeDescription": description })
}

/// Section 3.27.
fn result(environment: &Checked<'_>, finding: &Finding, rules: &[RuleText], fingerprint: &str) -> Value {
    let place = environment.place();
    let name = one_line(environment.environment);
    let subject = one_line(&finding.subject);
    // The first sentence has to do alone where there is little room (section 3.11.3).
    let text = format!(
        "{} Remedy: {}",
        sentence(&format!("{name}: {subject}: {}", one_line(&finding.message))),
        sentence(finding.remedy)
    );
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": message(&text) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(environment.file) },
                "region": {
                    "startLine": place.line,
                    "startColumn": place.column,
                    "endLine": place.line,
                    "endColumn": place.end_column,
                },
            },
            "logicalLocations": [{
                "name": subject,
                "fullyQualifiedName": format!("{name}/{subject}"),
                "kind": "resource",
            }],
        }],
        // GitHub looks at the first of the two only, and would compute it from the line: all findings of a rule in
        // an environment would be one alert. The second says what it is made of (section 3.27.17).
        "partialFingerprints": {
            "primaryLocationLineHash": fingerprint,
            "ruleEnvironmentSubject/v1": fingerprint,
        },
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    // Section 3.27.23: who writes any suppressions writes them for every result, empty where there is none.
    if environment.findings.iter().any(|finding| finding.allowed) {
        result["suppressions"] = match finding.allowed {
            true => json!([{ "kind": "external", "justification": format!("allowed: {}", finding.rule) }]),
            false => json!([]),
        };
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// From what a finding is about and not from how it is told, so that a reworded message is no new alert.
fn fingerprint(environment: &str, finding: &Finding) -> String {
    let hash = Sha256::digest(format!("{}\0{environment}\0{}", finding.rule, finding.subject));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A plain text message (sections 3.11.5 and 3.11.6): braces would be placeholders, and `[text](target)` a link to
/// wherever somebody in the cloud wants.
fn message(text: &str) -> String {
    text.replace("](", "] (").replace('{', "{{").replace('}', "}}")
}

fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{text}{end}")
}

/// A relative reference (RFC 3986): all but the unreserved characters and the slash is encoded, a colon too, which
/// would end a scheme.
fn uri(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::super::example::{RULES, allowing, checked, finding, findings, hostile};
    use super::*;
    use crate::terminal::sanitize::is_harmful;

    /// The schema as OASIS first published it, byte for byte as the crate `serde-sarif` 0.8.0 carries it.
    const OFFICIAL: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sarif-schema-2.1.0.json"));

    fn valid(printed: &str) -> Value {
        let mut schema: Value = serde_json::from_str(OFFICIAL).expect("JSON");
        // As first published, this pattern is no regular expression; this is the one of the standard's errata 01.
        for object in ["run", "toolComponent"] {
            schema["definitions"][object]["properties"]["language"]["pattern"] = json!("^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
        }
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
        let log: Value = serde_json::from_str(printed).expect("JSON");
        let faults: Vec<String> =
            validator.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new());
        log
    }

    fn printed(checked: &[Checked<'_>]) -> Value {
        valid(&print(checked, &RULES))
    }

    #[test]
    fn a_log_of_one_finding() {
        let findings = findings();
        let mut log = printed(&checked(&findings[..1]));
        log["runs"][0]["tool"]["driver"]["semanticVersion"] = json!("[version]");
        log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules").truncate(1);
        insta::assert_snapshot!(serde_json::to_string_pretty(&log).expect("JSON"), @r#"
        {
          "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
          "version": "2.1.0",
          "runs": [
            {
              "tool": {
                "driver": {
                  "name": "amplink",
                  "semanticVersion": "[version]",
                  "rules": [
                    {
                      "id": "client-not-in-identity-pool",
                      "shortDescription": {
                        "text": "the identity pool does not know the app client"
                      },
                      "fullDescription": {
                        "text": "signing in works, but every call to AWS fails: no credentials are given for its tokens"
                      },
                      "defaultConfiguration": {
                        "level": "error"
                      },
                      "help": {
                        "text": "signing in works, but every call to AWS fails: no credentials are given for its tokens. Remedy: add the app client to the identity pool's providers."
                      },
                      "helpUri": "https://docs.example/providers"
                    }
                  ]
                }
              },
              "invocations": [
                {
                  "executionSuccessful": true,
                  "exitCode": 6,
                  "exitCodeDescription": "rules at error level fired: 1 finding"
                }
              ],
              "columnKind": "unicodeCodePoints",
              "results": [
                {
                  "ruleId": "client-not-in-identity-pool",
                  "level": "error",
                  "message": {
                    "text": "dev: web client 1abc: identity pool eu-west-1:9 does not have it among its providers. Remedy: add the app client to the identity pool's providers."
                  },
                  "locations": [
                    {
                      "physicalLocation": {
                        "artifactLocation": {
                          "uri": "amplink.json"
                        },
                        "region": {
                          "startLine": 4,
                          "startColumn": 5,
                          "endLine": 4,
                          "endColumn": 10
                        }
                      },
                      "logicalLocations": [
                        {
                          "name": "web client 1abc",
                          "fullyQualifiedName": "dev/web client 1abc",
                          "kind": "resource"
                        }
                      ]
                    }
                  ],
                  "partialFingerprints": {
                    "primaryLocationLineHash": "68c649e26f3df6d003059a7d1acdbf57:1",
                    "ruleEnvironmentSubject/v1": "68c649e26f3df6d003059a7d1acdbf57:1"
                  },
                  "ruleIndex": 0
                }
              ]
            }
          ]
        }
        "#);
    }

    #[test]
    fn every_result_points_at_its_rule() {
        let findings = findings();
        let log = printed(&checked(&findings));
        let run = &log["runs"][0];
        for (result, finding) in run["results"].as_array().expect("results").iter().zip(&findings) {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], finding.rule);
            assert_eq!(result["ruleId"], finding.rule);
        }
    }

    #[test]
    fn a_finding_without_a_known_rule_has_no_index() {
        let findings = findings();
        let log = valid(&print(&checked(&findings), &RULES[..1]));
        assert_eq!(log["runs"][0]["results"][2].get("ruleIndex"), None);
    }

    #[test]
    fn an_allowed_error_is_suppressed_and_does_not_fail_the_run() {
        let log = printed(&checked(&allowing(&["client-not-in-identity-pool", "oauth-no-domain"])));
        let run = &log["runs"][0];
        let suppressed: Vec<&Value> =
            run["results"].as_array().expect("results").iter().map(|result| &result["suppressions"]).collect();
        let suppression = json!([{ "kind": "external", "justification": "allowed: client-not-in-identity-pool" }]);
        assert_eq!(suppressed, [&suppression, &suppression, &json!([]), &json!([])]);
        assert_eq!(run["invocations"][0]["exitCode"], 0);
    }

    fn fingerprints(checked: &[Checked<'_>]) -> Vec<String> {
        let log = printed(checked);
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results
            .iter()
            .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str().expect("text").to_owned())
            .collect()
    }

    #[test]
    fn a_fingerprint_stays_when_the_words_or_the_file_change() {
        let before = [finding(&RULES[0], "web client a", "as it was told")];
        let after = [finding(&RULES[0], "web client a", "as it is told now")];
        let moved = Checked { text: None, file: "app/amplink.json", ..checked(&after)[0] };
        assert_eq!(fingerprints(&checked(&before)), ["3303e84b0328b714cfc95fffc89625ca:1"]);
        assert_eq!(fingerprints(&checked(&before)), fingerprints(&[moved]));
    }

    #[test]
    fn no_two_results_share_a_fingerprint() {
        let findings: Vec<Finding> = [findings(), findings(), hostile()].concat();
        let dev = checked(&findings)[0];
        let mut all = fingerprints(&[dev, Checked { environment: "prod", ..dev }]);
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn hostile_text_is_text_and_no_link() {
        let findings = hostile();
        let printed = print(&checked(&findings), &RULES);
        assert_eq!(printed.chars().find(|c| is_harmful(*c) && *c != '\n'), None);
        assert!(!printed.contains("##["));
        let log = valid(&printed);
        for result in log["runs"][0]["results"].as_array().expect("results") {
            let text = result["message"]["text"].as_str().expect("text");
            assert!(!text.contains("]("), "{text}");
            // Without the doubled braces there is none left: no placeholder.
            assert!(!text.replace("{{", "").replace("}}", "").contains(['{', '}']), "{text}");
        }
    }

    #[test]
    fn a_path_is_a_relative_reference() {
        assert_eq!(uri("apps/my app/c:é%.json"), "apps/my%20app/c%3A%C3%A9%25.json");
    }

    #[test]
    fn nothing_found_is_a_valid_log_with_no_results() {
        let log = printed(&[]);
        assert_eq!(log["runs"][0]["results"], json!([]));
    }
}
