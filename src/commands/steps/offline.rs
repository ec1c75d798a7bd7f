//! Whether what is known is enough for a file, without asking AWS.

use crate::emit::{self, Format, Need};
use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::platform::Platform;
use crate::project::link_file::GeneratedFile;

/// Whether a file is among them that names the pool's groups.
pub(in crate::commands) fn need_groups(files: &[GeneratedFile]) -> bool {
    files.iter().filter_map(|file| emit::format(&file.format)).any(|format| format.needs.contains(&Need::Groups))
}

/// Stops where the facts cannot be written in a format.
///
/// # Errors
/// [`Kind::Rule`], with the format's reason.
pub(in crate::commands) fn can_be_written(format: &Format, facts: &Facts, platform: Platform) -> Result<()> {
    match format.refusal(facts, platform) {
        None => Ok(()),
        Some(why) => Err(Error::new(Kind::Rule, why).hint(
            "link an app client without a secret: `amplink import user-pool --web-client-id ID`; where the pool has \
             none, have one made",
        )),
    }
}
