//! Holds the tables of keys to the renderers: every key that a format writes is in its table, and a reason for an absence
//! is given exactly where the rendered file lacks the key.

use std::collections::BTreeSet;

use amplink::emit::keys::{self, Standing};
use amplink::emit::{FORMATS, Format, Request};
use amplink::model::facts::Facts;
use serde_json::{Map, Value};

/// A format's keys by their paths.
pub fn table(format: &Format) -> Vec<(String, Standing)> {
    let own = keys::all().filter(|standing| standing.place.formats.contains(&format.id));
    own.map(|standing| (standing.path(), standing)).collect()
}

/// The paths that the text of a format has. Below a key of the table only other keys of the table count: what is in a
/// value, such as groups by their names, is no key.
fn written(format: &Format, table: &[(String, Standing)], text: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    match format.id {
        "cdk" => {
            let members = text.lines().filter_map(|line| line.strip_prefix("  readonly ")?.split_once(':'));
            paths.extend(members.map(|(name, _)| name.to_owned()));
        }
        "terraform" => {
            let body = hcl::parse(text).expect("HCL");
            for block in body.blocks() {
                let words = block.labels.iter().map(|label| label.as_str().to_owned());
                let address = std::iter::once(block.identifier.to_string()).chain(words).collect::<Vec<_>>().join(".");
                if block.identifier.as_str() == "locals" {
                    paths.extend(block.body.attributes().map(|local| format!("{address}.{}", local.key.as_str())));
                } else {
                    paths.insert(address);
                }
            }
        }
        "aws-exports-types" | "add-output" | "reference-auth" => walk(&object_by_lines(text), "", table, &mut paths),
        _ => walk(&(format.data)(text).expect("it reads its own file"), "", table, &mut paths),
    }
    paths
}

fn walk(value: &Value, path: &str, table: &[(String, Standing)], out: &mut BTreeSet<String>) {
    let inside = format!("{path}.");
    let is_key = table.iter().any(|(key, _)| key == path);
    let goes_on = path.is_empty() || !is_key || table.iter().any(|(key, _)| key.starts_with(&inside));
    if is_key {
        out.insert(path.to_owned());
    }
    match value.as_object().filter(|members| goes_on && !members.is_empty()) {
        Some(members) => {
            for (name, value) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(value, &path, table, out);
            }
        }
        None => {
            out.insert(path.to_owned());
        }
    }
}

/// The members of an object of TypeScript, one a line, each at its indentation.
fn object_by_lines(text: &str) -> Value {
    fn members<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Value {
        let mut out = Map::new();
        while let Some(line) = lines.next().map(str::trim) {
            let is_inside_a_list = line.starts_with('{') || line.starts_with("]");
            if line.starts_with('}') && !line.starts_with("},{") {
                break;
            }
            let Some((name, value)) = line.split_once(": ").filter(|_| !is_inside_a_list) else { continue };
            if name.starts_with("[key") {
                continue;
            }
            let value = if value == "{" {
                members(lines)
            } else if value == "[" {
                // A list of objects, to its end at the same depth.
                let mut depth = 1;
                while depth > 0 {
                    let line = lines.next().expect("an end").trim();
                    depth += usize::from(line.ends_with('['));
                    depth -= usize::from(line.starts_with(']'));
                }
                Value::Null
            } else {
                Value::Null
            };
            out.insert(name.trim_matches('"').to_owned(), value);
        }
        Value::Object(out)
    }
    let mut lines = text.lines().skip_while(|line| !line.ends_with('{'));
    lines.next();
    members(&mut lines)
}

/// Every format for every platform, with and without the secret.
pub fn check(facts: &Facts) {
    let carried = Map::new();
    for format in FORMATS.iter().copied() {
        let table = table(format);
        for (platform, include_secret) in
            format.platforms.iter().flat_map(|platform| [(*platform, false), (*platform, true)])
        {
            let request = Request {
                facts,
                platform,
                amplify_meta: None,
                previous: None,
                include_secret,
                prefix: "",
                existing: None,
                copied: &[],
                carried: &carried,
            };
            let text = (format.write)(&request).expect("written").text;
            let there = written(format, &table, &text);
            for path in &there {
                assert!(
                    table.iter().any(|(key, _)| key == path),
                    "{} has no key `{path}` in its table\n{text}",
                    format.id
                );
            }
            for (path, standing) in &table {
                let reason = standing.key.missing(&request);
                assert_eq!(
                    reason.is_none(),
                    there.contains(path),
                    "{} for {platform:?}: `{path}`: {reason:?}\n{facts:?}\n{text}",
                    format.id
                );
                assert!(reason.is_none() || standing.key.absent.is_some(), "{path} is always there, the table says");
            }
        }
    }
}
