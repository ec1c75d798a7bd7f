//! `amplink env list`.

use serde_json::json;

use crate::context::Context;
use crate::model::ids::EnvironmentName;
use crate::project::amplify_gen1::AmplifyProject;
use crate::terminal::report::Report;
use crate::terminal::sanitize::one_line;

use crate::commands::{CommandResult, Outcome, steps};

/// Arguments of `env list`.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub(in crate::commands) async fn run(_: Args, context: &Context) -> CommandResult {
    let terminal = &context.terminal;
    let workspace = steps::open(context, false).await?;
    let project = &workspace.project;
    let link_file = project.link.as_ref();
    let mut names: Vec<EnvironmentName> =
        project.amplify.as_ref().map(AmplifyProject::environments).unwrap_or_default();
    for name in link_file.iter().flat_map(|file| file.environments.keys()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names.sort();
    let current = match &project.amplify {
        Some(amplify) => amplify.current(),
        None => link_file.and_then(|file| file.current.clone()),
    };
    if names.is_empty() {
        terminal.payload("No environments: `amplink import user-pool` links the first one.");
    }
    let width = names.iter().map(|name| name.as_str().len()).max().unwrap_or_default();
    let mut listed = Vec::new();
    for name in &names {
        let link = link_file.and_then(|file| file.link(name));
        let is_current = current.as_ref() == Some(name);
        let mut words = Vec::new();
        match link {
            Some(link) => {
                words.push(link.user_pool_id.to_string());
                words.extend(link.account.iter().map(|account| format!("account {account}")));
                words.extend(link.settings.profile.iter().map(|profile| format!("profile {profile}")));
                words.extend(link.settings.role_arn.iter().map(|role| format!("role {role}")));
                words.extend(link.settings.protected.then(|| "protected".to_owned()));
            }
            None => words.push("not linked".to_owned()),
        }
        let mark = if is_current { "*" } else { " " };
        terminal.payload(one_line(&format!("{mark} {:<width$}  {}", name.as_str(), words.join(", "))));
        listed.push(json!({ "environment": name, "current": is_current, "link": link }));
    }
    let mut report = Report::new("env list", if listed.is_empty() { "none" } else { "done" });
    report.result = json!({ "environments": listed });
    Ok(Outcome::done(report))
}
