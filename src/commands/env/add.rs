//! `amplink env add`: a further environment. Ids are never taken over unasked.

use clap_complete::ArgValueCandidates;

use crate::commands::completions::environments;
use crate::context::Context;
use crate::error::Error;
use crate::model::ids::EnvironmentName;
use crate::project::link_file::Settings;
use crate::terminal::prompt;

use crate::commands::import::{self, NewEnvironment};
use crate::commands::{CommandResult, steps};

/// Arguments of `env add`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The new environment's name
    name: EnvironmentName,
    /// Link the same resources as this environment
    #[arg(long, value_name = "NAME", conflicts_with_all = ["user_pool_id", "identity_pool_id", "input_json"], add = ArgValueCandidates::new(environments))]
    same_as: Option<EnvironmentName>,
    /// Let its link change only when somebody names it
    #[arg(long)]
    protected: bool,
    /// Take this role to read its resources, and remember that; `--profile` is remembered, too
    #[arg(long, value_name = "ARN")]
    role_arn: Option<String>,
    #[command(flatten)]
    import: import::Flags,
}

pub(in crate::commands) async fn run(args: Args, context: &Context) -> CommandResult {
    if let Some(role) = &args.role_arn {
        super::set::check_role(role)?;
    }
    let names_ids = import::names_ids(&args.import, context)?;
    let same_as = match args.same_as {
        Some(same) => Some(same),
        None if names_ids => None,
        None => ask(&args.name, context).await?,
    };
    let mut settings = Settings {
        profile: context.options.profile.clone(),
        role_arn: args.role_arn,
        protected: args.protected,
        allow: Vec::new(),
    };
    let is_of_amplify = {
        // Only looked at: the import opens the project anew, and waits for its turn.
        let workspace = steps::open(context, false).await?;
        let link_file = workspace.project.link.as_ref();
        if link_file.is_some_and(|file| file.link(&args.name).is_some()) {
            return Err(Error::usage(format!("environment {} is linked already", args.name))
                .hint(format!("`amplink import user-pool --env {}` links it anew", args.name))
                .into());
        }
        if let (Some(same), Some(file)) = (&same_as, link_file) {
            let of_same = &steps::linked(file, same)?.settings;
            settings.allow.clone_from(&of_same.allow);
            if settings.profile.is_none() && settings.role_arn.is_none() {
                settings.profile.clone_from(&of_same.profile);
                settings.role_arn.clone_from(&of_same.role_arn);
            }
        } else if same_as.is_some() {
            return Err(steps::not_linked().into());
        }
        workspace.project.amplify.as_ref().is_none_or(|amplify| amplify.environments().contains(&args.name))
    };
    if !is_of_amplify {
        context.terminal.warning(format_args!(
            "Amplify has no environment {} in this project: its own CLI cannot deploy to it, and `amplify env add` \
             will not make one of that name any more",
            args.name
        ));
    }
    import::add(args.import, context, NewEnvironment { name: args.name, settings, same_as }).await
}

/// The same resources as another environment, or others? Without a terminal there is no answer to that.
async fn ask(name: &EnvironmentName, context: &Context) -> Result<Option<EnvironmentName>, Error> {
    let workspace = steps::open(context, false).await?;
    let linked: Vec<EnvironmentName> =
        workspace.project.link.iter().flat_map(|file| file.environments.keys().cloned()).collect();
    if linked.is_empty() {
        return Ok(None);
    }
    if !context.terminal.can_prompt() {
        return Err(Error::usage(format!("environment {name}: the same resources as another one, or others?"))
            .hint(format!("the same: `--same-as {}`", linked[0]))
            .hint("others: `--user-pool-id ID` and its app clients, as for `amplink import user-pool`"));
    }
    let mut choices: Vec<String> = linked.iter().map(|other| format!("The same resources as {other}")).collect();
    choices.push("Others".to_owned());
    let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
    Ok(linked.get(prompt::choose(&format!("Environment {name}"), &choices)?).cloned())
}
