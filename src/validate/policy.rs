//! What a project says about the rules: how bad each is to it, and which errors it lives with.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity};

/// How bad a rule's findings are to a project; `off` silences it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule's findings are dropped.
    Off,
    /// They are notes.
    Note,
    /// They are warnings.
    Warning,
    /// They are errors.
    Error,
}

impl Level {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// What is applied to the findings after the rules have run; without a word the rules' own severities stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Rules whose errors stop nothing.
    pub allowed: BTreeSet<String>,
    /// Severities other than the rules' own.
    pub severities: BTreeMap<String, Level>,
}

impl Policy {
    /// Ids that no rule has: somebody mistyped one, and would otherwise think it heeded.
    pub fn unknown_rules(&self) -> BTreeSet<&str> {
        let named = self.allowed.iter().chain(self.severities.keys());
        named.map(String::as_str).filter(|id| super::rule(id).is_none()).collect()
    }

    /// The finding as this project sees it.
    pub(super) fn apply(&self, mut finding: Finding) -> Option<Finding> {
        if let Some(level) = self.severities.get(finding.rule) {
            finding.severity = level.severity()?;
        }
        finding.allowed = finding.severity == Severity::Error && self.allowed.contains(finding.rule);
        Some(finding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(severity: Severity) -> Finding {
        Finding {
            rule: "no-web-client",
            severity,
            allowed: false,
            subject: String::new(),
            message: String::new(),
            remedy: "",
            reference: "",
        }
    }

    fn policy(allowed: &[&str], severities: &[(&str, Level)]) -> Policy {
        Policy {
            allowed: allowed.iter().map(ToString::to_string).collect(),
            severities: severities.iter().map(|(id, level)| ((*id).to_owned(), *level)).collect(),
        }
    }

    #[test]
    fn a_level_stands_in_for_the_rules_own_severity() {
        let seen = |level| policy(&[], &[("no-web-client", level)]).apply(finding(Severity::Error));
        assert_eq!(seen(Level::Off), None);
        assert_eq!(seen(Level::Note), Some(finding(Severity::Note)));
        assert_eq!(seen(Level::Warning), Some(finding(Severity::Warning)));
        assert_eq!(
            policy(&[], &[("implicit-flow", Level::Off)]).apply(finding(Severity::Error)),
            Some(finding(Severity::Error))
        );
    }

    #[test]
    fn an_allowed_error_stops_nothing_and_is_still_one() {
        let allow = policy(&["no-web-client"], &[]);
        let allowed = allow.apply(finding(Severity::Error)).unwrap();
        assert!(allowed.allowed && !allowed.stops() && allowed.severity == Severity::Error);
        assert_eq!(allow.apply(finding(Severity::Warning)), Some(finding(Severity::Warning)));
        assert!(Policy::default().apply(finding(Severity::Error)).unwrap().stops());
        let raised =
            policy(&["no-web-client"], &[("no-web-client", Level::Error)]).apply(finding(Severity::Note)).unwrap();
        assert!(raised.allowed && !raised.stops());
    }

    #[test]
    fn an_id_that_no_rule_has_is_told() {
        let policy =
            policy(&["no-web-client", "no-web-clint"], &[("implicit", Level::Off), ("implicit-flow", Level::Off)]);
        assert_eq!(policy.unknown_rules(), BTreeSet::from(["implicit", "no-web-clint"]));
        assert_eq!(crate::validate::nearest_rule("no-web-clint").unwrap().id, "no-web-client");
        assert!(crate::validate::nearest_rule("xyzzy").is_none());
    }

    #[test]
    fn levels_are_written_in_lower_case() {
        let levels: Vec<Level> = serde_json::from_str(r#"["off", "note", "warning", "error"]"#).unwrap();
        assert_eq!(levels, [Level::Off, Level::Note, Level::Warning, Level::Error]);
        assert!(serde_json::from_str::<Level>("\"Error\"").is_err());
    }
}
