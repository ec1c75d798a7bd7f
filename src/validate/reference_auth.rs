//! Whether `referenceAuth` of an Amplify Gen 2 backend takes what is linked.
//!
//! The construct deploys a function that fetches the resources, makes ten checks and fails the deployment at the first
//! that blocks: `ReferenceAuthInitializer` of `@aws-amplify/backend-auth` 1.10.1. The same is judged here, in the same
//! order, before anything is deployed; `tests/gen2.rs` compares the two. `docs/gen2.md` is made from [`CHECKS`].

use crate::error::{Error, Kind};
use crate::model::app_client::AppClient;
use crate::model::facts::Facts;
use crate::model::identity_pool::{IdentityPool, IdentityPoolRoles};
use crate::model::ids::Region;
use crate::model::reference_auth::ReferenceAuth;
use crate::model::role::RoleArn;

use super::Hit;
use super::finding::{Finding, Severity};

/// The page on `referenceAuth`.
pub const REFERENCE: &str = "https://docs.amplify.aws/react/build-a-backend/auth/use-existing-cognito-resources/";

/// What to do about a pool that cannot be mended.
pub const OTHERWISE: &str =
    "`amplink generate add-output` writes the configuration into the backend's outputs without `referenceAuth`";

/// What the checks look at.
#[derive(Debug)]
pub struct Case<'a> {
    /// What is true in the cloud, the pool's groups included.
    pub facts: &'a Facts,
    /// What `resource.ts` will say.
    pub reference: &'a ReferenceAuth,
    /// The region that the backend is deployed to: the function asks no other.
    pub region: &'a Region,
}

/// When a check is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The function fetches the resources, before it checks anything.
    Fetch,
    /// One of the ten, by its place, counted from 1.
    Check(u8),
    /// The backend is built, before it is deployed; not the function's.
    Build,
}

/// One check, and what a person should know of it.
#[derive(Debug)]
pub struct Check {
    /// Kebab-case, public for ever.
    pub id: &'static str,
    /// When it is made.
    pub stage: Stage,
    /// What is wrong where it blocks, in one line.
    pub title: &'static str,
    /// When the function says no, exactly.
    pub blocks_when: &'static str,
    /// What goes wrong; whole sentences.
    pub why: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    look: fn(&Case<'_>) -> Option<Hit>,
}

/// Everything that can block, in the order in which the function comes to it; what blocks the build is last, as it is no
/// part of the function.
pub static CHECKS: [Check; 17] = [
    Check {
        id: "reference-auth-user-pool-region",
        stage: Stage::Fetch,
        title: "the user pool is not in the backend's region",
        blocks_when: "the user pool is not found in the stack's region",
        why: "The function looks for the user pool in the region that it is deployed to, and finds none.",
        remedy: "deploy the backend to the user pool's region",
        look: user_pool_region,
    },
    Check {
        id: "reference-auth-no-password-policy",
        stage: Stage::Fetch,
        title: "the user pool's description has no password policy",
        blocks_when: "the description of the user pool has no `Policies.PasswordPolicy`",
        why: "The function gives up without one. Every pool in AWS has one; an emulator's may not.",
        remedy: "set a password policy on the user pool",
        look: password_policy,
    },
    Check {
        id: "reference-auth-no-client",
        stage: Stage::Fetch,
        title: "no app client is linked",
        blocks_when: "the app client is not found",
        why: "`referenceAuth` needs an app client.",
        remedy: "link an app client without a secret: `amplink import user-pool --web-client-id ID`",
        look: client_is_there,
    },
    Check {
        id: "reference-auth-no-identity-pool",
        stage: Stage::Fetch,
        title: "no identity pool is linked",
        blocks_when: "the identity pool is not found",
        why: "`referenceAuth` needs an identity pool; a user pool alone is not enough.",
        remedy: "link one with `amplink import identity-pool`; without one, use `amplink generate add-output`",
        look: identity_pool_is_there,
    },
    Check {
        id: "reference-auth-identity-pool-region",
        stage: Stage::Fetch,
        title: "the identity pool is not in the backend's region",
        blocks_when: "the identity pool is not found in the stack's region",
        why: "The function looks for the identity pool in the region that it is deployed to, and finds none.",
        remedy: "use an identity pool in the user pool's region; otherwise use `amplink generate add-output`",
        look: identity_pool_region,
    },
    Check {
        id: "reference-auth-no-roles",
        stage: Stage::Fetch,
        title: "the identity pool has no roles",
        blocks_when: "the answer on the identity pool's roles has no list of them",
        why: "The function compares the identity pool's roles with those of `resource.ts`, and there are none.",
        remedy: "give the identity pool a role for users who signed in and one for guests",
        look: roles_are_there,
    },
    Check {
        id: "reference-auth-no-user-pool-provider",
        stage: Stage::Check(1),
        title: "the identity pool trusts no user pool",
        blocks_when: "the identity pool's list of user pool providers is empty",
        why: "Nobody who signed in at the user pool would get credentials.",
        remedy: "add the user pool and its app client to the identity pool's providers",
        look: has_user_pool_providers,
    },
    Check {
        id: "reference-auth-alias-attributes",
        stage: Stage::Check(2),
        title: "the user pool has alias attributes",
        blocks_when: "the user pool has any alias attribute",
        why: "`referenceAuth` does not support a pool whose users sign in with an alias beside their user name.",
        remedy: "alias attributes are fixed when a pool is made: use `amplink generate add-output`",
        look: alias_attributes,
    },
    Check {
        id: "reference-auth-no-domain",
        stage: Stage::Check(3),
        title: "the user pool has identity providers and no domain",
        blocks_when: "the user pool has any identity provider, used by the app client or not, and no domain",
        why: "Sign-in through an identity provider goes through the pool's domain.",
        remedy: "give the user pool a domain, or remove its identity providers",
        look: domain,
    },
    Check {
        id: "reference-auth-no-sign-out-url",
        stage: Stage::Check(4),
        title: "the user pool has identity providers, and the app client no sign-out URL",
        blocks_when: "the user pool has any identity provider, and the app client no sign-out URL",
        why: "`referenceAuth` asks for one as soon as the pool has an identity provider, whether the app uses it or not.",
        remedy: "add an allowed sign-out URL to the app client",
        look: sign_out_urls,
    },
    Check {
        id: "reference-auth-no-callback-url",
        stage: Stage::Check(5),
        title: "the user pool has identity providers, and the app client no callback URL",
        blocks_when: "the user pool has any identity provider, and the app client no callback URL",
        why: "`referenceAuth` asks for one as soon as the pool has an identity provider, whether the app uses it or not.",
        remedy: "add an allowed callback URL to the app client",
        look: callback_urls,
    },
    Check {
        id: "reference-auth-group-role",
        stage: Stage::Check(6),
        title: "a group's role is no group's of the user pool",
        blocks_when: "a role in `groups` is no group's of the user pool; names are not compared",
        why: "The function looks for a group with that very role.",
        remedy: "write `resource.ts` anew: the groups changed",
        look: group_roles,
    },
    Check {
        id: "reference-auth-client-not-in-identity-pool",
        stage: Stage::Check(7),
        title: "the identity pool does not trust the user pool through this app client",
        blocks_when: "no provider of the identity pool is `cognito-idp.REGION.amazonaws.com/POOL` with this app client, \
            REGION being the stack's",
        why: "The function wants this very pair of user pool and app client, under the stack's region. China's regions \
              have another suffix and never pass.",
        remedy: "add the user pool with this app client to the identity pool's providers",
        look: pool_and_client_are_bound,
    },
    Check {
        id: "reference-auth-authenticated-role",
        stage: Stage::Check(8),
        title: "the identity pool's authenticated role is not the one of `resource.ts`",
        blocks_when: "`authRoleArn` is not the identity pool's authenticated role",
        why: "The function wants the very role that the identity pool has, and it must have one.",
        remedy: "give the identity pool a role for users who signed in, and write `resource.ts` anew",
        look: authenticated_role,
    },
    Check {
        id: "reference-auth-unauthenticated-role",
        stage: Stage::Check(9),
        title: "the identity pool's guest role is not the one of `resource.ts`",
        blocks_when: "`unauthRoleArn` is not the identity pool's unauthenticated role",
        why: "The function wants a guest role, also where the identity pool lets no guests in.",
        remedy: "give the identity pool a role for guests, which may be one without permissions; guests can stay switched \
            off",
        look: unauthenticated_role,
    },
    Check {
        id: "reference-auth-client-has-secret",
        stage: Stage::Check(10),
        title: "the app client has a secret",
        blocks_when: "the app client has a secret",
        why: "`referenceAuth` takes web clients only, which have none.",
        remedy: "link an app client without a secret: a secret cannot be taken off a client",
        look: client_secret,
    },
    Check {
        id: "reference-auth-role-no-arn",
        stage: Stage::Build,
        title: "what should be a role is no ARN",
        blocks_when: "a role is no ARN: the construct cannot be made",
        why: "The backend cannot be built: the construct takes the ARN apart.",
        remedy: "give the identity pool roles by their ARNs",
        look: roles_are_arns,
    },
];

/// The check of that id.
pub fn check(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

/// What blocks: first what the function would say, then what it would say once that is mended, and so on.
pub fn judge(case: &Case<'_>) -> Vec<Finding> {
    CHECKS
        .iter()
        .filter_map(|check| {
            let hit = (check.look)(case)?;
            Some(Finding {
                rule: check.id,
                severity: Severity::Error,
                allowed: false,
                subject: hit.subject,
                message: hit.message,
                remedy: check.remedy,
                reference: REFERENCE,
            })
        })
        .collect()
}

/// What blocks the `resource.ts` that is written for these facts; `region`: that of the stack, if it is not the pool's.
pub fn of_facts(facts: &Facts, region: Option<&Region>) -> Vec<Finding> {
    let reference = &ReferenceAuth::of(facts);
    let region = &region.cloned().unwrap_or_else(|| facts.user_pool.id.region());
    judge(&Case { facts, reference, region })
}

/// The error of a command that would write `resource.ts`, where anything blocks. It names the first of the findings, as
/// the deployment would, and how to mend it.
pub fn refusal(findings: &[Finding]) -> Option<Error> {
    let first = findings.first()?;
    let stage = check(first.rule).map(|check| check.stage);
    let when = match stage {
        Some(Stage::Check(number)) => format!("would fail the deployment at check {number} of 10"),
        Some(Stage::Fetch) => "would fail the deployment before its ten checks".to_owned(),
        Some(Stage::Build) | None => "would fail the build".to_owned(),
    };
    let message = format!("`referenceAuth` {when}, {}: {}: {}", first.rule, first.subject, first.message);
    let error = Error::new(Kind::Rule, message).hint(format!("to mend it: {}", first.remedy));
    let error = match findings.len() - 1 {
        0 => error,
        1 => error.hint("once that is mended, 1 more blocks: `amplink check --for reference-auth` shows both"),
        more => error
            .hint(format!("once that is mended, {more} more block: `amplink check --for reference-auth` shows all")),
    };
    Some(error.hint(OTHERWISE))
}

fn client<'a>(case: &Case<'a>) -> Option<&'a AppClient> {
    ReferenceAuth::client(case.facts)
}

fn roles<'a>(case: &Case<'a>) -> Option<(&'a IdentityPool, &'a IdentityPoolRoles)> {
    let pool = case.facts.identity_pool.as_ref()?;
    Some((pool, pool.roles.as_ref()?))
}

fn of_client(client: &AppClient, message: impl ToString) -> Hit {
    Hit::of_client("app client", client, message)
}

fn of_identity_pool(pool: &IdentityPool, message: impl ToString) -> Hit {
    Hit::new(format_args!("identity pool {}", pool.id), message)
}

fn user_pool_region(case: &Case<'_>) -> Option<Hit> {
    let pool = &case.facts.user_pool;
    let message = format!("it is not in {}, where the backend is deployed", case.region);
    (pool.id.region() != *case.region).then(|| Hit::of_pool(pool, message))
}

fn password_policy(case: &Case<'_>) -> Option<Hit> {
    let pool = &case.facts.user_pool;
    pool.password_policy_absent.then(|| Hit::of_pool(pool, "its description has no password policy"))
}

fn client_is_there(case: &Case<'_>) -> Option<Hit> {
    let pool = &case.facts.user_pool;
    client(case).is_none().then(|| Hit::of_pool(pool, "none of its app clients is linked"))
}

fn identity_pool_is_there(case: &Case<'_>) -> Option<Hit> {
    let pool = &case.facts.user_pool;
    case.facts.identity_pool.is_none().then(|| Hit::of_pool(pool, "no identity pool is linked with it"))
}

fn identity_pool_region(case: &Case<'_>) -> Option<Hit> {
    let pool = case.facts.identity_pool.as_ref()?;
    let message = format!("it is not in {}, where the backend is deployed", case.region);
    (pool.id.region() != *case.region).then(|| of_identity_pool(pool, message))
}

fn roles_are_there(case: &Case<'_>) -> Option<Hit> {
    let (pool, roles) = roles(case)?;
    roles.absent.then(|| of_identity_pool(pool, "it has no roles"))
}

fn has_user_pool_providers(case: &Case<'_>) -> Option<Hit> {
    let pool = case.facts.identity_pool.as_ref()?;
    pool.user_pool_providers.is_empty().then(|| of_identity_pool(pool, "it has no user pool among its providers"))
}

fn alias_attributes(case: &Case<'_>) -> Option<Hit> {
    let pool = &case.facts.user_pool;
    let aliases = &pool.alias_attributes;
    (!aliases.is_empty()).then(|| Hit::of_pool(pool, format!("its alias attributes: {}", aliases.join(", "))))
}

/// The pool's identity providers in words; `None` without any, and then it matters nothing what OAuth needs.
fn providers(case: &Case<'_>) -> Option<String> {
    let names: Vec<&str> = case.facts.identity_providers.iter().flatten().map(|provider| &*provider.name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn domain(case: &Case<'_>) -> Option<Hit> {
    let providers = providers(case)?;
    let pool = &case.facts.user_pool;
    let has_none = pool.domain.is_none() && pool.custom_domain.is_none();
    has_none.then(|| Hit::of_pool(pool, format!("it has no domain, and identity providers: {providers}")))
}

fn sign_out_urls(case: &Case<'_>) -> Option<Hit> {
    let (providers, client) = (providers(case)?, client(case)?);
    let message = format!("it has no allowed sign-out URL, and its user pool has identity providers: {providers}");
    client.logout_urls.is_empty().then(|| of_client(client, message))
}

fn callback_urls(case: &Case<'_>) -> Option<Hit> {
    let (providers, client) = (providers(case)?, client(case)?);
    let message = format!("it has no allowed callback URL, and its user pool has identity providers: {providers}");
    client.callback_urls.is_empty().then(|| of_client(client, message))
}

fn group_roles(case: &Case<'_>) -> Option<Hit> {
    let groups = case.facts.groups.iter().flatten();
    let known: Vec<&str> = groups.filter_map(|group| group.role_arn.as_deref()).collect();
    let (name, arn) = case.reference.groups.iter().find(|(_, arn)| !known.contains(&arn.as_str()))?;
    Some(Hit::new(format_args!("group {name}"), format!("no group of the user pool has role {arn}")))
}

fn pool_and_client_are_bound(case: &Case<'_>) -> Option<Hit> {
    let (pool, client) = (case.facts.identity_pool.as_ref()?, client(case)?);
    // The suffix is fixed there, whatever the partition.
    let name = format!("cognito-idp.{}.amazonaws.com/{}", case.region, case.facts.user_pool.id);
    let is_bound = pool
        .user_pool_providers
        .iter()
        .any(|provider| provider.provider_name == name && provider.client_id == client.id.as_str());
    let message = format!("{name} with app client {} is not among its providers", client.id);
    (!is_bound).then(|| of_identity_pool(pool, message))
}

fn authenticated_role(case: &Case<'_>) -> Option<Hit> {
    let (pool, roles) = roles(case)?;
    role(pool, "authenticated", roles.authenticated.as_ref(), case.reference.auth_role_arn.as_ref())
}

fn unauthenticated_role(case: &Case<'_>) -> Option<Hit> {
    let (pool, roles) = roles(case)?;
    role(pool, "guest", roles.unauthenticated.as_ref(), case.reference.unauth_role_arn.as_ref())
}

/// Whatever `resource.ts` says is not the role of a pool that has none.
fn role(pool: &IdentityPool, word: &str, own: Option<&String>, given: Option<&String>) -> Option<Hit> {
    match (own, given) {
        (Some(own), Some(given)) if own == given => None,
        (Some(own), Some(given)) => {
            Some(of_identity_pool(pool, format!("its {word} role is {own}, and `resource.ts` names {given}")))
        }
        (Some(own), None) => {
            Some(of_identity_pool(pool, format!("its {word} role is {own}, and `resource.ts` names none")))
        }
        (None, _) => Some(of_identity_pool(pool, format!("it has no {word} role"))),
    }
}

fn client_secret(case: &Case<'_>) -> Option<Hit> {
    client(case).filter(|client| client.has_secret).map(|client| of_client(client, "it has a client secret"))
}

fn roles_are_arns(case: &Case<'_>) -> Option<Hit> {
    let pool = case.facts.identity_pool.as_ref()?;
    let given = [&case.reference.auth_role_arn, &case.reference.unauth_role_arn].into_iter().flatten();
    let wrong = given.chain(case.reference.groups.values()).find(|arn| arn.parse::<RoleArn>().is_err())?;
    Some(of_identity_pool(pool, format!("`{wrong}` is no role's ARN")))
}
