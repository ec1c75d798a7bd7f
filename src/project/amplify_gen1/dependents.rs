//! What else in an Amplify Gen 1 project depends on the auth resource.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::model::json_text;

use super::{AmplifyProject, CONFIG, META, StateFile};

/// A place that would be left without what it depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Dependent {
    /// The file, in the project.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// What stands there.
    pub what: String,
}

/// A file that is larger is no template or schema of a person's.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Folders of what others built or installed.
const BUILT: [&str; 6] = ["node_modules", "build", "dist", ".temp", "#current-cloud-backend", "awscloudformation"];

impl AmplifyProject {
    /// Everything that depends on the imported auth resource: `dependsOn` in both state files, templates that take its
    /// outputs, schemas whose `@auth` rules need a user pool, functions that read its ids from their environment.
    pub fn dependents(&self, root: &Path) -> Vec<Dependent> {
        let Some(name) = self.imported_auth() else { return Vec::new() };
        let mut found = Vec::new();
        for file in [&self.config, &self.meta] {
            of_state(file, name, &mut found);
        }
        let mut files = Vec::new();
        collect(&root.join("amplify/backend"), &mut files);
        files.sort();
        for path in files {
            let Ok(inside) = path.strip_prefix(root) else { continue };
            let inside = inside.to_string_lossy().replace('\\', "/");
            let is_state = inside == META || inside == CONFIG;
            if !is_state && !inside.starts_with(&format!("amplify/backend/auth/{name}/")) {
                of_text(&inside, &path, name, &mut found);
            }
        }
        found.dedup();
        found
    }
}

/// Entries of other resources whose `dependsOn` names the auth resource.
fn of_state(file: &StateFile, name: &str, found: &mut Vec<Dependent>) {
    let is_auth = |entry: &Value| {
        entry.get("category").and_then(Value::as_str) == Some("auth")
            && entry.get("resourceName").and_then(Value::as_str) == Some(name)
    };
    for (category, resources) in &file.data {
        for (resource, entry) in resources.as_object().into_iter().flatten() {
            let depends = entry.get("dependsOn").and_then(Value::as_array);
            if (category == "auth" && resource == name) || !depends.is_some_and(|list| list.iter().any(is_auth)) {
                continue;
            }
            let line = file.text().and_then(|text| json_text::line_of(text, &[category, resource, "dependsOn"]));
            let what = format!("{category} `{resource}` depends on it (`dependsOn`)");
            found.push(Dependent { path: file.path.to_owned(), line: line.unwrap_or(1), what });
        }
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        // A link may lead anywhere, and round in a circle.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !BUILT.iter().any(|built| name == *built) {
            collect(&path, files);
        } else if kind.is_file() && is_source(&path) && entry.metadata().is_ok_and(|data| data.len() <= LARGEST) {
            files.push(path);
        }
    }
}

fn is_source(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    matches!(
        extension,
        "json" | "yml" | "yaml" | "template" | "graphql" | "js" | "ts" | "mjs" | "cjs" | "py" | "java" | "go"
    )
}

fn of_text(inside: &str, path: &Path, name: &str, found: &mut Vec<Dependent>) {
    let Ok(text) = fs::read_to_string(path) else { return };
    // Amplify's names for one resource: the nested stack and its parameters, and a function's variables.
    let (stack, variable) = (format!("auth{name}"), format!("AUTH_{}_", name.to_uppercase()));
    let mut add = |line: usize, what: String| found.push(Dependent { path: inside.to_owned(), line, what });
    let rules = if inside.ends_with(".graphql") { rules_of_users(&text) } else { Vec::new() };
    let mut after_get_att = 0usize;
    let lines: Vec<&str> = text.lines().collect();
    for (number, line) in lines.iter().enumerate().map(|(index, line)| (index + 1, *line)) {
        // The name may stand on one of the next two lines: printed JSON has one item a line.
        if line.contains("GetAtt") {
            after_get_att = 3;
        }
        let names_stack = holds_word(line, &stack);
        if names_stack && after_get_att > 0 {
            add(number, format!("takes an output of it: `Fn::GetAtt` of `{stack}`"));
            after_get_att = 0;
        } else if names_stack {
            add(number, format!("takes an output of it as a parameter: `{stack}...`"));
        } else if line.contains(&variable) {
            add(number, format!("reads it from the environment: `{variable}...`"));
        } else if rules.contains(&number) {
            add(number, "an `@auth` rule that needs its users".to_owned());
        } else if names_dependency(line, lines.get(number), name) {
            add(number, "depends on it (`dependsOn`)".to_owned());
        }
        after_get_att = after_get_att.saturating_sub(1);
    }
}

/// The stack's name, alone or in front of an output's name (`authshopUserPoolId`), but not inside another word.
fn holds_word(line: &str, stack: &str) -> bool {
    line.match_indices(stack).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + stack.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
            && !after.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    })
}

/// A CDK or override file of Amplify's: `{category: "auth", resourceName: "shop"}`, the name perhaps on the next line.
fn names_dependency(line: &str, next: Option<&&str>, name: &str) -> bool {
    let plain = |line: &str| line.replace(|c: char| c.is_whitespace() || matches!(c, '"' | '\''), "");
    let start = plain(line);
    let both = format!("{start}{}", next.map(|next| plain(next)).unwrap_or_default());
    let named = format!("resourceName:{name}");
    let is_named = both.match_indices(&named).any(|(at, _)| {
        let after = both[at + named.len()..].chars().next();
        !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    });
    start.contains("category:auth") && is_named
}

/// The lines of the rules that let users of the pool in: the public and custom ones, and those of another provider, do
/// without it. A rule may stand on several lines.
fn rules_of_users(schema: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    let uncommented = |line: &str| line.split('#').next().unwrap_or_default().to_owned();
    let text = schema.lines().map(uncommented).collect::<Vec<_>>().join("\n");
    for (at, _) in text.match_indices("allow") {
        let open = text[..at].rfind('{').map_or(0, |open| open + 1);
        let end = text[at..].find('}').map_or(text.len(), |close| at + close);
        let rule = &text[open..end];
        let needs = match (value_of(rule, "allow"), value_of(rule, "provider")) {
            (Some(_), Some(provider)) => matches!(provider, "userPools" | "identityPool"),
            (Some(who), None) => matches!(who, "owner" | "groups" | "private"),
            (None, _) => false,
        };
        if needs {
            lines.push(text[..at].matches('\n').count() + 1);
        }
    }
    lines
}

/// The word behind a name and a colon.
fn value_of<'a>(rule: &'a str, name: &str) -> Option<&'a str> {
    rule.match_indices(name).find_map(|(at, _)| {
        let is_inside = rule[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let value = rule[at + name.len()..].trim_start().strip_prefix(':').filter(|_| !is_inside)?.trim_start();
        let end = value.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(value.len());
        Some(&value[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_needs_the_pool_unless_another_provider_has_it() {
        for (line, needs) in [
            ("type Post @model @auth(rules: [{allow: owner}]) {", true),
            ("  { allow: private, provider: iam },", false),
            ("@auth(rules: [{ allow: public }, { allow: groups, groups: [\"a\"] }])", true),
            ("@auth(rules: [{ allow: public, provider: apiKey }])", false),
            ("@auth(rules: [{ allow: private, provider: userPools }])", true),
            ("# @auth(rules: [{allow: owner}])", false),
            ("  owner: String", false),
            ("@auth(rules: [{ allow: groups, groups: [\"customers\", \"public\"] }])", true),
            ("@auth(rules: [{ allow: owner, ownerField: \"customerId\", identityClaim: \"oidc\" }])", true),
            ("@auth(rules: [{ allow: custom, provider: function }])", false),
            ("@auth(rules: [{ allow: private, provider: identityPool }])", true),
        ] {
            assert_eq!(!rules_of_users(line).is_empty(), needs, "{line}");
        }
    }

    #[test]
    fn a_dependency_may_stand_on_two_lines() {
        assert!(names_dependency("{ category: 'auth', resourceName: 'shop' }", None, "shop"));
        assert!(names_dependency("  \"category\": \"auth\",", Some(&"  \"resourceName\": \"shop\","), "shop"));
        assert!(!names_dependency("  category: \"auth\",", Some(&"  resourceName: \"shopping\","), "shop"));
        assert!(!names_dependency("  category: \"api\",", Some(&"  resourceName: \"shop\","), "shop"));
    }

    #[test]
    fn a_rule_may_stand_on_several_lines() {
        let schema = "type Post @auth(rules: [\n  {\n    allow: private\n    provider: iam\n  }\n  {\n    groups: [\"a\"]\n    allow: groups\n  }\n])";
        assert_eq!(rules_of_users(schema), [8]);
    }

    #[test]
    fn the_stack_is_found_in_front_of_an_output() {
        assert!(holds_word("\"authshopUserPoolId\": {", "authshop"));
        assert!(holds_word("- authshop", "authshop"));
        assert!(!holds_word("authshopping", "authshop"));
        assert!(!holds_word("myauthshop", "authshop"));
    }
}
