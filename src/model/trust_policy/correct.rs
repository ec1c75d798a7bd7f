//! The document as it should be, with whatever is right in the present one.
//!
//! The canonical statement: <https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html>.
//! An Allow without a condition is never written: that was CVE-2024-28056.

use serde_json::{Map, Value, json};

use super::condition::Test;
use super::parse::{Actions, Effect, PartyKind, Principal, Statement, raw_statements};
use super::request::{ASSUME_ROLE, Issuer, TAG_SESSION, Token, is_decided_later};
use super::{Answer, TrustPolicy, is_claim, names_a_kind};
use crate::model::ids::{IdentityPoolId, UserPoolId};

/// Whom an identity pool gives a role to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFor {
    /// People who have signed in.
    Authenticated,
    /// Guests.
    Unauthenticated,
}

impl RoleFor {
    /// The word in `amr`, and in the identity pool's `Roles`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Authenticated => "authenticated",
            Self::Unauthenticated => "unauthenticated",
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Authenticated => Self::Unauthenticated,
            Self::Unauthenticated => Self::Authenticated,
        }
    }
}

/// What a role's trust policy should allow.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The identity pool whose people are to assume the role.
    pub identity_pool: &'a IdentityPoolId,
    /// Which of its people.
    pub role_for: RoleFor,
    /// The user pool they sign in to, if it is known: a statement that names just this provider is right, then.
    pub user_pool: Option<&'a UserPoolId>,
    /// Whether claims are mapped to principal tags, so that `sts:TagSession` is needed.
    pub tag_session: bool,
}

/// The corrected document.
///
/// - A statement about other parties stays as it is and where it is; one about them and Cognito keeps them.
/// - A right statement for this pool stays as it is; it may be narrower by circumstances (an address, a date).
/// - One for certain identities or providers only stays, and a statement for the people wanted stands beside it.
/// - A broken or dangerous one becomes the canonical one, with its `Sid`, with its conditions on circumstances, and with
///   the other pools that its `aud` names exactly.
/// - A Deny that names Cognito and hits the people wanted goes; any other Deny stays, and may still forbid.
pub fn corrected(present: Option<&TrustPolicy>, wanted: &Wanted<'_>) -> Value {
    let Some(present) = present else {
        let statement = wanted.canonical(std::slice::from_ref(wanted.identity_pool), wanted.role_for);
        return json!({"Version": "2012-10-17", "Statement": [statement]});
    };
    let raw = raw_statements(&present.document).unwrap_or_default();
    let assessed: Vec<Role> =
        present.statements.iter().map(|statement| wanted.assess(&present.only(statement), statement)).collect();
    let mut granted = assessed.contains(&Role::Right);
    let mut statements = Vec::new();
    for ((statement, value), role) in present.statements.iter().zip(raw).zip(assessed) {
        if role != Role::Wrong {
            statements.push(value.clone());
            continue;
        }
        let rest = without_cognito(value, statement);
        // A Sid names one statement only.
        let mut sid = if rest.is_none() { value.get("Sid").cloned() } else { None };
        statements.extend(rest);
        if statement.effect == Effect::Deny {
            continue;
        }
        let mut add = |mut replacement: Map<String, Value>, with_circumstances: bool| {
            if let Some(sid) = sid.take() {
                // In its usual place, the first.
                replacement = std::iter::once(("Sid".to_owned(), sid)).chain(replacement).collect();
            }
            if with_circumstances {
                keep_circumstances(&mut replacement, value);
            }
            statements.push(Value::Object(replacement));
        };
        let (mut same, opposite) = wanted.others(&present.only(statement));
        if !granted {
            same.insert(0, wanted.identity_pool.clone());
            granted = true;
        }
        if !same.is_empty() {
            add(wanted.canonical(&same, wanted.role_for), true);
        }
        if !opposite.is_empty() {
            add(wanted.canonical(&opposite, wanted.role_for.other()), true);
        }
    }
    if !granted {
        statements.push(Value::Object(wanted.canonical(std::slice::from_ref(wanted.identity_pool), wanted.role_for)));
    }
    let document = with_statements(&present.document, statements);
    if wanted.needs_tag_session() { wanted.with_tag_session(document) } else { document }
}

/// What a statement is to the wanted document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It lets in whom it should, and nobody else of whom we know.
    Right,
    /// It is about somebody or something else.
    Apart,
    /// It lets in too many, or is meant for this pool and lets nobody in, or forbids what is wanted.
    Wrong,
}

impl Wanted<'_> {
    fn token(&self, signed_in: bool) -> Token<'_> {
        Token { identity_pool: self.identity_pool, signed_in, user_pool: self.user_pool }
    }

    /// Claims are mapped per identity provider, and guests come from none.
    fn needs_tag_session(&self) -> bool {
        self.tag_session && self.role_for == RoleFor::Authenticated
    }

    fn issuer(&self) -> Issuer {
        Issuer::of(&self.identity_pool.region())
    }

    fn canonical(&self, pools: &[IdentityPoolId], role_for: RoleFor) -> Map<String, Value> {
        let issuer = self.issuer();
        let action = if self.needs_tag_session() && role_for == RoleFor::Authenticated {
            json!([ASSUME_ROLE, TAG_SESSION])
        } else {
            json!(ASSUME_ROLE)
        };
        let aud = match pools {
            [one] => json!(one.as_str()),
            several => several.iter().map(|pool| json!(pool.as_str())).collect(),
        };
        let members = [
            ("Effect", json!("Allow")),
            ("Principal", json!({"Federated": issuer.principal()})),
            ("Action", action),
            (
                "Condition",
                json!({
                    "StringEquals": {(issuer.key("aud")): aud},
                    "ForAnyValue:StringLike": {(issuer.key("amr")): role_for.word()},
                }),
            ),
        ];
        members.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
    }

    fn assess(&self, alone: &TrustPolicy, statement: &Statement) -> Role {
        match statement.effect {
            Effect::Deny => self.assess_deny(alone, statement),
            Effect::Allow => self.assess_allow(alone, statement),
        }
    }

    /// A Deny that names Cognito and certainly hits the people wanted is a mistake, or what Amplify wrote while there was
    /// no auth. Any other may be there on purpose.
    fn assess_deny(&self, alone: &TrustPolicy, statement: &Statement) -> Role {
        let issuer = self.issuer();
        if !statement.principal.names(PartyKind::Federated, issuer.principal()) {
            return Role::Apart;
        }
        let everybody = Statement {
            effect: Effect::Allow,
            principal: Principal::Parties(vec![(PartyKind::Federated, issuer.principal().to_owned())]),
            actions: Actions { negated: false, patterns: vec!["*".to_owned()] },
            conditions: Vec::new(),
        };
        let mut with_everybody = alone.clone();
        with_everybody.statements.push(everybody);
        let token = self.token(self.role_for == RoleFor::Authenticated);
        let hits = with_everybody.admits(token).is_no()
            || self.needs_tag_session() && with_everybody.ask(TAG_SESSION, token).is_no();
        if hits { Role::Wrong } else { Role::Apart }
    }

    fn assess_allow(&self, alone: &TrustPolicy, statement: &Statement) -> Role {
        if !is_about_cognito(statement) {
            return Role::Apart;
        }
        if !statement.actions.include(ASSUME_ROLE) && statement.actions.include(TAG_SESSION) {
            return Role::Apart;
        }
        let verdict = alone.judge(self.identity_pool, self.user_pool);
        let nobody_foreign = verdict.foreign_signed_in.is_no() && verdict.foreign_guest.is_no();
        let lets_in = |answer: &Answer| answer.is_yes() || answer.depends_on_circumstances_only();
        let right = match self.role_for {
            RoleFor::Authenticated => lets_in(&verdict.signed_in) && verdict.guest.is_no(),
            RoleFor::Unauthenticated => lets_in(&verdict.guest),
        };
        let (same, opposite) = self.others(alone);
        let somebody_elses =
            verdict.signed_in.is_no() && verdict.guest.is_no() && !(same.is_empty() && opposite.is_empty());
        let harmless = verdict.guest.is_no() && is_narrower(statement, &self.issuer());
        match (nobody_foreign, right, somebody_elses || harmless) {
            (true, true, _) => Role::Right,
            (true, _, true) => Role::Apart,
            _ => Role::Wrong,
        }
    }

    /// The other pools that a statement names exactly and lets in: those of whose people it lets in the kind wanted, and
    /// those of which it lets in the other kind only.
    fn others(&self, alone: &TrustPolicy) -> (Vec<IdentityPoolId>, Vec<IdentityPoolId>) {
        let issuer = self.issuer();
        let admits = |pool: &IdentityPoolId, role_for: RoleFor| {
            let signed_in = role_for == RoleFor::Authenticated;
            !alone.admits(Token { identity_pool: pool, signed_in, user_pool: None }).is_no()
        };
        let named =
            alone.other_pools(self.identity_pool).into_iter().filter(|pool| Issuer::of(&pool.region()) == issuer);
        let (same, rest): (Vec<_>, Vec<_>) = named.partition(|pool| admits(pool, self.role_for));
        let opposite = rest.into_iter().filter(|pool| admits(pool, self.role_for.other())).collect();
        (same, opposite)
    }

    /// Adds `sts:TagSession` where the people wanted are let in, if it is allowed nowhere.
    fn with_tag_session(&self, document: Value) -> Value {
        let Ok(policy) = TrustPolicy::from_value(document.clone()) else { return document };
        let token = self.token(self.role_for == RoleFor::Authenticated);
        if !policy.ask(TAG_SESSION, token).is_no() {
            return document;
        }
        let mut statements = raw_statements(&document).unwrap_or_default().to_vec();
        let lets_in = |statement: &Statement| {
            statement.effect == Effect::Allow
                && !statement.actions.negated
                && !policy.only(statement).admits(token).is_no()
        };
        match policy.statements.iter().position(lets_in) {
            Some(at) => {
                let mut actions = match statements[at]["Action"].take() {
                    Value::Array(actions) => actions,
                    one => vec![one],
                };
                actions.push(json!(TAG_SESSION));
                statements[at]["Action"] = Value::Array(actions);
            }
            None => {
                let mut statement = self.canonical(std::slice::from_ref(self.identity_pool), self.role_for);
                statement.insert("Action".to_owned(), json!(TAG_SESSION));
                statements.push(Value::Object(statement));
            }
        }
        with_statements(&document, statements)
    }
}

impl TrustPolicy {
    /// The same document with one of its statements.
    fn only(&self, statement: &Statement) -> Self {
        Self { document: self.document.clone(), has_variables: self.has_variables, statements: vec![statement.clone()] }
    }
}

/// Whether an Allow is meant to let, or lets, tokens of some identity pool in.
fn is_about_cognito(statement: &Statement) -> bool {
    let principal = &statement.principal;
    let is_issuer = |party: &str| Issuer::is_any(party) || is_mistaken_for_issuer(party);
    match principal {
        Principal::Everyone | Principal::Not => statement.actions.include(ASSUME_ROLE),
        Principal::Parties(_) => {
            principal.parties(PartyKind::Federated).any(is_issuer)
                || principal.names(PartyKind::Aws, "*") && statement.actions.include(ASSUME_ROLE)
                || is_dead_service(statement)
        }
    }
}

/// Whether a statement is for certain identities, or for sign-ins of certain providers: documented restrictions, put
/// there on purpose, of people whom the canonical statement lets in or whom it must not take in.
fn is_narrower(statement: &Statement, issuer: &Issuer) -> bool {
    statement.conditions.iter().any(|condition| {
        let compares = matches!(condition.operator.test, Test::Equals | Test::EqualsIgnoreCase | Test::Like);
        let narrow = |is_exact: fn(&str) -> bool| condition.values.iter().all(|value| is_exact(value));
        let is_narrow = is_claim(issuer, &condition.key, "sub") && narrow(|value| !value.contains(['*', '?', '$']))
            // A provider's name is a domain; a misspelt "authenticated" is none.
            || is_claim(issuer, &condition.key, "amr") && narrow(|value| value.contains('.') && !names_a_kind(value));
        compares && !condition.operator.negated && !condition.values.is_empty() && is_narrow
    })
}

/// User pools issue no token that a role of an identity pool is assumed with.
fn is_mistaken_for_issuer(party: &str) -> bool {
    party.starts_with("cognito-idp.") && party.ends_with(".amazonaws.com") && !party.contains('/')
}

/// `Service` instead of `Federated`: a service calls `sts:AssumeRole`, so without that the statement does nothing.
fn is_dead_service(statement: &Statement) -> bool {
    statement.principal.parties(PartyKind::Service).any(Issuer::is_any)
        && statement.actions.include(ASSUME_ROLE)
        && !statement.actions.include("sts:AssumeRole")
}

/// The statement for the parties that are left without Cognito and without everyone, if there are any.
fn without_cognito(value: &Value, statement: &Statement) -> Option<Value> {
    let mut value = value.clone();
    let kinds = value.get_mut("Principal")?.as_object_mut()?;
    let dead = is_dead_service(statement);
    for (name, parties) in kinds.iter_mut() {
        let goes = |party: &Value| {
            let party = party.as_str().unwrap_or_default();
            match name.as_str() {
                "Federated" => Issuer::is_any(party) || is_mistaken_for_issuer(party),
                "AWS" => party == "*" && statement.effect == Effect::Allow,
                "Service" => dead && Issuer::is_any(party),
                _ => false,
            }
        };
        match parties {
            Value::Array(parties) => parties.retain(|party| !goes(party)),
            party if goes(party) => *party = json!([]),
            _ => {}
        }
    }
    kinds.retain(|_, parties| parties.as_array().is_none_or(|parties| !parties.is_empty()));
    (!kinds.is_empty()).then_some(value)
}

/// Carries over what the replaced statement demanded of the circumstances (`aws:...`, `sts:...`).
fn keep_circumstances(replacement: &mut Map<String, Value>, replaced: &Value) {
    let Some(Value::Object(conditions)) = replacement.get_mut("Condition") else { return };
    for (operator, keys) in replaced.get("Condition").and_then(Value::as_object).into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            if is_decided_later(key) {
                conditions.entry(operator).or_insert_with(|| json!({}))[key] = values.clone();
            }
        }
    }
}

fn with_statements(document: &Value, statements: Vec<Value>) -> Value {
    let mut document = document.clone();
    let unchanged = statements.len() == 1 && document["Statement"] == statements[0];
    if !unchanged {
        document["Statement"] = Value::Array(statements);
    }
    document
}
