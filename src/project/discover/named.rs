//! Ids in variables and in the outputs of a deployment, where everybody has names of their own: told by their shape,
//! an app client's by its name, too.

use std::collections::BTreeSet;

use super::leaves::Leaf;
use super::{Candidate, Id, Role};
use crate::model::ids::{ClientId, IdentityPoolId, UserPoolId};

/// As long as Cognito makes an app client's id.
const CLIENT_ID: usize = 26;

/// How long a UUID is.
const UUID: usize = 36;

/// Words in a name that say what it is the name of; the others tell one set of ids from another.
const TELL_NOTHING: [&str; 26] = [
    "user",
    "pool",
    "pools",
    "userpool",
    "identity",
    "identitypool",
    "client",
    "app",
    "web",
    "native",
    "mobile",
    "id",
    "ids",
    "aws",
    "cognito",
    "auth",
    "vite",
    "next",
    "public",
    "react",
    "expo",
    "nuxt",
    "value",
    "output",
    "ref",
    "amplify",
];

/// What ids of one set have in common: what they stand in, and the words of their names that tell sets apart.
type Set = (String, BTreeSet<String>);

/// An id and the name it was found under.
struct Named {
    /// What it stands in, such as a stack.
    group: String,
    name: String,
    id: Id,
    line: usize,
}

/// The sets of ids in a list of names and values.
pub(super) fn read(path: &str, leaves: &[Leaf], notes: &mut Vec<String>) -> Vec<Candidate> {
    let named: Vec<Named> = leaves
        .iter()
        .filter_map(|leaf| {
            // What Terraform puts out stands under `value`, beside its type.
            let names: Vec<&str> = leaf.path.iter().map(String::as_str).filter(|name| *name != "value").collect();
            let (name, group) = names.split_last()?;
            let role = role(&names.join("_"), &leaf.value)?;
            let id = role.id(&leaf.value, path, leaf.line, notes)?;
            Some(Named { group: group.join("/"), name: (*name).to_owned(), id, line: leaf.line })
        })
        .collect();
    let pools: BTreeSet<&str> =
        named.iter().filter(|named| matches!(named.id, Id::UserPool(_))).map(|named| named.id.as_str()).collect();
    let mut sets: Vec<(Set, Vec<Named>)> = Vec::new();
    let several = pools.len() > 1;
    for one in named {
        let set = if several { (one.group.clone(), telling(&one.name)) } else { Set::default() };
        match sets.iter_mut().find(|(known, _)| *known == set) {
            Some((_, members)) => members.push(one),
            None => sets.push((set, vec![one])),
        }
    }
    sets.into_iter().filter_map(|(_, members)| candidate(path, members, notes)).collect()
}

/// One candidate of the ids of a set; of several app clients of one kind none is taken.
fn candidate(path: &str, members: Vec<Named>, notes: &mut Vec<String>) -> Option<Candidate> {
    let of = |role: Role| -> BTreeSet<&str> {
        members.iter().filter(|named| named.id.role() == role).map(|named| named.id.as_str()).collect()
    };
    let has_kind = !of(Role::WebClient).is_empty() || !of(Role::NativeClient).is_empty();
    let unclear: Vec<Role> = [Role::UserPool, Role::WebClient, Role::NativeClient, Role::Client, Role::IdentityPool]
        .into_iter()
        .filter(|role| of(*role).len() > 1 || (*role == Role::Client && has_kind && !of(*role).is_empty()))
        .collect();
    let mut candidate = Candidate::default();
    for named in members {
        if unclear.contains(&named.id.role()) {
            notes.push(format!("{path}:{}: {} is one of several: passed over", named.line, named.id));
        } else {
            candidate.add(named.id, path, named.line);
        }
    }
    (!candidate.places.is_empty()).then_some(candidate)
}

/// What a value is the id of, by its shape and its name.
fn role(name: &str, value: &str) -> Option<Role> {
    let lower = name.to_ascii_lowercase();
    if value.parse::<UserPoolId>().is_ok_and(|id| is_region(id.region().as_str())) {
        return Some(Role::UserPool);
    }
    if let Some((region, uuid)) = value.split_once(':')
        && value.parse::<IdentityPoolId>().is_ok()
        && is_region(region)
        && uuid.len() == UUID
        && uuid.split('-').map(str::len).eq([8, 4, 4, 4, 12])
    {
        return Some(Role::IdentityPool);
    }
    let is_client = value.len() == CLIENT_ID && value.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_client || !lower.contains("client") || lower.contains("secret") || value.parse::<ClientId>().is_err() {
        return None;
    }
    let words = words(name);
    let has = |parts: &[&str], whole: &[&str]| {
        parts.iter().any(|part| lower.contains(part)) || whole.iter().any(|word| words.contains(*word))
    };
    if has(&["native", "mobile", "android", "flutter"], &["ios"]) && !lower.contains("reactnative") {
        Some(Role::NativeClient)
    } else if has(&["web", "browser", "frontend"], &["spa", "js", "vite", "next", "nuxt", "react"]) {
        Some(Role::WebClient)
    } else {
        Some(Role::Client)
    }
}

/// A region of AWS's, not any two words and a number: its last word is a direction.
fn is_region(text: &str) -> bool {
    let mut parts = text.rsplit('-');
    let (number, direction) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let directions = ["north", "south", "east", "west", "central"];
    number.len() == 1 && directions.iter().any(|word| direction.starts_with(word))
}

/// The words of a name: `userPoolID`, `user_pool_id` and `USER-POOL-ID` have the same.
fn words(name: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase()) {
            words.insert(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.insert(word);
    words.remove("");
    words
}

/// The words that tell one set of ids in a file from another, such as `staging`.
fn telling(name: &str) -> BTreeSet<String> {
    words(name).into_iter().filter(|word| !TELL_NOTHING.contains(&word.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &str = "3n4b5urk1ft4fl3mg5e62d9ado";

    #[test]
    fn a_value_is_an_id_by_its_shape_and_a_client_by_its_name_too() {
        for (name, value, expected) in [
            ("ANY", "eu-west-1_uZ3kP9qLm", Some(Role::UserPool)),
            ("ANY", "us-gov-west-1_uZ3kP9qLm", Some(Role::UserPool)),
            ("ANY", "ap-southeast-2_uZ3kP9qLm", Some(Role::UserPool)),
            ("IMAGE", "my-docker-image-1_2", None),
            ("ANY", "eu-west-1:82cebe6f-a3bc-4054-9483-40fa31234655", Some(Role::IdentityPool)),
            ("ANY", "eu-west-1:82cebe6f", None),
            ("COGNITO_CLIENT_ID", CLIENT, Some(Role::Client)),
            ("UserPoolWebClientId", CLIENT, Some(Role::WebClient)),
            ("VITE_CLIENT_ID", CLIENT, Some(Role::WebClient)),
            ("ios_client", CLIENT, Some(Role::NativeClient)),
            ("mobileClientId", CLIENT, Some(Role::NativeClient)),
            ("CLIENT_SECRET", CLIENT, None),
            ("SESSION_KEY", CLIENT, None),
            ("GITHUB_CLIENT_ID", "Iv1abcdef0123456789a", None),
        ] {
            assert_eq!(role(name, value), expected, "{name}={value}");
        }
    }

    #[test]
    fn names_say_which_ids_are_of_one_set() {
        assert_eq!(telling("STAGING_USER_POOL_ID"), telling("stagingWebClientId"));
        assert_ne!(telling("STAGING_USER_POOL_ID"), telling("PROD_USER_POOL_ID"));
        assert!(telling("NEXT_PUBLIC_AWS_USER_POOL_ID").is_empty());
    }
}
