//! Conditions, with three truth values: a part that cannot be known stays unknown.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>.

use super::request::{Context, Entry, Request};

/// Kleene's three values, in the order that makes `min` "and" and `max` "or".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    pub(super) fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        truths.into_iter().min().unwrap_or(Self::Yes)
    }

    pub(super) fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        truths.into_iter().max().unwrap_or(Self::No)
    }

    fn negated_if(self, negated: bool) -> Self {
        match self {
            Self::No if negated => Self::Yes,
            Self::Yes if negated => Self::No,
            other => other,
        }
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::Yes } else { Self::No }
    }
}

/// What an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Equals,
    EqualsIgnoreCase,
    Like,
    Arn,
    /// Numbers, dates, booleans and addresses, none of which any claim of a token is.
    OfAnotherType,
    Binary,
    Null,
}

/// How an operator goes over the values of a multivalued key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SetOperator {
    AnyValue,
    AllValues,
}

/// A condition operator, its name taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operator {
    /// As the policy writes it.
    pub(super) name: String,
    pub(super) set: Option<SetOperator>,
    pub(super) test: Test,
    pub(super) negated: bool,
    pub(super) if_exists: bool,
}

impl Operator {
    /// None for what is no operator. Case is no matter: the text is one that IAM has already taken.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (set, rest) = match lower.split_once(':') {
            Some(("foranyvalue", rest)) => (Some(SetOperator::AnyValue), rest),
            Some(("forallvalues", rest)) => (Some(SetOperator::AllValues), rest),
            Some(_) => return None,
            None => (None, lower.as_str()),
        };
        let (rest, if_exists) = match rest.strip_suffix("ifexists") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (test, negated) = match rest {
            "stringequals" => (Test::Equals, false),
            "stringnotequals" => (Test::Equals, true),
            "stringequalsignorecase" => (Test::EqualsIgnoreCase, false),
            "stringnotequalsignorecase" => (Test::EqualsIgnoreCase, true),
            "stringlike" => (Test::Like, false),
            "stringnotlike" => (Test::Like, true),
            "arnequals" | "arnlike" => (Test::Arn, false),
            "arnnotequals" | "arnnotlike" => (Test::Arn, true),
            "numericequals"
            | "numericlessthan"
            | "numericlessthanequals"
            | "numericgreaterthan"
            | "numericgreaterthanequals"
            | "dateequals"
            | "datelessthan"
            | "datelessthanequals"
            | "dategreaterthan"
            | "dategreaterthanequals"
            | "bool"
            | "ipaddress" => (Test::OfAnotherType, false),
            "numericnotequals" | "datenotequals" | "notipaddress" => (Test::OfAnotherType, true),
            "binaryequals" => (Test::Binary, false),
            // "You can add IfExists to the end of any condition operator name except the Null condition."
            "null" if !if_exists && set.is_none() => (Test::Null, false),
            _ => return None,
        };
        Some(Self { name: name.to_owned(), set, test, negated, if_exists })
    }
}

/// One key under one operator, and the values it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) operator: Operator,
    pub(super) key: String,
    pub(super) values: Vec<String>,
}

impl Condition {
    pub(super) fn has_bad_null_value(&self) -> bool {
        let is_bool = |value: &String| value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false");
        self.operator.test == Test::Null && !self.values.iter().all(is_bool)
    }

    /// Whether it holds for a request; `variables` says whether `${...}` means something in this document.
    pub(super) fn holds(&self, request: &Request, variables: bool) -> Truth {
        let Operator { set, test, negated, if_exists, .. } = self.operator;
        let context = request.context(&self.key);
        if test == Test::Null {
            let asks = |word: &str| self.values.iter().any(|value| value.eq_ignore_ascii_case(word));
            return match context {
                Context::Unknown => Truth::Unknown,
                Context::Absent => asks("true").into(),
                Context::Single(_) | Context::Many(_) => asks("false").into(),
            };
        }
        let (single, entries) = match context {
            Context::Unknown => return Truth::Unknown,
            Context::Absent => {
                return match set {
                    // "ForAnyValue ... returns false" and "IfExists ... evaluates to true": nothing says which wins.
                    Some(SetOperator::AnyValue) if if_exists => Truth::Unknown,
                    Some(SetOperator::AnyValue) => Truth::No,
                    Some(SetOperator::AllValues) => Truth::Yes,
                    None => (if_exists || negated).into(),
                };
            }
            Context::Single(value) => (true, vec![Entry::Known(value.to_owned())]),
            Context::Many(entries) => (false, entries.to_vec()),
        };
        let matches =
            |entry: &Entry| Truth::any(self.values.iter().map(|value| self.matches(entry, value, request, variables)));
        let found = || entries.iter().map(|entry| matches(entry).negated_if(negated));
        match set {
            Some(SetOperator::AnyValue) => Truth::any(found()),
            Some(SetOperator::AllValues) => Truth::all(found()),
            None if single => Truth::any(found()),
            // "Multivalued context keys require a condition set operator": what STS does without one is not written.
            // It is false where every reading of it is.
            None if negated => Truth::all(entries.iter().map(matches)).negated_if(true).min(Truth::Unknown),
            None => Truth::any(entries.iter().map(matches)).min(Truth::Unknown),
        }
    }

    /// Whether one value of the request is like one value of the policy, before any negation.
    fn matches(&self, entry: &Entry, value: &str, request: &Request, variables: bool) -> Truth {
        // What cannot be compared does not match. Whether "does not match" then lets a negated operator hold is not
        // written, so there it stays unknown.
        let incomparable = if self.operator.negated { Truth::Unknown } else { Truth::No };
        let wild = match self.operator.test {
            Test::Null | Test::OfAnotherType => return incomparable,
            Test::Binary => return Truth::Unknown,
            Test::Equals | Test::EqualsIgnoreCase => false,
            Test::Like | Test::Arn => true,
        };
        let pattern = match Pattern::expand(value, wild, request, variables) {
            Expanded::Pattern(pattern) => pattern,
            Expanded::NoValue => return incomparable,
            Expanded::Unknown => return Truth::Unknown,
        };
        let ignore_case = self.operator.test == Test::EqualsIgnoreCase;
        match (entry, self.operator.test) {
            // No claim is an ARN; one that looks the same as the value might still pass for one.
            (Entry::Known(text), Test::Arn) if pattern.matches(text, false) => Truth::Unknown,
            (_, Test::Arn) => incomparable,
            (Entry::Known(text), _) => pattern.matches(text, ignore_case).into(),
            (Entry::SomeProvider, _) if pattern.is_anything() => Truth::Yes,
            // No provider is called so.
            (Entry::SomeProvider, _)
                if pattern.is_literal()
                    && ["authenticated", "unauthenticated"].iter().any(|word| pattern.matches(word, ignore_case)) =>
            {
                Truth::No
            }
            (Entry::SomeProvider, _) => Truth::Unknown,
        }
    }

    /// The policy variables in its values, where such mean something.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        self.values
            .iter()
            .flat_map(|value| value.split("${").skip(1).filter_map(|rest| rest.split(['}', ',']).next()).map(str::trim))
    }
}

/// A character of a policy's value, or one of its wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(char),
    AnyOne,
    AnyRun,
}

/// A value of a policy, its variables filled in.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Piece>);

enum Expanded {
    Pattern(Pattern),
    /// A variable in it has no value, so nothing is like it.
    NoValue,
    /// A variable in it has a value that only STS knows, or is not written as one.
    Unknown,
}

impl Pattern {
    /// `*` and `?` are wildcards; nothing else is special.
    pub(super) fn glob(text: &str) -> Self {
        Self(text.chars().map(Piece::of).collect())
    }

    fn expand(value: &str, wild: bool, request: &Request, variables: bool) -> Expanded {
        let mut pieces = Vec::new();
        let mut rest = value;
        loop {
            let (plain, variable) = match rest.split_once("${") {
                Some((plain, variable)) if variables => (plain, Some(variable)),
                _ => (rest, None),
            };
            pieces.extend(plain.chars().map(|c| if wild { Piece::of(c) } else { Piece::Literal(c) }));
            let Some(variable) = variable else { return Expanded::Pattern(Self(pieces)) };
            // IAM's checks refuse a variable without its brace, an empty one, and spaces in one.
            let Some((inside, after)) = variable.split_once('}') else { return Expanded::Unknown };
            let (key, default) = match inside.split_once(',') {
                None => (inside, None),
                Some((key, default)) => {
                    let quoted = default.trim().strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
                    // Whether a wildcard in a default is one is not written.
                    match quoted.filter(|text| !text.contains(['*', '?', '\''])) {
                        Some(text) => (key, Some(text)),
                        None => return Expanded::Unknown,
                    }
                }
            };
            let filled = match (key, request.context(key)) {
                ("*" | "?" | "$", _) if default.is_none() => key,
                _ if key.is_empty() || key.contains(char::is_whitespace) => return Expanded::Unknown,
                (_, Context::Single(value)) => value,
                (_, Context::Absent) => match default {
                    Some(text) => text,
                    None => return Expanded::NoValue,
                },
                // A multivalued key cannot be a variable.
                (_, Context::Many(_) | Context::Unknown) => return Expanded::Unknown,
            };
            pieces.extend(filled.chars().map(Piece::Literal));
            rest = after;
        }
    }

    fn is_anything(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|piece| *piece == Piece::AnyRun)
    }

    fn is_literal(&self) -> bool {
        self.0.iter().all(|piece| matches!(piece, Piece::Literal(_)))
    }

    /// Whether the whole text is like it. Linear but for the last `*`, to which it goes back.
    pub(super) fn matches(&self, text: &str, ignore_case: bool) -> bool {
        let same = |a: char, b: char| a == b || ignore_case && a.to_lowercase().eq(b.to_lowercase());
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut piece) = (0, 0);
        let mut run: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.0.get(piece) {
                Some(Piece::AnyRun) => {
                    run = Some((piece, at));
                    piece += 1;
                }
                Some(Piece::AnyOne) => (at, piece) = (at + 1, piece + 1),
                Some(Piece::Literal(c)) if same(*c, text[at]) => (at, piece) = (at + 1, piece + 1),
                _ => match run {
                    Some((star, from)) => {
                        (at, piece) = (from + 1, star + 1);
                        run = Some((star, from + 1));
                    }
                    None => return false,
                },
            }
        }
        self.0[piece..].iter().all(|piece| *piece == Piece::AnyRun)
    }
}

impl Piece {
    fn of(c: char) -> Self {
        match c {
            '*' => Self::AnyRun,
            '?' => Self::AnyOne,
            c => Self::Literal(c),
        }
    }
}
