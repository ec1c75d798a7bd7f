//! What is different about an import into an Amplify Gen 1 project.

use std::path::Path;

use crate::cloud::Wanted;
use crate::context::Context;
use crate::emit;
use crate::error::{Error, Result};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::Project;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::link_file::GeneratedFile;

use super::flags::Flags;

/// The files of an Amplify Gen 1 project: which, and where, is in its own settings.
pub(super) fn files(
    args: &Flags,
    root: &Path,
    amplify: &AmplifyProject,
    linked: Vec<GeneratedFile>,
    platform: Platform,
) -> Result<Vec<GeneratedFile>> {
    let settings = "amplify/.config/project-config.json";
    let of_project = amplify.known_platform()?;
    if of_project != platform {
        let (of_project, platform) = (of_project.title(), platform.title());
        return Err(Error::usage(format!(
            "`--platform`: this Amplify project is one for {of_project}, not {platform}"
        ))
        .hint(format!("`{settings}` says so; leave the flag out")));
    }
    if args.source_dir.is_some() {
        return Err(Error::usage("`--source-dir` is not for an Amplify project, whose own settings say it")
            .hint(format!("`{settings}` has it; `amplify configure project` changes it")));
    }
    let mut files = if linked.is_empty() { amplify.files(root) } else { linked };
    for file in &mut files {
        let holds_secret = emit::format(&file.format).is_some_and(|format| format.holds_secret);
        file.include_client_secret = args.include_client_secret.unwrap_or(file.include_client_secret) && holds_secret;
    }
    Ok(files)
}

/// The official CLI wants both app clients of an imported pool; one that serves both is named twice.
pub(super) fn stand_in_for_each_other(wanted: &mut Wanted, facts: &mut Facts, context: &Context) {
    if wanted.native_client.is_none() && wanted.web_client.is_some() {
        context.terminal.story("the web client stands for the native one, too: Amplify's own files have both");
        wanted.native_client.clone_from(&wanted.web_client);
        facts.native_client.clone_from(&facts.web_client);
    } else if wanted.web_client.is_none() && facts.native_client.as_ref().is_some_and(|client| !client.has_secret) {
        context.terminal.story("the native client stands for the web client, too: Amplify's own files have both");
        wanted.web_client.clone_from(&wanted.native_client);
        facts.web_client.clone_from(&facts.native_client);
    }
}

/// A name that is mistyped would make an environment that Amplify knows nothing of.
pub(super) fn warn_of_unknown(context: &Context, project: &Project, environment: &EnvironmentName) {
    let Some(amplify) = &project.amplify else { return };
    let known = amplify.environments();
    if known.is_empty() || known.contains(environment) || amplify.current().as_ref() == Some(environment) {
        return;
    }
    let names: Vec<&str> = known.iter().map(EnvironmentName::as_str).collect();
    context.terminal.warning(format_args!(
        "Amplify has no environment {environment} in this project, only {}: its own CLI cannot deploy to it",
        names.join(", ")
    ));
}

/// Auth that Amplify itself manages is not touched.
pub(super) fn managed(name: &str) -> Error {
    Error::failure(format!(
        "this Amplify project has an auth resource of its own, `{name}`, which Amplify manages; nothing was changed"
    ))
    .hint(format!(
        "`amplify remove auth` and `amplify push` take it away, and its users with it; then import. To keep it, leave \
         it as it is: `amplify pull` refreshes the files of `{name}`"
    ))
}
