//! Trust policies of identity pools' roles: who may assume the role, as far as the document can tell.
//!
//! The request that is judged is the one that ends each of Cognito's flows, `sts:AssumeRoleWithWebIdentity` with a token
//! of an identity pool. Evaluation has three values: what the document leaves to the moment of the request (an address,
//! a date, a tag), or what no AWS page settles, is "cannot tell", and never counts as trusted.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/role-trust-and-permissions.html>,
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>.

mod condition;
mod correct;
mod parse;
mod request;

use std::fmt;

use serde_json::Value;

use super::ids::{IdentityPoolId, Region, UserPoolId};
use condition::{Condition, Pattern, SetOperator, Test, Truth};
use parse::{Actions, Effect, PartyKind, Principal, Statement};
use request::{ASSUME_ROLE, Request, TAG_SESSION, is_decided_later, strangers};

pub use correct::{RoleFor, Wanted, corrected};
pub use parse::InvalidPolicy;
pub use request::{Issuer, Token};

/// Whether a role may be assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It may.
    Yes,
    /// It may not.
    No,
    /// That depends on these: condition keys and policy variables whose value only the request has, or elements whose
    /// effect AWS does not document.
    CannotTell(Vec<String>),
}

impl Answer {
    /// Whether it is a plain yes.
    pub fn is_yes(&self) -> bool {
        *self == Self::Yes
    }

    /// Whether it is a plain no.
    pub fn is_no(&self) -> bool {
        *self == Self::No
    }

    /// What decides, when the document does not.
    pub fn undecided(&self) -> &[String] {
        match self {
            Self::CannotTell(what) => what,
            Self::Yes | Self::No => &[],
        }
    }

    /// Whether it depends on nothing but the circumstances of a request (`aws:...`, `sts:...`): a restriction that
    /// somebody put there on purpose.
    pub fn depends_on_circumstances_only(&self) -> bool {
        matches!(self, Self::CannotTell(what) if what.iter().all(|key| is_decided_later(key)))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => f.write_str("yes"),
            Self::No => f.write_str("no"),
            Self::CannotTell(what) => write!(f, "cannot tell; {} decides", what.join(", ")),
        }
    }
}

/// Who may assume a role. Of foreign pools, "yes" means that there are some that may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Somebody who has signed in through our identity pool.
    pub signed_in: Answer,
    /// A guest of our identity pool.
    pub guest: Answer,
    /// Somebody who has signed in through a pool that the document does not name.
    pub foreign_signed_in: Answer,
    /// A guest of a pool that the document does not name.
    pub foreign_guest: Answer,
}

/// Something about a document that is worth knowing beside the [`Verdict`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// `"*"` or `{"AWS": "*"}` as the principal of an Allow; no page says whether that admits web identities.
    Everyone,
    /// `NotPrincipal`, which has no place in a trust policy.
    NotPrincipal,
    /// An operator that passes when the key is absent, on a key that should decide.
    Weak {
        /// The operator.
        operator: String,
        /// The key.
        key: String,
    },
    /// An operator on `amr` without `ForAnyValue:` or `ForAllValues:`.
    NoSetOperator {
        /// The operator.
        operator: String,
        /// The key.
        key: String,
    },
    /// A value with a policy variable of the token's own claims, which can match every token.
    Variable {
        /// The key.
        key: String,
        /// The value.
        value: String,
    },
    /// Only these identities may.
    OneIdentity(Vec<String>),
    /// Only people of these identity providers may.
    SomeProviders(Vec<String>),
    /// A Deny of everybody, without condition: what Amplify writes while a project has no auth.
    DeniesAll,
    /// China, where AWS's own page contradicts itself about the names.
    Unverified,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("its principal is everyone (`*`)"),
            Self::NotPrincipal => f.write_str("it uses `NotPrincipal`, which a trust policy must not"),
            Self::Weak { operator, key } => write!(f, "`{operator}` lets a request without `{key}` pass"),
            Self::NoSetOperator { operator, key } => {
                write!(f, "`{operator}` compares the list `{key}` without `ForAnyValue:`")
            }
            Self::Variable { key, value } => {
                write!(f, "`{key}` is compared with `{value}`, which the token itself fills in")
            }
            Self::OneIdentity(subs) => write!(f, "only these identities are let in: {}", subs.join(", ")),
            Self::SomeProviders(names) => write!(f, "only these sign-ins are let in: {}", names.join(", ")),
            Self::DeniesAll => {
                f.write_str("it denies everybody, which is also what Amplify writes while a project has no auth")
            }
            Self::Unverified => f.write_str("what the names of China's partition are is not certain"),
        }
    }
}

/// A role's trust policy, parsed.
#[derive(Debug, Clone)]
pub struct TrustPolicy {
    document: Value,
    /// Whether `${...}` is a variable: since version 2012-10-17.
    has_variables: bool,
    statements: Vec<Statement>,
}

impl TrustPolicy {
    /// Reads a document as IAM sends it (percent-encoded) or as people write it (JSON).
    pub fn parse(text: &str) -> Result<Self, InvalidPolicy> {
        Self::from_value(parse::document(text)?)
    }

    /// Reads a document that is JSON already.
    pub fn from_value(document: Value) -> Result<Self, InvalidPolicy> {
        let (has_variables, statements) = parse::statements(&document)?;
        Ok(Self { document, has_variables, statements })
    }

    /// The document as JSON.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Whether the bearer of a token may assume the role.
    ///
    /// Who it is beyond what the token says is nobody in particular: a policy that admits one named identity says no.
    pub fn admits(&self, token: Token<'_>) -> Answer {
        self.ask(ASSUME_ROLE, token)
    }

    /// Whether a signed-in user's claims may be passed on as session tags. STS wants this besides
    /// [`TrustPolicy::admits`] when the identity pool maps claims to principal tags.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/using-afac-with-cognito-identity-pools.html>
    pub fn allows_tag_session(&self, pool: &IdentityPoolId, user_pool: Option<&UserPoolId>) -> Answer {
        self.ask(TAG_SESSION, Token { identity_pool: pool, signed_in: true, user_pool })
    }

    /// Who may assume the role.
    pub fn judge(&self, pool: &IdentityPoolId, user_pool: Option<&UserPoolId>) -> Verdict {
        let ours = |signed_in| self.admits(Token { identity_pool: pool, signed_in, user_pool });
        let strangers = strangers(&self.document.to_string());
        let foreign_pools = self.foreign_pools(pool, &strangers);
        let foreign = |signed_in| {
            let answers = foreign_pools.iter().map(|(identity_pool, uuid)| {
                self.answer(&Request::new(ASSUME_ROLE, Token { identity_pool, signed_in, user_pool: None }, uuid))
            });
            some_of(answers)
        };
        Verdict {
            signed_in: ours(true),
            guest: ours(false),
            foreign_signed_in: foreign(true),
            foreign_guest: foreign(false),
        }
    }

    /// The other identity pools that Allow statements name exactly, in the document's order.
    ///
    /// An `aud` list is AWS's documented way to let several pools use one role.
    pub fn other_pools(&self, ours: &IdentityPoolId) -> Vec<IdentityPoolId> {
        let mut pools = Vec::new();
        let issuer = Issuer::of(&ours.region());
        let allows = self.statements.iter().filter(|statement| {
            let is_for_us = statement.principal.admits(&issuer) != Truth::No;
            statement.effect == Effect::Allow && is_for_us && statement.actions.include(ASSUME_ROLE)
        });
        for condition in allows.flat_map(|statement| &statement.conditions) {
            let operator = &condition.operator;
            let names_exactly = matches!(operator.test, Test::Equals | Test::EqualsIgnoreCase | Test::Like);
            if operator.negated || !names_exactly {
                continue;
            }
            for value in &condition.values {
                let lower = if operator.test == Test::EqualsIgnoreCase { value.to_lowercase() } else { value.clone() };
                // What has a wildcard or a variable in it does not parse.
                let Ok(named) = lower.parse::<IdentityPoolId>() else { continue };
                let is_aud = is_claim(&Issuer::of(&named.region()), &condition.key, "aud");
                if is_aud && named != *ours && !pools.contains(&named) {
                    pools.push(named);
                }
            }
        }
        pools
    }

    /// An identity pools' issuer of another partition, where that of the region is trusted nowhere in the document.
    pub fn wrong_partition_principal(&self, region: &Region) -> Option<String> {
        let issuer = Issuer::of(region);
        let federated = || {
            let allows = self.statements.iter().filter(|statement| statement.effect == Effect::Allow);
            allows.flat_map(|statement| statement.principal.parties(PartyKind::Federated))
        };
        if federated().any(|party| party == issuer.principal()) {
            return None;
        }
        federated().find(|party| Issuer::is_any(party)).map(ToOwned::to_owned)
    }

    /// What is worth knowing beside the verdict, about the statements that can concern tokens of this pool.
    pub fn notes(&self, pool: &IdentityPoolId) -> Vec<Note> {
        let issuer = Issuer::of(&pool.region());
        let mut notes = Vec::new();
        for statement in &self.statements {
            if !statement.actions.include(ASSUME_ROLE) || statement.principal.admits(&issuer) == Truth::No {
                continue;
            }
            match (statement.effect, &statement.principal) {
                (Effect::Deny, _) if statement.conditions.is_empty() => notes.push(Note::DeniesAll),
                (Effect::Deny, _) => continue,
                (Effect::Allow, Principal::Not) => notes.push(Note::NotPrincipal),
                (Effect::Allow, principal) if principal.names(PartyKind::Federated, issuer.principal()) => {}
                (Effect::Allow, _) => notes.push(Note::Everyone),
            }
            notes.extend(statement.conditions.iter().flat_map(|condition| self.notes_of(condition, &issuer)));
        }
        if issuer.is_unverified() {
            notes.push(Note::Unverified);
        }
        let mut once = Vec::new();
        for note in notes {
            if !once.contains(&note) {
                once.push(note);
            }
        }
        once
    }

    fn notes_of(&self, condition: &Condition, issuer: &Issuer) -> Vec<Note> {
        let mut notes = Vec::new();
        let Some(claim) = issuer.claim(&condition.key).map(str::to_ascii_lowercase) else { return notes };
        let operator = &condition.operator;
        let (name, key) = (operator.name.clone(), condition.key.clone());
        let all_of_single = operator.set == Some(SetOperator::AllValues) && claim != "amr";
        if operator.if_exists || all_of_single {
            notes.push(Note::Weak { operator: name.clone(), key: key.clone() });
        }
        if claim == "amr" && operator.set.is_none() && operator.test != Test::Null {
            notes.push(Note::NoSetOperator { operator: name, key: key.clone() });
        }
        if self.has_variables && condition.variables().any(|variable| issuer.claim(variable).is_some()) {
            let with_variable = condition.values.iter().filter(|value| value.contains("${"));
            notes.extend(with_variable.map(|value| Note::Variable { key: key.clone(), value: value.clone() }));
        }
        let compares = matches!(operator.test, Test::Equals | Test::EqualsIgnoreCase | Test::Like) && !operator.negated;
        match claim.as_str() {
            "sub" if compares => notes.push(Note::OneIdentity(condition.values.clone())),
            "amr" if compares && !condition.values.iter().any(|value| names_a_kind(value)) => {
                notes.push(Note::SomeProviders(condition.values.clone()));
            }
            _ => {}
        }
        notes
    }

    /// The answer for nobody in particular: that of every stranger, where they agree.
    fn ask(&self, action: &'static str, token: Token<'_>) -> Answer {
        let uuids = strangers(&self.document.to_string());
        let answers: Vec<Answer> = uuids.iter().map(|uuid| self.answer(&Request::new(action, token, uuid))).collect();
        if answers.iter().all(|answer| *answer == answers[0]) {
            return answers[0].clone();
        }
        let mut what: Vec<String> = answers.iter().flat_map(Answer::undecided).cloned().collect();
        what.extend(self.personal_keys(&Issuer::of(&token.identity_pool.region())));
        what.sort();
        what.dedup();
        Answer::CannotTell(what)
    }

    /// The keys in which one person differs from the next, as the document writes them.
    fn personal_keys(&self, issuer: &Issuer) -> Vec<String> {
        let keys = self
            .statements
            .iter()
            .flat_map(|statement| &statement.conditions)
            .flat_map(|condition| std::iter::once(condition.key.as_str()).chain(condition.variables()));
        keys.filter(|key| is_claim(issuer, key, "sub") || is_claim(issuer, key, "amr")).map(ToOwned::to_owned).collect()
    }

    /// Pools that the document does not name, each with a stranger in it: of our region, and of every other region whose
    /// pools it mentions.
    fn foreign_pools(&self, pool: &IdentityPoolId, strangers: &[String]) -> Vec<(IdentityPoolId, String)> {
        let home = pool.region();
        let mut regions = vec![home.clone()];
        for value in
            self.statements.iter().flat_map(|statement| &statement.conditions).flat_map(|condition| &condition.values)
        {
            let Some(region) = value.split_once(':').and_then(|(region, _)| region.parse::<Region>().ok()) else {
                continue;
            };
            if Issuer::of(&region) == Issuer::of(&home) && !regions.contains(&region) {
                regions.push(region);
            }
        }
        regions
            .iter()
            .flat_map(|region| strangers.iter().map(move |uuid| (format!("{region}:{uuid}").parse(), uuid.clone())))
            .filter_map(|(id, uuid)| Some((id.ok()?, uuid)))
            .filter(|(id, _)| id != pool)
            .collect()
    }

    /// One request's answer: a Deny wins, then any Allow; what cannot be told counts against.
    fn answer(&self, request: &Request) -> Answer {
        let of = |effect| {
            let mut undecided = Vec::new();
            let statements = self.statements.iter().filter(|statement| statement.effect == effect);
            let truth = Truth::any(statements.map(|statement| {
                let (truth, what) = self.concerns(statement, request);
                undecided.extend(what);
                truth
            }));
            (truth, undecided)
        };
        let (denied, denying) = of(Effect::Deny);
        let (allowed, allowing) = of(Effect::Allow);
        let cannot_tell = |mut what: Vec<String>| {
            // The order of statements is no part of the answer.
            what.sort();
            what.dedup();
            Answer::CannotTell(what)
        };
        match (denied, allowed) {
            (Truth::Yes, _) | (_, Truth::No) => Answer::No,
            (Truth::No, Truth::Yes) => Answer::Yes,
            (Truth::Unknown, Truth::Yes) => cannot_tell(denying),
            (Truth::No, Truth::Unknown) => cannot_tell(allowing),
            (Truth::Unknown, Truth::Unknown) => cannot_tell([denying, allowing].concat()),
        }
    }

    /// Whether a statement is about a request, and what decides where that cannot be told.
    fn concerns(&self, statement: &Statement, request: &Request) -> (Truth, Vec<String>) {
        if !statement.actions.include(request.action) {
            return (Truth::No, Vec::new());
        }
        let mut undecided = Vec::new();
        // Everyone is documented as everyone: in an Allow that may or may not mean web identities, but nobody who
        // writes a Deny of everyone leaves some out.
        let mut truth = match (statement.effect, &statement.principal) {
            (Effect::Deny, Principal::Everyone) => Truth::Yes,
            (_, principal) => principal.admits(&request.issuer),
        };
        if truth == Truth::Unknown {
            undecided.push(statement.principal.word().to_owned());
        }
        for condition in &statement.conditions {
            let holds = condition.holds(request, self.has_variables);
            if holds == Truth::Unknown {
                undecided.extend(self.deciding(condition));
            }
            truth = truth.min(holds);
        }
        if truth == Truth::Unknown { (truth, undecided) } else { (truth, Vec::new()) }
    }

    /// What decides a condition that cannot be told.
    fn deciding(&self, condition: &Condition) -> Vec<String> {
        if is_decided_later(&condition.key) {
            return vec![condition.key.clone()];
        }
        let variables = condition.variables().filter(|variable| self.has_variables && is_decided_later(variable));
        let variables: Vec<String> = variables.map(ToOwned::to_owned).collect();
        if variables.is_empty() { vec![format!("{} {}", condition.operator.name, condition.key)] } else { variables }
    }
}

impl Actions {
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>
    fn include(&self, action: &str) -> bool {
        self.patterns.iter().any(|pattern| Pattern::glob(pattern).matches(action, true)) != self.negated
    }
}

impl Principal {
    /// Whether the bearer of a token of this issuer is meant.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>: a federated
    /// principal is named exactly; whether "everyone" includes web identities is not said there.
    fn admits(&self, issuer: &Issuer) -> Truth {
        match self {
            Self::Everyone | Self::Not => Truth::Unknown,
            Self::Parties(_) if self.names(PartyKind::Federated, issuer.principal()) => Truth::Yes,
            Self::Parties(_) if self.names(PartyKind::Aws, "*") => Truth::Unknown,
            Self::Parties(_) => Truth::No,
        }
    }

    fn names(&self, kind: PartyKind, party: &str) -> bool {
        self.parties(kind).any(|named| named == party)
    }

    fn parties(&self, kind: PartyKind) -> impl Iterator<Item = &str> {
        let all = match self {
            Self::Parties(all) => all.as_slice(),
            Self::Everyone | Self::Not => &[],
        };
        all.iter().filter(move |(of, _)| *of == kind).map(|(_, party)| party.as_str())
    }

    /// What stands in the document, when it decides.
    fn word(&self) -> &'static str {
        match self {
            Self::Everyone => "Principal \"*\"",
            Self::Parties(_) => "Principal {\"AWS\":\"*\"}",
            Self::Not => "NotPrincipal",
        }
    }
}

fn is_claim(issuer: &Issuer, key: &str, claim: &str) -> bool {
    issuer.claim(key).is_some_and(|named| named.eq_ignore_ascii_case(claim))
}

/// Whether a value of `amr` lets a whole kind of people in, not those of a provider.
fn names_a_kind(value: &str) -> bool {
    ["authenticated", "unauthenticated"].iter().any(|kind| Pattern::glob(value).matches(kind, true))
}

/// The answer to "are there some": the most that any of them gets.
fn some_of(answers: impl Iterator<Item = Answer>) -> Answer {
    let mut some = Answer::No;
    for answer in answers {
        match answer {
            Answer::Yes => return Answer::Yes,
            Answer::CannotTell(what) if some.is_no() => some = Answer::CannotTell(what),
            Answer::CannotTell(_) | Answer::No => {}
        }
    }
    some
}
