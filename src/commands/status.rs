//! `amplink status`: what is linked and how the generated files stand. Offline.

use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::error::Result;
use crate::project::Project;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::link_file::LinkFile;
use crate::terminal::report::{Report, number};
use crate::terminal::sanitize::one_line;

use super::steps::{self, Standing};
use super::{CommandResult, Outcome};

/// Arguments of `status`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// End with a summary of every environment
    #[arg(long, conflicts_with = "env")]
    all: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let terminal = &context.terminal;
    let workspace = steps::open(context, false).await?;
    let project = &workspace.project;
    let Some(link_file) = project.link.as_ref().filter(|link| !link.environments.is_empty()) else {
        let mut report = Report::new("status", "not-linked");
        if let Some(managed) = project.amplify.as_ref().and_then(AmplifyProject::managed_auth) {
            terminal
                .payload(one_line(&format!("Not linked. Amplify itself manages this project's auth: `{managed}`.")));
            return Ok(Outcome::done(report));
        }
        terminal.payload("Not linked. `amplink import user-pool` links this project to a user pool.");
        report.next = vec!["amplink import user-pool".to_owned()];
        return Ok(Outcome::done(report));
    };

    let mut environments = Vec::new();
    for (name, link) in &link_file.environments {
        let is_current = link_file.current.as_ref() == Some(name);
        let snapshot = project.snapshot.environments.get(name);
        let pool_name = snapshot.map(|snapshot| snapshot.facts.user_pool.name.as_str());
        let stale = snapshot.is_none_or(|snapshot| !link.is_of(&snapshot.facts));
        terminal.heading(format_args!("Environment {name}{}", if is_current { " (current)" } else { "" }));
        let line = |what: &str, value: Option<String>| {
            if let Some(value) = value {
                terminal.payload(format_args!("  {what:<15}{}", one_line(&value)));
            }
        };
        let title = pool_name.map(|pool| format!("  {pool}")).unwrap_or_default();
        line("user pool", Some(format!("{}{title}", link.user_pool_id)));
        line("web client", link.web_client_id.as_ref().map(ToString::to_string));
        line("native client", link.native_client_id.as_ref().map(ToString::to_string));
        line("identity pool", link.identity_pool_id.as_ref().map(ToString::to_string));
        line("region", Some(link.region.to_string()));
        line("account", link.account.clone());
        line("profile", link.settings.profile.clone());
        line("role", link.settings.role_arn.clone());
        line("protected", link.settings.protected.then(|| "yes: its link changes only when it is named".to_owned()));
        line("linked", snapshot.map(|snapshot| snapshot.linked_at.clone()));
        if stale {
            line("snapshot", Some("of other ids, or none: run `amplink pull`".to_owned()));
        }
        environments.push(json!({
            "environment": name,
            "current": is_current,
            "link": link,
            "userPoolName": pool_name,
            "linkedAt": snapshot.map(|snapshot| &snapshot.linked_at),
            "snapshotFits": !stale,
        }));
    }

    let files = files(context, project, link_file)?;
    if args.all {
        let stale = environments.iter().filter(|environment| environment["snapshotFits"] == json!(false)).count();
        let edited = files.iter().filter(|file| matches!(file["state"].as_str(), Some("edited" | "missing"))).count();
        terminal.payload(format_args!(
            "{}: {} with a fitting snapshot, {stale} without; {} of {} not as generated",
            number(environments.len(), "environment"),
            environments.len() - stale,
            edited,
            number(files.len(), "file"),
        ));
    }
    let mut report = Report::new("status", "linked");
    report.result =
        json!({ "projectDir": project.root().to_string_lossy(), "environments": environments, "files": files });
    Ok(Outcome::done(report))
}

fn files(context: &Context, project: &Project, link_file: &LinkFile) -> Result<Vec<Value>> {
    let shown = steps::shown_facts(project);
    let mut carried = Map::new();
    let mut out = Vec::new();
    context.terminal.heading("Generated files");
    let width = link_file.files.iter().map(|file| file.path.len()).max().unwrap_or_default();
    for file in &link_file.files {
        let looked = steps::look(project, file, shown, &carried)?;
        carried.extend(steps::kept(&looked, shown));
        let (word, text) = match (looked.standing, &looked.record) {
            (Standing::Missing, _) => ("missing", "missing: `amplink pull` writes it"),
            (Standing::Pristine, _) => ("generated", "as generated"),
            (Standing::Extended, _) => ("extended", "as generated, with additions or a layout of your own"),
            (Standing::Replaceable, _) => ("foreign", "written by another generator: `amplink pull` replaces it"),
            (Standing::Edited, _) => ("edited", "edited by hand: `amplink pull --force` writes it anew"),
        };
        context.terminal.payload(format_args!("  {:<width$}  {text}", one_line(&file.path)));
        if let Some(fault) = &looked.fault {
            context.terminal.payload(format_args!("    {}:{}", one_line(&file.path), one_line(&fault.to_string())));
        }
        out.push(json!({ "path": file.path, "format": file.format, "state": word }));
    }
    Ok(out)
}
