//! The official CLI looks for an imported pool in the region of the project's own stack.

use crate::validate::finding::Severity;
use crate::validate::{Case, Hit, Rule};

pub(super) static RULE: Rule = Rule {
    id: "amplify-project-other-region",
    severity: Severity::Warning,
    title: "a pool is where Amplify's own CLI does not look for it",
    looks_at: "in an Amplify Gen 1 project: the region of the environment's stack, and those of the two pools",
    why: "Amplify's CLI looks for every resource in the region of the project's stack: its `pull`, `push` and `env checkout` say that the pool cannot be found. The configuration files are right all the same: they name each pool's own region.",
    remedy: "leave pulling to amplink in this project, or use a pool in the project's region",
    reference: "https://docs.amplify.aws/gen1/react/build-a-backend/auth/import/",
    shown_at_import: true,
    check,
};

fn check(case: &Case<'_>) -> Vec<Hit> {
    let Some(project) = case.amplify_region else { return Vec::new() };
    let pool = &case.facts.user_pool.id;
    let pools = [(format!("user pool {pool}"), pool.region())];
    let identity = case.facts.identity_pool.iter().map(|pool| (format!("identity pool {}", pool.id), pool.id.region()));
    pools
        .into_iter()
        .chain(identity)
        .filter(|(_, region)| region != project)
        .map(|(subject, region)| {
            Hit::new(subject, format_args!("it lives in {region}, the project's stack in {project}"))
        })
        .collect()
}
