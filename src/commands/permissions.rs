//! `amplink permissions`: the least IAM policy for a command. Offline.

use clap::Parser as _;
use serde_json::{Value, json};

use crate::cli::{Cli, Command};
use crate::cloud::Wanted;
use crate::cloud::operations::Operation;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::model::ids::{IdentityPoolId, Region, UserPoolId};
use crate::model::role::RoleArn;
use crate::project::link_file::Link;
use crate::project::snapshot::Snapshot;
use crate::terminal::report::Report;

use super::generate::{self, Asks};
use super::import::{self, Named};
use super::{CommandResult, Outcome, steps};

/// Arguments of `permissions`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The account that owns the resources; the link's, if not given, else any
    #[arg(long, value_name = "ID", value_parser = account)]
    account: Option<String>,
    /// The command and its flags, as you would type them behind `amplink`: `import user-pool --user-pool-id ...`, `pull`
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// An account's id, for a policy that IAM takes.
fn account(text: &str) -> std::result::Result<String, &'static str> {
    let is_id = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    is_id.then(|| text.to_owned()).ok_or("an account's id has 12 digits")
}

/// The flags that every command has, behind the command that is asked about, are about that command: they say which
/// project and which environment it is for.
pub(super) fn take_flags_of_command(cli: &mut Cli) {
    let Command::Permissions(args) = &cli.command else { return };
    let typed = std::iter::once("amplink").chain(args.command.iter().map(String::as_str));
    let Ok(typed) = Cli::try_parse_from(typed) else { return };
    // Not the variable's, which a flag before the command has overruled.
    if args.command.iter().any(|word| word == "--env" || word.starts_with("--env=")) {
        cli.global.env = typed.global.env;
    }
    cli.global.project_dir = typed.global.project_dir.or(cli.global.project_dir.take());
    cli.global.region = typed.global.region.or(cli.global.region.take());
}

/// What a command asks of AWS.
#[derive(Debug, Default)]
struct Needs {
    operations: Vec<Operation>,
    user_pool: Option<UserPoolId>,
    identity_pool: Option<IdentityPoolId>,
    account: Option<String>,
    roles: Vec<String>,
    /// Where user pools are looked for, when none is named.
    region: Option<Region>,
    /// Operations that this command needs, and others do without.
    required: &'static [Operation],
}

impl Needs {
    fn cost_of_denial(&self, operation: Operation) -> Option<&'static str> {
        operation.cost_of_denial().filter(|_| !self.required.contains(&operation))
    }
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let typed = std::iter::once("amplink").chain(args.command.iter().map(String::as_str));
    let typed = Cli::try_parse_from(typed).map_err(|error| {
        let first = error.to_string();
        let asked = args.command.join(" ");
        let error = match error.use_stderr() {
            true => {
                let first = first.lines().next().unwrap_or_default().trim_start_matches("error: ");
                Error::usage(format!("`{asked}` is no command: {first}"))
            }
            // `--help` and `--version` are answered before there is a command.
            false => Error::usage(format!("`{asked}` is no command that asks AWS for something")),
        };
        error.hint("such as `amplink permissions import user-pool --user-pool-id ID`")
    })?;
    let mut needs = match typed.command {
        Command::Import(args) if args.reads_a_file() => Vec::new(),
        Command::Import(args) => {
            let workspace = steps::open(context, false).await?;
            let keeps = workspace.project.link.iter().flat_map(|link| link.files.clone()).collect::<Vec<_>>();
            let named = import::named(&args, context, &workspace.project)?;
            vec![of_import(&named, steps::need_groups(&keeps), context)]
        }
        Command::Pull(pull) if pull.frozen => Vec::new(),
        Command::Pull(pull) => of_link(context, &PULL, pull.all, false).await?,
        Command::Export(export) if export.live => of_link(context, &PULL, false, true).await?,
        Command::Generate(args) => match generate::asks(&args)? {
            Asks::Nothing => Vec::new(),
            Asks::Named(wanted) => vec![of_wanted(*wanted)],
            Asks::Link { groups } => of_link(context, &PULL, false, groups).await?,
        },
        Command::Check(check) if check.purpose.is_some() => of_link(context, &REFERENCE_AUTH, check.all, false).await?,
        Command::Check(check) => of_link(context, &CHECK, check.all, false).await?,
        _ => Vec::new(),
    };
    for needs in &mut needs {
        needs.account = args.account.clone().or(needs.account.take());
    }

    let policy = policy(&needs);
    let mut optional: Vec<Value> = Vec::new();
    for (needs, operation) in needs.iter().flat_map(|needs| needs.operations.iter().map(move |op| (needs, op))) {
        let Some(without) = needs.cost_of_denial(*operation) else { continue };
        let entry = json!({ "action": operation.iam_action(), "without": without });
        if !optional.contains(&entry) {
            optional.push(entry);
        }
    }
    context.terminal.payload(crate::emit::json::pretty(&policy, 2));
    if needs.is_empty() {
        context.terminal.story("This command asks AWS for nothing.");
    }
    for entry in &optional {
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        context.terminal.story(format_args!("optional: {}: without it, {}", text("action"), text("without")));
    }
    let result = json!({ "policy": policy, "optional": optional });
    Ok(Outcome::done(Report { result, ..Report::new("permissions", "done") }))
}

const FOR_POOL: [Operation; 4] = [
    Operation::DescribeUserPool,
    Operation::DescribeUserPoolClient,
    Operation::GetUserPoolMfaConfig,
    Operation::ListIdentityProviders,
];

const FOR_IDENTITY_POOL: [Operation; 3] =
    [Operation::DescribeIdentityPool, Operation::GetIdentityPoolRoles, Operation::GetRole];

/// What a command asks of AWS on top of what every reading of a link does.
struct Further {
    operations: &'static [Operation],
    of_identity_pool: &'static [Operation],
    /// Operations that it needs, and others do without; with any, it has no use for what it does not need.
    required: &'static [Operation],
    /// Whether it looks at roles that the snapshot does not name: those of mappings and groups.
    reads_other_roles: bool,
}

const PULL: Further = Further { operations: &[], of_identity_pool: &[], required: &[], reads_other_roles: false };

const CHECK: Further = Further {
    operations: &[Operation::ListGroups, Operation::DescribeUserPoolDomain],
    of_identity_pool: &[Operation::GetPrincipalTagAttributeMap],
    required: &[],
    reads_other_roles: true,
};

const REFERENCE_AUTH: Further = Further {
    operations: &[Operation::ListGroups],
    of_identity_pool: &[],
    required: &[Operation::ListIdentityProviders, Operation::ListGroups, Operation::GetIdentityPoolRoles],
    reads_other_roles: false,
};

fn of_import(named: &Named, reads_groups: bool, context: &Context) -> Needs {
    let mut operations = FOR_POOL.to_vec();
    operations.extend(reads_groups.then_some(Operation::ListGroups));
    if named.lists_user_pools {
        operations.insert(0, Operation::ListUserPools);
    }
    if named.lists_clients {
        operations.push(Operation::ListUserPoolClients);
    }
    if named.lists_identity_pools {
        operations.push(Operation::ListIdentityPools);
    }
    if named.identity_pool.is_some() || named.lists_identity_pools {
        operations.extend(FOR_IDENTITY_POOL);
    }
    Needs {
        operations,
        user_pool: named.user_pool.clone(),
        identity_pool: named.identity_pool.clone(),
        region: context.options.region.clone().filter(|_| named.lists_user_pools),
        ..Needs::default()
    }
}

/// What is read of resources that are named.
fn of_wanted(wanted: Wanted) -> Needs {
    let mut operations = FOR_POOL.to_vec();
    operations.extend(wanted.groups.then_some(Operation::ListGroups));
    if wanted.identity_pool.is_some() {
        operations.extend(FOR_IDENTITY_POOL);
    }
    let (user_pool, identity_pool) = (Some(wanted.user_pool), wanted.identity_pool);
    Needs { operations, user_pool, identity_pool, ..Needs::default() }
}

async fn of_link(context: &Context, further: &Further, all: bool, groups: bool) -> Result<Vec<Needs>> {
    let workspace = steps::open(context, false).await?;
    let project = &workspace.project;
    let snapshot = |name| project.snapshot.environments.get(name);
    let Some(file) = &project.link else {
        context.terminal.story("this project is not linked: the policy is for any user pool and any identity pool");
        let mut needs = of_environment(None, None, further);
        needs.operations.extend(groups.then_some(Operation::ListGroups));
        return Ok(vec![needs]);
    };
    let mut needs: Vec<Needs> = if all {
        file.environments.iter().map(|(name, link)| of_environment(Some(link), snapshot(name), further)).collect()
    } else {
        let name = steps::environment(context, file)?;
        vec![of_environment(Some(steps::linked(file, &name)?), snapshot(&name), further)]
    };
    // A check reads the groups anyway.
    if !further.operations.contains(&Operation::ListGroups) && (groups || steps::need_groups(&file.files)) {
        needs.iter_mut().for_each(|needs| needs.operations.push(Operation::ListGroups));
    }
    Ok(needs)
}

fn of_environment(link: Option<&Link>, snapshot: Option<&Snapshot>, further: &Further) -> Needs {
    let mut operations = FOR_POOL.to_vec();
    operations.extend(further.operations);
    let identity_pool = link.and_then(|link| link.identity_pool_id.clone());
    // What a project will be linked to is not known before it is.
    if identity_pool.is_some() || link.is_none() {
        operations.extend(FOR_IDENTITY_POOL);
        operations.extend(further.of_identity_pool);
    }
    if !further.required.is_empty() {
        // It asks for the rest, too, but has no use for it.
        operations.retain(|op| op.cost_of_denial().is_none() || further.required.contains(op));
    }
    let roles = snapshot.filter(|_| !further.reads_other_roles).and_then(|snapshot| {
        let roles = snapshot.facts.identity_pool.as_ref()?.roles.as_ref()?;
        let arns = [&roles.authenticated, &roles.unauthenticated].into_iter().flatten();
        // IAM takes no policy with a resource that is no ARN.
        Some(arns.filter(|arn| arn.parse::<RoleArn>().is_ok()).cloned().collect())
    });
    Needs {
        operations,
        user_pool: link.map(|link| link.user_pool_id.clone()),
        identity_pool,
        account: link.and_then(|link| link.account.clone()),
        roles: roles.unwrap_or_default(),
        region: None,
        required: further.required,
    }
}

/// Statements by resource: what is required, then what is optional.
fn policy(needs: &[Needs]) -> Value {
    let mut statements: Vec<(bool, Vec<String>, Vec<String>)> = Vec::new();
    for (needs, operation) in needs.iter().flat_map(|needs| needs.operations.iter().map(move |op| (needs, op))) {
        let optional = needs.cost_of_denial(*operation).is_some();
        let resources = resources(*operation, needs);
        let action = operation.iam_action();
        match statements.iter_mut().find(|(is_optional, on, _)| *is_optional == optional && *on == resources) {
            Some((_, _, actions)) if actions.contains(&action) => {}
            Some((_, _, actions)) => actions.push(action),
            None => statements.push((optional, resources, vec![action])),
        }
    }
    statements.sort_by_key(|(optional, ..)| *optional);
    let statements: Vec<Value> = statements
        .into_iter()
        .enumerate()
        .map(|(number, (optional, resources, actions))| {
            let sid = format!("Amplink{}{}", if optional { "Optional" } else { "Required" }, number + 1);
            json!({ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources })
        })
        .collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// What an action can be narrowed to: the Service Authorization Reference of Cognito user pools, identity pools and IAM.
fn resources(operation: Operation, needs: &Needs) -> Vec<String> {
    let account = needs.account.as_deref().unwrap_or("*");
    let partition = |region: Option<Region>| region.as_ref().map_or("aws", Region::partition);
    let pool_region = needs.user_pool.as_ref().map(UserPoolId::region).or_else(|| needs.region.clone());
    let identity_region = needs.identity_pool.as_ref().map(IdentityPoolId::region);
    // A pool that is not named yet is in the partition of the other one.
    let known_region = pool_region.clone().or_else(|| identity_region.clone());
    let place = |region: Option<Region>| {
        let partition = partition(region.clone().or_else(|| known_region.clone()));
        (partition, region.map_or_else(|| "*".to_owned(), |region| region.to_string()))
    };
    match operation {
        Operation::ListUserPools
        | Operation::ListIdentityPools
        | Operation::DescribeUserPoolDomain
        | Operation::GetCallerIdentity => vec!["*".to_owned()],
        Operation::DescribeUserPool
        | Operation::DescribeUserPoolClient
        | Operation::ListUserPoolClients
        | Operation::GetUserPoolMfaConfig
        | Operation::ListIdentityProviders
        | Operation::ListGroups => {
            let (partition, region) = place(pool_region);
            let id = needs.user_pool.as_ref().map_or("*", UserPoolId::as_str);
            vec![format!("arn:{partition}:cognito-idp:{region}:{account}:userpool/{id}")]
        }
        Operation::DescribeIdentityPool | Operation::GetIdentityPoolRoles | Operation::GetPrincipalTagAttributeMap => {
            let (partition, region) = place(identity_region);
            let id = needs.identity_pool.as_ref().map_or("*", IdentityPoolId::as_str);
            vec![format!("arn:{partition}:cognito-identity:{region}:{account}:identitypool/{id}")]
        }
        Operation::GetRole if !needs.roles.is_empty() => needs.roles.clone(),
        Operation::GetRole => vec![format!("arn:{}:iam::{account}:role/*", partition(identity_region.or(pool_region)))],
    }
}
