//! The files that an import writes, and where.

use crate::emit::{self, When};
use crate::error::{Error, Result};
use crate::model::platform::Platform;
use crate::project::link_file::GeneratedFile;
use crate::project::{Project, check_inside, detect};

use super::flags::Flags;
use super::in_amplify;

/// The files to generate: the link's own list as long as it fits, else every format of the platform that an import
/// writes, beside what somebody asked for.
pub(super) fn choose(args: &Flags, project: &Project, platform: Platform) -> Result<Vec<GeneratedFile>> {
    let linked = project.link.as_ref().map(|link| link.files.clone()).unwrap_or_default();
    if let Some(amplify) = &project.amplify {
        return in_amplify::files(args, project.root(), amplify, linked, platform);
    }
    let fits = |file: &GeneratedFile| emit::format(&file.format).is_some_and(|format| format.is_for(platform));
    let is_asked =
        |file: &GeneratedFile| emit::format(&file.format).is_some_and(|format| format.written == When::Asked);
    let says_what = |file: &GeneratedFile| fits(file) && !is_asked(file);
    let is_right = linked.iter().any(says_what) || (linked.iter().all(is_asked) && linked.iter().any(fits));
    let mut files = linked;
    if args.source_dir.is_some() || !is_right {
        let folder = match &args.source_dir {
            Some(given) => detect::tidy(given),
            None => detect::config_folder(project.root(), platform),
        };
        let asked = files.into_iter().filter(|file| is_asked(file) && fits(file));
        let written = emit::FORMATS
            .iter()
            .filter(|format| format.is_for(platform) && format.written == When::Import)
            .map(|format| GeneratedFile {
                format: format.id.to_owned(),
                path: if folder.is_empty() {
                    format.file_name.to_owned()
                } else {
                    format!("{folder}/{}", format.file_name)
                },
                include_client_secret: false,
                prefix: String::new(),
            });
        files = written.chain(asked).collect();
        for file in &files {
            check_inside(&file.path).map_err(|error| error.context("`--source-dir` leads outside the project"))?;
        }
    }
    for file in &mut files {
        let holds_secret = emit::format(&file.format).is_some_and(|format| format.holds_secret);
        file.include_client_secret = args.include_client_secret.unwrap_or(file.include_client_secret) && holds_secret;
    }
    if args.include_client_secret == Some(true) && !files.iter().any(|file| file.include_client_secret) {
        return Err(Error::usage(format!(
            "`--include-client-secret` is for mobile files; a {} project's files never hold a secret",
            platform.title()
        )));
    }
    Ok(files)
}
