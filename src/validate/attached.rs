//! The roles that an identity pool gives to its users, with what is known of who may take them.

use serde_json::Value;

use crate::model::identity_pool::{IdentityPool, IdentityPoolRoles};
use crate::model::role::{RoleArn, Trust};
use crate::model::trust_policy::{Note, RoleFor, TrustPolicy, Verdict, Wanted, corrected};

use super::{Case, Hit};

/// The linked identity pool with its roles, where both could be read.
pub(super) fn pool_and_roles<'a>(case: &Case<'a>) -> Option<(&'a IdentityPool, &'a IdentityPoolRoles)> {
    let pool = case.facts.identity_pool.as_ref()?;
    Some((pool, pool.roles.as_ref()?))
}

/// A role that is given to users of the identity pool.
pub(super) struct Attached<'a> {
    /// Its ARN, as Cognito has it.
    pub(super) arn: &'a str,
    /// Whom it is given to.
    pub(super) role_for: RoleFor,
    /// Who may take it; absent where nobody asked.
    pub(super) trust: Option<&'a Trust>,
    pool: &'a IdentityPool,
    case: &'a Case<'a>,
}

impl Attached<'_> {
    /// The role in words that hold its ARN.
    pub(super) fn subject(&self) -> String {
        format!("{} role {}", self.role_for.word(), self.arn)
    }

    /// Its trust policy, where it could be read and is one.
    pub(super) fn policy(&self) -> Option<TrustPolicy> {
        match self.trust? {
            Trust::Document(text) => TrustPolicy::parse(text).ok(),
            Trust::NoSuchRole | Trust::NoArn | Trust::Unreadable(_) => None,
        }
    }

    /// Who may take it.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        Some(self.policy()?.judge(&self.pool.id, Some(&self.case.facts.user_pool.id)))
    }
}

/// The identity pool's own two roles, as far as they are in use: a guest role counts only where guests are let in.
pub(super) fn in_use<'a>(case: &'a Case<'a>) -> Vec<Attached<'a>> {
    let Some((pool, roles)) = pool_and_roles(case) else { return Vec::new() };
    let guests = roles.unauthenticated.as_deref().filter(|_| pool.allows_guests);
    [(roles.authenticated.as_deref(), RoleFor::Authenticated), (guests, RoleFor::Unauthenticated)]
        .into_iter()
        .filter_map(|(arn, role_for)| {
            let arn = arn?;
            Some(Attached { arn, role_for, trust: case.facts.roles.get(arn), pool, case })
        })
        .collect()
}

/// What is worth knowing of the trust policies of the roles in use.
pub(super) fn noted(case: &Case<'_>, wanted: impl Fn(&Note) -> bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for role in in_use(case) {
        let notes = role.policy().map(|policy| policy.notes(&role.pool.id)).unwrap_or_default();
        hits.extend(notes.iter().filter(|note| wanted(note)).map(|note| Hit::new(role.subject(), note)));
    }
    hits
}

/// A trust policy that should be another one.
#[derive(Debug)]
pub struct Fix {
    /// The role's ARN, as Cognito has it.
    pub arn: String,
    /// The role's name.
    pub role_name: String,
    /// What it should be, with whatever is right in the present one.
    pub document: Value,
}

/// The corrected trust policies of all roles that need one and whose present one could be read.
pub fn fixes(case: &Case<'_>) -> Vec<Fix> {
    let tagged = case.facts.checked.as_ref().and_then(|checked| checked.tagged_providers.as_ref());
    let tag_session = tagged.is_some_and(|providers| !providers.is_empty());
    let mut fixes: Vec<Fix> = Vec::new();
    for role in in_use(case).into_iter().chain(further(case).into_iter().map(|(_, role)| role)) {
        let (Some(Trust::Document(text)), Ok(arn)) = (role.trust, role.arn.parse::<RoleArn>()) else { continue };
        let present = TrustPolicy::parse(text).ok();
        let wanted = Wanted {
            identity_pool: &role.pool.id,
            role_for: role.role_for,
            user_pool: Some(&case.facts.user_pool.id),
            tag_session: tag_session && role.role_for == RoleFor::Authenticated,
        };
        let document = corrected(present.as_ref(), &wanted);
        let is_right = present.as_ref().is_some_and(|present| *present.document() == document);
        if !is_right && !fixes.iter().any(|fix| fix.arn == role.arn) {
            fixes.push(Fix { arn: role.arn.to_owned(), role_name: arn.name, document });
        }
    }
    fixes
}

/// Roles that signed-in users reach in another way: by a rule of a mapping, or as members of a group. Each with the words
/// for the way.
pub(super) fn further<'a>(case: &'a Case<'a>) -> Vec<(String, Attached<'a>)> {
    let Some((pool, roles)) = pool_and_roles(case) else { return Vec::new() };
    let mapped = roles.mappings.iter().flat_map(|(provider, mapping)| {
        mapping.rule_roles.iter().map(move |arn| (format!("a role mapping of {provider}"), arn.as_str()))
    });
    let groups = case.facts.checked.iter().filter_map(|checked| checked.groups.as_ref()).flatten();
    let grouped = groups.filter_map(|group| Some((format!("group {}", group.name), group.role_arn.as_deref()?)));
    mapped
        .chain(grouped)
        .map(|(way, arn)| {
            let trust = case.facts.roles.get(arn);
            (way, Attached { arn, role_for: RoleFor::Authenticated, trust, pool, case })
        })
        .collect()
}
