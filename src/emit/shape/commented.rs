//! An object literal with its comments: parsed from a person's file, printed back with each comment where it was.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde_json::Value;

use crate::emit::{Syntax, json};

/// A value and the comments that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Comments on the lines before it.
    leading: Vec<String>,
    /// Comments behind it on its own line.
    trailing: Vec<String>,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// Anything without members, as JSON.
    Leaf(Value),
    /// Its elements, and comments behind the last one.
    Array(Vec<Node>, Vec<String>),
    /// Its members in order, and comments behind the last one.
    Object(Vec<(String, Node)>, Vec<String>),
}

impl Node {
    /// Parses an object literal as people write them in JavaScript: comments, single quotes, bare keys and a comma
    /// behind the last member are fine; whatever would have to be run is not.
    ///
    /// # Errors
    /// The place of the first thing that is no plain data, counted from the start of `text`.
    pub fn parse(text: &str) -> Result<Self, Syntax> {
        let collect = CollectOptions { comments: CommentCollectionStrategy::Separate, tokens: false };
        let options = ParseOptions { allow_missing_commas: false, ..ParseOptions::default() };
        let parsed = parse_to_ast(text, &collect, &options)
            .map_err(|error| Syntax::at(text, error.range().start, error.kind().to_string()))?;
        let value = parsed.value.ok_or_else(|| Syntax::at(text, 0, "expected an object".to_owned()))?;
        let mut comments: Vec<Span> = parsed
            .comments
            .unwrap_or_default()
            .values()
            .flat_map(|group| group.iter())
            .map(|comment| Span { start: comment.start(), end: comment.end() })
            .collect();
        // The map names each group twice: behind the token before it and in front of the one after it.
        comments.sort_by_key(|comment| comment.start);
        comments.dedup_by_key(|comment| comment.start);
        Reader { text, comments }.node(&value, 1)
    }

    /// A value without comments.
    pub fn from_value(value: &Value) -> Self {
        let kind = match value {
            Value::Array(items) => Kind::Array(items.iter().map(Self::from_value).collect(), Vec::new()),
            Value::Object(members) => Kind::Object(
                members.iter().map(|(key, value)| (key.clone(), Self::from_value(value))).collect(),
                Vec::new(),
            ),
            leaf => Kind::Leaf(leaf.clone()),
        };
        Self { leading: Vec::new(), trailing: Vec::new(), kind }
    }

    /// The value alone.
    pub fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Leaf(value) => value.clone(),
            Kind::Array(items, _) => items.iter().map(Self::to_value).collect(),
            Kind::Object(members, _) => members.iter().map(|(key, node)| (key.clone(), node.to_value())).collect(),
        }
    }

    /// The members of an object, none for anything else.
    pub fn members(&self) -> &[(String, Self)] {
        match &self.kind {
            Kind::Object(members, _) => members,
            _ => &[],
        }
    }

    /// Appends a member to an object.
    pub fn push(&mut self, key: String, node: Self) {
        if let Kind::Object(members, _) = &mut self.kind {
            members.push((key, node));
        }
    }

    /// Whether a comment stands anywhere in it.
    pub fn has_comments(&self) -> bool {
        let own = !self.leading.is_empty() || !self.trailing.is_empty();
        own || match &self.kind {
            Kind::Leaf(_) => false,
            Kind::Array(items, dangling) => !dangling.is_empty() || items.iter().any(Self::has_comments),
            Kind::Object(members, dangling) => {
                !dangling.is_empty() || members.iter().any(|(_, node)| node.has_comments())
            }
        }
    }

    /// Takes over the comments of an older version of the same thing: members by key, elements by value.
    pub fn adopt_comments(&mut self, old: &Self) {
        self.leading.clone_from(&old.leading);
        self.trailing.clone_from(&old.trailing);
        match (&mut self.kind, &old.kind) {
            (Kind::Array(items, dangling), Kind::Array(old_items, old_dangling)) => {
                dangling.clone_from(old_dangling);
                for item in items {
                    let value = item.to_value();
                    if let Some(old) = old_items.iter().find(|old| old.to_value() == value) {
                        item.adopt_comments(old);
                    }
                }
            }
            (Kind::Object(members, dangling), Kind::Object(old_members, old_dangling)) => {
                dangling.clone_from(old_dangling);
                for (key, node) in members {
                    if let Some((_, old)) = old_members.iter().find(|(old_key, _)| old_key == key) {
                        node.adopt_comments(old);
                    }
                }
            }
            _ => {}
        }
    }

    /// The object without the members that `remove` names; their comments go with them.
    #[must_use]
    pub fn without(mut self, remove: impl Fn(&str) -> bool) -> Self {
        if let Kind::Object(members, _) = &mut self.kind {
            members.retain(|(key, _)| !remove(key));
        }
        self
    }

    /// Prints like [`json::pretty`] with four spaces a level, and each comment where it belongs.
    pub fn print(&self) -> String {
        let mut out = String::new();
        self.print_into(&mut out, 0);
        out
    }

    fn print_into(&self, out: &mut String, level: usize) {
        match &self.kind {
            Kind::Leaf(value) => out.push_str(&json::pretty(value, 4)),
            Kind::Array(items, dangling) => {
                let entries = items.iter().map(|item| (None, item));
                print_entries(out, level, ['[', ']'], entries, dangling);
            }
            Kind::Object(members, dangling) => {
                let entries = members.iter().map(|(key, node)| (Some(key.as_str()), node));
                print_entries(out, level, ['{', '}'], entries, dangling);
            }
        }
    }
}

fn print_entries<'a>(
    out: &mut String,
    level: usize,
    [open, close]: [char; 2],
    entries: impl ExactSizeIterator<Item = (Option<&'a str>, &'a Node)>,
    dangling: &[String],
) {
    out.push(open);
    let count = entries.len();
    if count == 0 && dangling.is_empty() {
        out.push(close);
        return;
    }
    let indent = "    ".repeat(level + 1);
    for (index, (key, node)) in entries.enumerate() {
        for comment in &node.leading {
            out.push_str(&format!("\n{indent}{comment}"));
        }
        out.push_str(&format!("\n{indent}"));
        if let Some(key) = key {
            out.push_str(&json::string(key));
            out.push_str(": ");
        }
        node.print_into(out, level + 1);
        if index + 1 < count {
            out.push(',');
        }
        for comment in &node.trailing {
            out.push_str(&format!(" {comment}"));
        }
    }
    for comment in dangling {
        out.push_str(&format!("\n{indent}{comment}"));
    }
    out.push_str(&format!("\n{}{close}", "    ".repeat(level)));
}

#[derive(Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
}

/// A person's key is copied into a JSON file, which has to be readable afterwards: the JSON parser goes 128 levels down.
const DEEPEST: usize = 100;

struct Reader<'a> {
    text: &'a str,
    comments: Vec<Span>,
}

impl Reader<'_> {
    fn node(&self, value: &ast::Value, depth: usize) -> Result<Node, Syntax> {
        if depth > DEEPEST {
            return Err(Syntax::at(self.text, value.start(), format!("more than {DEEPEST} levels deep")));
        }
        let kind = match value {
            ast::Value::Object(object) => {
                let mut seen: Vec<(String, Node)> = Vec::new();
                let spans = object.properties.iter().map(|property| (property.range(), property.value.range()));
                let (comments, dangling) = self.attribute(object.range(), spans.collect());
                for (property, (leading, trailing)) in object.properties.iter().zip(comments) {
                    let mut node = self.node(&property.value, depth + 1)?;
                    node.leading.splice(0..0, leading);
                    node.trailing.extend(trailing);
                    let key = property.name.as_str().to_owned();
                    // As in JavaScript, the last of several equal keys is the one that counts.
                    seen.retain(|(earlier, _)| *earlier != key);
                    seen.push((key, node));
                }
                Kind::Object(seen, dangling)
            }
            ast::Value::Array(array) => {
                let spans = array.elements.iter().map(|element| (element.range(), element.range()));
                let (comments, dangling) = self.attribute(array.range(), spans.collect());
                let mut items = Vec::new();
                for (element, (leading, trailing)) in array.elements.iter().zip(comments) {
                    let mut node = self.node(element, depth + 1)?;
                    node.leading.splice(0..0, leading);
                    node.trailing.extend(trailing);
                    items.push(node);
                }
                Kind::Array(items, dangling)
            }
            ast::Value::StringLit(text) => Kind::Leaf(Value::String(text.value.to_string())),
            ast::Value::BooleanLit(boolean) => Kind::Leaf(Value::Bool(boolean.value)),
            ast::Value::NullKeyword(_) => Kind::Leaf(Value::Null),
            ast::Value::NumberLit(number) => match Value::from(value.clone()) {
                Value::Number(number) => Kind::Leaf(Value::Number(number)),
                _ => {
                    let message = format!("`{}` is no number that JSON can hold", number.value);
                    return Err(Syntax::at(self.text, number.range().start, message));
                }
            },
        };
        Ok(Node { leading: Vec::new(), trailing: Vec::new(), kind })
    }

    /// Shares out the comments that stand directly in a container: behind the member on the same line, else in
    /// front of the next one, else at the container's end. A comment inside a member but outside its value (between
    /// key and colon, say) goes in front of it.
    #[expect(clippy::type_complexity, reason = "two lists of comments a member, and those behind the last")]
    fn attribute(
        &self,
        container: jsonc_parser::common::Range,
        members: Vec<(jsonc_parser::common::Range, jsonc_parser::common::Range)>,
    ) -> (Vec<(Vec<String>, Vec<String>)>, Vec<String>) {
        let mut shared = vec![(Vec::new(), Vec::new()); members.len()];
        let mut dangling = Vec::new();
        let inside = self.comments.iter().filter(|c| c.start > container.start && c.end < container.end);
        for comment in inside {
            if members.iter().any(|(_, value)| comment.start >= value.start && comment.end <= value.end) {
                continue;
            }
            let text = self.text[comment.start..comment.end].trim_end().to_owned();
            let before = members.iter().rposition(|(_, value)| value.end <= comment.start);
            let same_line = before.is_some_and(|index| !self.text[members[index].1.end..comment.start].contains('\n'));
            match (before, same_line) {
                (Some(index), true) => shared[index].1.push(text),
                (before, _) => match shared.get_mut(before.map_or(0, |index| index + 1)) {
                    Some(next) => next.0.push(text),
                    None => dangling.push(text),
                },
            }
        }
        (shared, dangling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_with_what_they_speak_of() {
        let text = r#"{
            // the first
            a: 'x', // behind a
            /* two */ b: [ 1, // one
                // before two
                2
                // after two
            ],
            "c": { /* lonely */ }
            // the end
        }"#;
        let expected = r#"{
    // the first
    "a": "x", // behind a
    /* two */
    "b": [
        1, // one
        // before two
        2
        // after two
    ],
    "c": {
        /* lonely */
    }
    // the end
}"#;
        let node = Node::parse(text).unwrap();
        assert_eq!(node.print(), expected);
        assert_eq!(Node::parse(expected).unwrap(), node);
    }

    #[test]
    fn what_a_json_parser_could_not_read_again_is_refused() {
        let nested = |levels: usize| format!("{{ a: {}{} }}", "[".repeat(levels), "]".repeat(levels));
        assert!(Node::parse(&nested(99)).is_ok());
        assert!(Node::parse(&nested(100)).is_err());
    }

    #[test]
    fn what_would_have_to_be_run_is_refused_with_its_place() {
        for (text, line, column) in [
            ("{\n  a: process.env.X\n}", 2, 6),
            ("{\n  ...other\n}", 2, 3),
            ("{ a: `x` }", 1, 6),
            ("{ a: 1 b: 2 }", 1, 7),
        ] {
            let error = Node::parse(text).unwrap_err();
            assert_eq!((error.line, error.column), (line, column), "{text}: {}", error.message);
        }
    }
}
