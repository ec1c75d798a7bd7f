//! Where each key of each format comes from: the field of the AWS answer, what is made of it, and when it is absent.
//!
//! The tables say in words what the renderers do. `tests/keys.rs` holds both together: every key that a format writes
//! is here, and a reason for an absence is given exactly where the rendered file lacks the key.

mod lookups;
mod mobile;
mod names;
mod outputs;
mod reasons;
mod web;

use serde::Serialize;

use super::Request;

/// How much of a mistyped key has to be right for a guess at what was meant.
const ALIKE: f32 = 0.7;

/// What the host of the sign-in pages is, in every format.
const DOMAIN: &str =
    "the custom domain, else <prefix>.auth.<region>.amazoncognito.com (auth-fips in GovCloud, .cn in China)";

/// Every place where keys stand, in the order of [`super::FORMATS`].
static PLACES: &[&Place] = &[
    &web::PLACE,
    &mobile::HEAD,
    &mobile::PLUGIN,
    &mobile::OLDER_SDK,
    &outputs::HEAD,
    &outputs::SECTION,
    &names::ENV,
    &names::REFERENCE_AUTH,
    &lookups::CDK,
    &lookups::TERRAFORM,
];

/// A place in files: which formats have it, and the keys that may stand there.
#[derive(Debug)]
pub struct Place {
    /// The formats' names.
    pub formats: &'static [&'static str],
    /// What stands in front of each key's path, with a dot at its end; empty at the top of a file.
    pub front: &'static str,
    /// The keys.
    pub keys: &'static [Key],
}

/// One key, and where its value comes from.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// The names on the way to it, joined by dots, from its place on.
    #[serde(rename = "key")]
    pub path: &'static str,
    /// `Operation: Field.Of.The.Answer`, in the words of the API reference; empty where the value is always the same.
    pub from: &'static [&'static str],
    /// What is made of them.
    pub value: &'static str,
    /// When the key is not written; `None` for one that always is.
    pub absent: Option<&'static str>,
    #[serde(skip)]
    missing: fn(&Request<'_>) -> Option<String>,
}

impl Key {
    /// Why a new file made from this lacks the key; `None` where it has it.
    pub fn missing(&self, request: &Request<'_>) -> Option<String> {
        (self.missing)(request)
    }
}

/// A key in one of its places.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// The place.
    pub place: &'static Place,
    /// The key.
    pub key: &'static Key,
}

impl Standing {
    /// The names on the way to it from the top of the file, joined by dots.
    pub fn path(&self) -> String {
        format!("{}{}", self.place.front, self.key.path)
    }

    /// Whether `name` is the key's path, or how it ends.
    fn is_called(&self, name: &str) -> bool {
        // A person knows a name of an .env file with the prefix that it has there.
        let is_prefixed = || std::ptr::eq(self.place, &names::ENV) && name.ends_with(self.key.path);
        ends_with(&self.path(), name) || is_prefixed()
    }

    /// Whether it stands, at any depth, in an object of this name.
    fn is_inside(&self, name: &str) -> bool {
        self.path().match_indices('.').any(|(dot, _)| ends_with(&self.path()[..dot], name))
    }
}

/// Whether a path is `name` or ends with its whole words.
fn ends_with(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

/// Every key in each of its places.
pub fn all() -> impl Iterator<Item = Standing> {
    PLACES.iter().flat_map(|place| place.keys.iter().map(|key| Standing { place, key }))
}

/// The keys that a person means by a name, and those inside the objects of that name. The end of a path is enough
/// (`WebDomain`); several formats may have such a key.
pub fn find(name: &str) -> (Vec<Standing>, Vec<Standing>) {
    let called: Vec<Standing> = all().filter(|standing| standing.is_called(name)).collect();
    let inside: Vec<Standing> = all().filter(|standing| standing.is_inside(name)).collect();
    (called, inside)
}

/// Keys, and others of `more`, whose names are most like a mistyped one, the likeliest first.
pub fn nearest(name: &str, more: &[&str]) -> Vec<String> {
    let paths: Vec<String> = all().map(|standing| standing.path()).collect();
    let mut names: Vec<&str> = more.to_vec();
    for path in &paths {
        // As a whole, and by each end that a person may type.
        let ends = path.match_indices('.').map(|(dot, _)| &path[dot + 1..]);
        names.extend(std::iter::once(path.as_str()).chain(ends));
    }
    names.sort_unstable();
    names.dedup();
    let exact = names.iter().find(|known| known.eq_ignore_ascii_case(name));
    match exact {
        Some(exact) => vec![(*exact).to_owned()],
        None => similar::get_close_matches(name, &names, 3, ALIKE).into_iter().map(str::to_owned).collect(),
    }
}
