//! What can be done without asking AWS: whether the snapshot is of the link, and holds what a file needs.

use crate::emit::{self, Format, Need};
use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::ids::EnvironmentName;
use crate::model::platform::Platform;
use crate::project::Project;
use crate::project::link_file::{GeneratedFile, LinkFile};
use crate::project::snapshot::{self, Snapshot};
use crate::validate::reference_auth;

use super::linked;
use super::standing::shown_secret;

/// Whether a file is among them that names the pool's groups.
pub(in crate::commands) fn need_groups(files: &[GeneratedFile]) -> bool {
    files.iter().filter_map(|file| emit::format(&file.format)).any(|format| format.needs.contains(&Need::Groups))
}

/// Stops where the facts cannot be written in a format.
///
/// # Errors
/// [`Kind::Rule`], with the format's reason, or the first of the checks that the deployment would fail at.
pub(in crate::commands) fn can_be_written(format: &Format, facts: &Facts, platform: Platform) -> Result<()> {
    if format.needs.contains(&Need::TenChecks)
        && let Some(error) = reference_auth::refusal(&reference_auth::of_facts(facts, None))
    {
        return Err(error);
    }
    match format.refusal(facts, platform) {
        None => Ok(()),
        Some(why) => Err(Error::new(Kind::Rule, why).hint(
            "link an app client without a secret: `amplink import user-pool --web-client-id ID`; where the pool has \
             none, have one made",
        )),
    }
}

/// Whether the facts hold the groups, or say that they might not be read.
pub(in crate::commands) fn knows_groups(facts: &Facts) -> bool {
    facts.groups.is_some() || facts.groups_denied
}

/// An environment's snapshot, as long as everything that `files` show can be rendered from it.
///
/// # Errors
/// There is none; the link names other ids than it does; it lacks what one of the files needs.
pub(in crate::commands) fn frozen<'a>(
    project: &'a Project,
    link_file: &LinkFile,
    environment: &EnvironmentName,
    files: &[GeneratedFile],
) -> Result<&'a Snapshot> {
    let link = linked(link_file, environment)?;
    let pull = format!("`amplink pull --env {environment}` reads it; commit `{}` then", snapshot::NAME);
    let refuse = |why: String| Error::failure(why).hint(pull.clone());
    let Some(known) = project.snapshot.environments.get(environment) else {
        return Err(refuse(format!("`{}` has no snapshot of environment {environment}", snapshot::NAME)));
    };
    if !link.is_of(&known.facts) {
        return Err(refuse(format!(
            "the link of environment {environment} was changed and not pulled since: `{}` is of other ids",
            snapshot::NAME
        )));
    }
    if need_groups(files) && !knows_groups(&known.facts) {
        return Err(refuse(format!(
            "the snapshot of environment {environment} does not hold the pool's groups: nothing was pulled since a \
             file is kept that names them"
        )));
    }
    Ok(known)
}

/// The snapshot's facts with the secret that a file shows already: no snapshot holds one.
///
/// # Errors
/// A file is to show a secret, and does not show that of this app client yet.
pub(in crate::commands) fn with_shown_secret(
    project: &Project,
    files: &[GeneratedFile],
    facts: &Facts,
) -> Result<Facts> {
    let mut facts = facts.clone();
    let Some(client) = facts.native_client.as_mut().filter(|client| client.has_secret) else { return Ok(facts) };
    for file in files.iter().filter(|file| file.include_client_secret) {
        let existing = project.read(&file.path)?;
        let data = emit::format(&file.format).zip(existing).and_then(|(format, file)| (format.data)(&file.text).ok());
        match data.as_ref().and_then(shown_secret) {
            Some((Some(id), secret)) if id == client.id.as_str() => client.secret = Some(secret),
            _ => {
                return Err(Error::failure(format!(
                    "`{}` is to show the secret of native client {}, which no snapshot holds",
                    file.path, client.id
                ))
                .hint("`amplink pull` reads it"));
            }
        }
    }
    Ok(facts)
}
