//! The roles that an identity pool gives to its users, with what is known of who may take them.

use serde_json::Value;

use crate::model::identity_pool::{IdentityPool, IdentityPoolRoles};
use crate::model::ids::UserPoolId;
use crate::model::role::{RoleArn, Trust};
use crate::model::trust_policy::{Answer, Issuer, Note, RoleFor, Token, TrustPolicy, Verdict, Wanted, corrected};

use super::{Case, Hit};

/// How rules speak of pools whose users a trust policy lets in without having named the pool.
pub(super) const STRANGERS: &str = "users of identity pools that it does not name";

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
    /// The identity pool that gives it.
    pub(super) pool: &'a IdentityPool,
    /// The user pool that its users sign in to; absent where that is another provider.
    user_pool: Option<&'a UserPoolId>,
    /// Whether guests are given it, too.
    is_both: bool,
}

impl<'a> Attached<'a> {
    /// A role that people get who signed in to the linked user pool, or guests of its app.
    fn of(case: &Case<'a>, pool: &'a IdentityPool, arn: &'a str, role_for: RoleFor) -> Self {
        let facts = case.facts;
        let (trust, user_pool) = (facts.roles.get(arn), Some(&facts.user_pool.id));
        Self { arn, role_for, trust, pool, user_pool, is_both: false }
    }

    /// The token of those whom it is given to.
    fn token(&self, user_pool: Option<&'a UserPoolId>) -> Token<'a> {
        Token { identity_pool: &self.pool.id, signed_in: self.is_for_signed_in(), user_pool }
    }

    fn is_for_signed_in(&self) -> bool {
        self.role_for == RoleFor::Authenticated
    }

    /// The role in words that hold its ARN.
    pub(super) fn subject(&self) -> String {
        let both = if self.is_both { " and unauthenticated" } else { "" };
        format!("{}{both} role {}", self.role_for.word(), self.arn)
    }

    /// Why the people it is given to cannot take it, as far as that can be told.
    pub(super) fn fault(&self) -> Option<String> {
        match self.trust? {
            Trust::NoSuchRole => Some("there is no such role".to_owned()),
            Trust::NoArn => Some("this is not the ARN of a role".to_owned()),
            Trust::Unreadable(_) => None,
            Trust::Document(_) if self.policy().is_none() => Some("its trust policy is not valid".to_owned()),
            Trust::Document(_) => self.refusal(),
        }
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
        Some(self.policy()?.judge(&self.pool.id, self.user_pool))
    }

    /// Whether those may take it whom it is given to.
    pub(super) fn answer(&self) -> Option<Answer> {
        let verdict = self.verdict()?;
        Some(match self.role_for {
            RoleFor::Authenticated => verdict.signed_in,
            RoleFor::Unauthenticated => verdict.guest,
        })
    }

    /// Whether everybody may take it whom it is given to, whichever provider they signed in with.
    pub(super) fn is_for_all(&self) -> bool {
        self.policy().is_some_and(|policy| policy.admits(self.token(None)).is_yes())
    }

    /// Where those may not take it whom it is given to: that, and as much of the cause as can be told.
    pub(super) fn refusal(&self) -> Option<String> {
        let policy = self.policy()?;
        if !self.answer()?.is_no() {
            return None;
        }
        let (these, others) = match self.role_for {
            RoleFor::Authenticated => ("signed-in users", "guests"),
            RoleFor::Unauthenticated => ("guests", "signed-in users"),
        };
        let cause = self.cause(&policy, others).map(|cause| format!(": {cause}")).unwrap_or_default();
        Some(format!("its trust policy does not let {these} of this identity pool take it{cause}"))
    }

    fn cause(&self, policy: &TrustPolicy, others: &str) -> Option<String> {
        let signed_in = self.is_for_signed_in();
        let admits = |identity_pool, signed_in| {
            policy.admits(Token { identity_pool, signed_in, user_pool: self.user_pool }).is_yes()
        };
        if admits(&self.pool.id, !signed_in) {
            return Some(format!("it lets in {others} instead"));
        }
        if let Some(pool) = policy.other_pools(&self.pool.id).iter().find(|pool| admits(pool, signed_in)) {
            return Some(format!("it lets in those of identity pool {pool} instead"));
        }
        let region = self.pool.id.region();
        let issuer = Issuer::of(&region);
        if let Some(principal) = policy.wrong_partition_principal(&region) {
            return Some(format!("it trusts {principal}, and in {region} the issuer is {}", issuer.principal()));
        }
        let notes = policy.notes(&self.pool.id);
        let telling = |wanted: fn(&Note) -> bool| notes.iter().find(|note| wanted(note)).map(ToString::to_string);
        telling(|note| matches!(note, Note::DeniesAll))
            .or_else(|| telling(|note| matches!(note, Note::OneIdentity(_) | Note::SomeProviders(_))))
            .or_else(|| {
                let is_named = policy.document().to_string().contains(issuer.principal());
                (!is_named).then(|| format!("it does not name {}", issuer.principal()))
            })
    }
}

/// The identity pool's own two roles, as far as they are in use: a guest role counts only where guests are let in.
pub(super) fn in_use<'a>(case: &Case<'a>) -> Vec<Attached<'a>> {
    let Some((pool, roles)) = pool_and_roles(case) else { return Vec::new() };
    let guests = roles.unauthenticated.as_deref().filter(|_| pool.allows_guests);
    [(roles.authenticated.as_deref(), RoleFor::Authenticated), (guests, RoleFor::Unauthenticated)]
        .into_iter()
        .filter_map(|(arn, role_for)| Some(Attached::of(case, pool, arn?, role_for)))
        .collect()
}

/// The authenticated role.
pub(super) fn authenticated<'a>(case: &Case<'a>) -> Option<Attached<'a>> {
    in_use(case).into_iter().find(Attached::is_for_signed_in)
}

/// The roles in use, each once: one that is given to guests and to signed-in users is not told of twice.
pub(super) fn each_once<'a>(case: &Case<'a>) -> Vec<Attached<'a>> {
    let mut roles = in_use(case);
    if let [first, second] = &mut roles[..]
        && first.arn == second.arn
    {
        first.is_both = true;
        roles.truncate(1);
    }
    roles
}

/// What is worth knowing of the trust policies of the roles in use.
pub(super) fn noted(case: &Case<'_>, wanted: impl Fn(&Attached<'_>, &Note) -> bool) -> Vec<Hit> {
    let mut hits = Vec::new();
    for role in each_once(case) {
        let notes = role.policy().map(|policy| policy.notes(&role.pool.id)).unwrap_or_default();
        hits.extend(notes.iter().filter(|note| wanted(&role, note)).map(|note| Hit::new(role.subject(), note)));
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
    /// Whether even so those may not take it who should: a Deny that may be there on purpose stays.
    pub still_denied: bool,
}

/// What is to be done about the trust policies of an environment.
#[derive(Debug, Default)]
pub struct Correction {
    /// One for each role that needs another trust policy and whose present one could be read.
    pub fixes: Vec<Fix>,
    /// Roles that are given to guests and to signed-in users: no trust policy is right for both, and one that is right
    /// for these shuts out those. They have no fix.
    pub given_to_both: Vec<String>,
}

/// The corrected trust policies of all roles that users can reach.
pub fn correction(case: &Case<'_>) -> Correction {
    let mut roles = in_use(case);
    roles.extend(further(case).into_iter().map(|(_, role)| role));
    let (signed_in, guests): (Vec<_>, Vec<_>) = roles.iter().partition(|role| role.is_for_signed_in());
    let is_for_signed_in = |guest: &&&Attached<'_>| signed_in.iter().any(|role| role.arn == guest.arn);
    let given_to_both: Vec<String> = guests.iter().filter(is_for_signed_in).map(|role| role.arn.to_owned()).collect();

    let user_pool = Some(&case.facts.user_pool.id);
    let tagged = case.facts.checked.as_ref().and_then(|checked| checked.tagged_providers.as_ref());
    let tag_session = tagged.is_some_and(|providers| !providers.is_empty());
    let mut fixes: Vec<Fix> = Vec::new();
    for role in roles.iter().filter(|role| !given_to_both.iter().any(|arn| arn == role.arn)) {
        let (Some(Trust::Document(_)), Ok(arn)) = (role.trust, role.arn.parse::<RoleArn>()) else { continue };
        let present = role.policy();
        let wanted = Wanted {
            identity_pool: &role.pool.id,
            role_for: role.role_for,
            user_pool,
            tag_session: tag_session && role.is_for_signed_in(),
        };
        let document = corrected(present.as_ref(), &wanted);
        let is_right = present.as_ref().is_some_and(|present| *present.document() == document);
        let still_denied = TrustPolicy::from_value(document.clone())
            .is_ok_and(|corrected| corrected.admits(role.token(user_pool)).is_no());
        if (!is_right || still_denied) && !fixes.iter().any(|fix| fix.arn == role.arn) {
            fixes.push(Fix { arn: role.arn.to_owned(), role_name: arn.name, document, still_denied });
        }
    }
    Correction { fixes, given_to_both }
}

/// Whether a mapping's provider, which may have an app client behind it, is the linked user pool.
fn is_linked_pool(case: &Case<'_>, provider: &str) -> bool {
    provider.split(':').next() == Some(&IdentityPool::provider_name(&case.facts.user_pool.id))
}

/// Whether a mapping of the linked user pool takes the role from the token, so that the roles of groups count.
fn takes_roles_from_tokens(case: &Case<'_>) -> bool {
    pool_and_roles(case).is_some_and(|(_, roles)| {
        let mut mappings = roles.mappings.iter();
        mappings.any(|(provider, mapping)| mapping.kind == "Token" && is_linked_pool(case, provider))
    })
}

/// Groups that have a role, by name.
fn grouped<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let groups = case.facts.checked.iter().filter_map(|checked| checked.groups.as_ref()).flatten();
    groups.filter_map(|group| Some((group.name.as_str(), group.role_arn.as_deref()?)))
}

/// Roles of groups that nobody gets as long as no mapping takes roles from tokens.
pub(super) fn dormant<'a>(case: &Case<'a>) -> Vec<(String, Attached<'a>)> {
    let Some((pool, roles)) = pool_and_roles(case) else { return Vec::new() };
    if takes_roles_from_tokens(case) {
        return Vec::new();
    }
    grouped(case)
        .filter(|(_, arn)| roles.authenticated.as_deref() != Some(*arn))
        .map(|(group, arn)| (format!("group {group}"), Attached::of(case, pool, arn, RoleFor::Authenticated)))
        .collect()
}

/// Roles that signed-in users reach in another way, each once, with the words for the ways: by a rule of a mapping; or
/// as members of a group, whose role counts only where a mapping takes it from the token.
///
/// The authenticated role is not among them: it is judged as such.
pub(super) fn further<'a>(case: &Case<'a>) -> Vec<(String, Attached<'a>)> {
    let Some((pool, roles)) = pool_and_roles(case) else { return Vec::new() };
    let facts = case.facts;
    let mut found: Vec<(Vec<String>, Attached<'a>)> = Vec::new();
    let mut add = |way: String, arn: &'a str, user_pool: Option<&'a UserPoolId>| {
        if roles.authenticated.as_deref() == Some(arn) {
            return;
        }
        let known = found.iter_mut().find(|(_, role)| role.arn == arn && role.user_pool == user_pool);
        match known {
            Some((ways, _)) if ways.contains(&way) => {}
            Some((ways, _)) => ways.push(way),
            None => {
                let role = Attached::of(case, pool, arn, RoleFor::Authenticated);
                found.push((vec![way], Attached { user_pool, ..role }));
            }
        }
    };
    for (provider, mapping) in &roles.mappings {
        // People of other providers have other entries in their tokens.
        let user_pool = is_linked_pool(case, provider).then_some(&facts.user_pool.id);
        for arn in &mapping.rule_roles {
            add(format!("a role mapping of {provider}"), arn, user_pool);
        }
    }
    if takes_roles_from_tokens(case) {
        for (group, arn) in grouped(case) {
            add(format!("group {group}"), arn, Some(&facts.user_pool.id));
        }
    }
    found.into_iter().map(|(ways, role)| (ways.join(", "), role)).collect()
}
