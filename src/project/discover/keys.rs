//! The names under which client configurations and Amplify's own files keep ids.
//!
//! From what Amplify's CLIs write and Amplify's libraries read: the flat file for JavaScript, the nested one of the
//! mobile libraries and its forerunner `awsconfiguration.json`, the second generation's outputs, the objects that people
//! pass to `Amplify.configure`, and the state of a project of the first generation.

use super::leaves::Leaf;
use super::{Candidate, Role};

/// A way to an id: the last names of its path, `*` for any. `whole`: there is nothing before them.
struct Key {
    path: &'static [&'static str],
    role: Role,
    whole: bool,
}

const fn anywhere(path: &'static [&'static str], role: Role) -> Key {
    Key { path, role, whole: false }
}

const fn whole(path: &'static [&'static str], role: Role) -> Key {
    Key { path, role, whole: true }
}

const KEYS: [Key; 23] = [
    anywhere(&["aws_user_pools_id"], Role::UserPool),
    anywhere(&["aws_user_pools_web_client_id"], Role::WebClient),
    anywhere(&["aws_cognito_identity_pool_id"], Role::IdentityPool),
    anywhere(&["CognitoUserPool", "Default", "PoolId"], Role::UserPool),
    anywhere(&["CognitoUserPool", "Default", "AppClientId"], Role::NativeClient),
    anywhere(&["CredentialsProvider", "CognitoIdentity", "Default", "PoolId"], Role::IdentityPool),
    whole(&["auth", "user_pool_id"], Role::UserPool),
    whole(&["auth", "user_pool_client_id"], Role::Client),
    whole(&["auth", "identity_pool_id"], Role::IdentityPool),
    anywhere(&["Auth", "Cognito", "userPoolId"], Role::UserPool),
    anywhere(&["Auth", "Cognito", "userPoolClientId"], Role::WebClient),
    anywhere(&["Auth", "Cognito", "identityPoolId"], Role::IdentityPool),
    anywhere(&["Auth", "userPoolId"], Role::UserPool),
    anywhere(&["Auth", "userPoolWebClientId"], Role::WebClient),
    anywhere(&["Auth", "identityPoolId"], Role::IdentityPool),
    // amplify-meta.json, of an imported and of a managed resource alike.
    whole(&["auth", "*", "output", "UserPoolId"], Role::UserPool),
    whole(&["auth", "*", "output", "AppClientIDWeb"], Role::WebClient),
    whole(&["auth", "*", "output", "AppClientID"], Role::NativeClient),
    whole(&["auth", "*", "output", "IdentityPoolId"], Role::IdentityPool),
    // team-provider-info.json, by environment.
    whole(&["*", "categories", "auth", "*", "userPoolId"], Role::UserPool),
    whole(&["*", "categories", "auth", "*", "webClientId"], Role::WebClient),
    whole(&["*", "categories", "auth", "*", "nativeClientId"], Role::NativeClient),
    whole(&["*", "categories", "auth", "*", "identityPoolId"], Role::IdentityPool),
];

/// Where the environment's name stands in the path of a key.
const BY_ENVIRONMENT: [&str; 3] = ["*", "categories", "auth"];

impl Key {
    fn fits(&self, path: &[String]) -> bool {
        let Some(before) = path.len().checked_sub(self.path.len()) else { return false };
        (before == 0 || !self.whole)
            && path[before..].iter().zip(self.path).all(|(name, expected)| *expected == "*" || name == expected)
    }

    /// What ids of one set have in common: the path down to the object that holds them.
    fn set<'a>(&self, path: &'a [String]) -> &'a [String] {
        let known = self.path.iter().rposition(|name| *name == "*").map_or(0, |last| last + 1);
        &path[..path.len() - self.path.len() + known]
    }
}

/// The sets of ids that stand under such names.
pub(super) fn read(path: &str, leaves: &[Leaf], notes: &mut Vec<String>) -> Vec<Candidate> {
    let mut sets: Vec<(&[String], Candidate)> = Vec::new();
    for leaf in leaves {
        let Some(key) = KEYS.iter().find(|key| key.fits(&leaf.path)) else { continue };
        let Some(id) = key.role.id(&leaf.value, path, leaf.line, notes) else { continue };
        let name = key.set(&leaf.path);
        if !sets.iter().any(|(known, _)| *known == name) {
            let mut candidate = Candidate::default();
            if key.path.starts_with(&BY_ENVIRONMENT) {
                candidate.environments.extend(name[0].parse());
            }
            sets.push((name, candidate));
        }
        if let Some((_, candidate)) = sets.iter_mut().find(|(known, _)| *known == name) {
            candidate.add(id, path, leaf.line);
        }
    }
    sets.into_iter().map(|(_, candidate)| candidate).collect()
}
