//! JUnit XML, as CI servers read it: a suite an environment, a case a rule.
//!
//! There is no standard; this keeps to what Jenkins' schema allows
//! (<https://github.com/jenkinsci/xunit-plugin>, `junit-10.xsd`) and GitLab reads
//! (<https://docs.gitlab.com/ci/testing/unit_test_reports/>). Written by hand: it is four elements, and a crate for
//! it would bring times and ids that a check does not have.

use crate::terminal::sanitize::one_line;
use crate::validate::finding::{Finding, Severity};

use super::{Checked, RuleText};

/// Errors that nobody allowed fail their rule's case; whatever else was found stands in its output.
pub fn print(checked: &[Checked<'_>], rules: &[RuleText]) -> String {
    let suites: Vec<Suite> = checked.iter().map(|environment| suite(environment, rules)).collect();
    let tests: usize = suites.iter().map(|suite| suite.tests).sum();
    let failures: usize = suites.iter().map(|suite| suite.failures).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"amplink check\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
    ));
    out.extend(suites.into_iter().map(|suite| suite.xml));
    out.push_str("</testsuites>");
    out
}

struct Suite {
    tests: usize,
    failures: usize,
    xml: String,
}

fn suite(environment: &Checked<'_>, rules: &[RuleText]) -> Suite {
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    // A finding whose rule the list lacks is still a finding.
    for finding in environment.findings {
        if !ids.contains(&finding.rule) {
            ids.push(finding.rule);
        }
    }
    let fails = |id: &&&str| environment.findings.iter().any(|found| found.rule == **id && found.stops());
    let (tests, failures) = (ids.len(), ids.iter().filter(fails).count());
    let name = xml(environment.environment);
    let mut out =
        format!("  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">\n");
    out.extend(ids.into_iter().map(|id| case(environment, id)));
    out.push_str("  </testsuite>\n");
    Suite { tests, failures, xml: out }
}

/// One failure a case at most, as most readers show no second one; it holds every error of the rule.
fn case(environment: &Checked<'_>, id: &str) -> String {
    let found = || environment.findings.iter().filter(|finding| finding.rule == id);
    let errors: Vec<&Finding> = found().filter(|finding| finding.stops()).collect();
    let others: Vec<&Finding> = found().filter(|finding| !finding.stops()).collect();
    let mut inside = String::new();
    if let Some(first) = errors.first() {
        let more = if errors.len() > 1 { format!(" (and {} more)", errors.len() - 1) } else { String::new() };
        inside.push_str(&format!(
            "      <failure message=\"{}\" type=\"error\">{}</failure>\n",
            xml(&format!("{}{more}", told(first))),
            body(&errors)
        ));
    }
    if !others.is_empty() {
        inside.push_str(&format!("      <system-out>{}</system-out>\n", body(&others)));
    }
    let open = format!(
        "    <testcase name=\"{}\" classname=\"amplink.{}\" file=\"{}\"",
        xml(id),
        xml(environment.environment),
        xml(environment.file)
    );
    if inside.is_empty() { format!("{open}/>\n") } else { format!("{open}>\n{inside}    </testcase>\n") }
}

fn told(finding: &Finding) -> String {
    format!("{}: {}", one_line(&finding.subject), one_line(&finding.message))
}

/// Every finding with its remedy, each line harmless and escaped.
fn body(findings: &[&Finding]) -> String {
    let lines = findings.iter().flat_map(|finding| {
        let word = match finding.severity {
            Severity::Error if finding.allowed => "error, allowed",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        [
            format!("{word}: {}", told(finding)),
            format!("  remedy: {}", finding.remedy),
            format!("  see: {}", finding.reference),
        ]
    });
    lines.map(|line| xml(&line)).collect::<Vec<_>>().join("\n")
}

/// Text for an element or an attribute. XML 1.0 has no way to write most control characters, U+FFFE and U+FFFF
/// (<https://www.w3.org/TR/xml/#charsets>): they, and what [`shown`] finds harmful, are shown as escapes.
fn xml(text: &str) -> String {
    let text = one_line(text);
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // It must not stand behind `]]`.
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::{Document, Node};

    use super::super::example::{RULES, allowing, checked, findings, hostile};
    use super::*;

    fn elements<'a>(document: &'a Document<'_>, name: &str) -> Vec<Node<'a, 'a>> {
        document.descendants().filter(|node| node.has_tag_name(name)).collect()
    }

    /// What an XML reader makes of it.
    fn readable(text: &str) -> String {
        one_line(text).replace('\u{fffe}', r"\u{fffe}").replace('\u{ffff}', r"\u{ffff}")
    }

    #[test]
    fn a_suite_an_environment_and_a_case_a_rule() {
        let findings = findings();
        insta::assert_snapshot!(print(&checked(&findings), &RULES), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="amplink check" tests="6" failures="1" errors="0">
          <testsuite name="dev" tests="3" failures="1" errors="0" skipped="0">
            <testcase name="client-not-in-identity-pool" classname="amplink.dev" file="amplink.json">
              <failure message="web client 1abc: identity pool eu-west-1:9 does not have it among its providers (and 1 more)" type="error">error: web client 1abc: identity pool eu-west-1:9 does not have it among its providers
          remedy: add the app client to the identity pool's providers
          see: https://docs.example/providers
        error: native client 2def: identity pool eu-west-1:9 does not have it among its providers
          remedy: add the app client to the identity pool's providers
          see: https://docs.example/providers</failure>
            </testcase>
            <testcase name="oauth-no-domain" classname="amplink.dev" file="amplink.json">
              <system-out>warning: web client 1abc: OAuth is on, but user pool eu-west-1_A has no domain
          remedy: give the pool a domain
          see: https://docs.example/domain</system-out>
            </testcase>
            <testcase name="username-attributes-first-only" classname="amplink.dev" file="amplink.json">
              <system-out>note: user pool eu-west-1_A: email and phone_number; only email is written
          remedy: nothing
          see: https://docs.example/attributes</system-out>
            </testcase>
          </testsuite>
          <testsuite name="prod" tests="3" failures="0" errors="0" skipped="0">
            <testcase name="client-not-in-identity-pool" classname="amplink.prod" file="amplink.json"/>
            <testcase name="oauth-no-domain" classname="amplink.prod" file="amplink.json"/>
            <testcase name="username-attributes-first-only" classname="amplink.prod" file="amplink.json"/>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn an_allowed_error_fails_nothing() {
        let printed = print(&checked(&allowing(&["client-not-in-identity-pool"])), &RULES);
        let document = Document::parse(&printed).expect("XML");
        assert_eq!(document.root_element().attribute("failures"), Some("0"));
        let told = elements(&document, "system-out")[0].text().expect("text");
        assert!(told.starts_with("error, allowed: web client 1abc: "), "{told}");
    }

    #[test]
    fn a_finding_whose_rule_the_list_lacks_is_a_case() {
        let findings = findings();
        let printed = print(&checked(&findings)[..1], &RULES[..1]);
        let document = Document::parse(&printed).expect("XML");
        assert_eq!(elements(&document, "testcase").len(), 3);
        assert_eq!(document.root_element().attribute("tests"), Some("3"));
    }

    #[test]
    fn hostile_text_adds_no_element_and_keeps_its_words() {
        let findings = hostile();
        let printed = print(&checked(&findings), &RULES);
        assert!(!printed.contains("##["));
        let document = Document::parse(&printed).expect("XML");
        assert_eq!(elements(&document, "testcase").len(), 2 * RULES.len());
        assert_eq!(elements(&document, "failure").len(), 1);
        let told: String = document.descendants().filter_map(|node| node.text()).collect();
        for finding in &findings {
            let text = readable(&finding.subject);
            assert!(told.contains(&text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_stand_in_an_attribute_and_in_an_element(text in any::<String>()) {
            let escaped = xml(&text);
            let printed = format!("<a b=\"{escaped}\">{escaped}</a>");
            let document = Document::parse(&printed).expect("XML");
            let text = readable(&text);
            prop_assert_eq!(document.root_element().attribute("b"), Some(text.as_str()));
            prop_assert_eq!(document.root_element().text().unwrap_or_default(), text);
        }
    }
}
