//! The command that does the same without questions.

use std::path::Path;

use clap::ValueEnum as _;

use crate::cloud::Wanted;
use crate::model::ids::EnvironmentName;

use super::flags::{Flags, Goal};
use super::linking::NewEnvironment;
use super::request::{IDENTITY_POOL, NATIVE_CLIENT, USER_POOL, WEB_CLIENT};

/// The words of the import.
pub(super) fn of_import(
    goal: Goal,
    wanted: &Wanted,
    environment: &EnvironmentName,
    args: &Flags,
    from_file: Option<&Path>,
    force: bool,
) -> Vec<String> {
    let mut words = vec!["import".to_owned(), goal.word().to_owned()];
    let platform = args.platform.and_then(|platform| platform.to_possible_value());
    let file = from_file.map(|path| path.display().to_string());
    let by_id = |_: &&str| from_file.is_none();
    for (flag, value) in [
        ("--env", Some(environment.as_str())),
        ("--from-file", file.as_deref()),
        (USER_POOL.flag, Some(wanted.user_pool.as_str()).filter(by_id)),
        (WEB_CLIENT.flag, wanted.web_client.as_ref().map(|id| id.as_str()).filter(by_id)),
        (NATIVE_CLIENT.flag, wanted.native_client.as_ref().map(|id| id.as_str()).filter(by_id)),
        (IDENTITY_POOL.flag, wanted.identity_pool.as_ref().map(|id| id.as_str()).filter(by_id)),
        ("--platform", platform.as_ref().map(|platform| platform.get_name())),
        ("--source-dir", args.source_dir.as_deref()),
    ] {
        words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value.to_owned()]));
    }
    words.extend(args.allow.iter().flat_map(|rule| ["--allow".to_owned(), rule.clone()]));
    for (flag, given) in [("--include-client-secret", args.include_client_secret == Some(true)), ("--force", force)] {
        words.extend(given.then(|| flag.to_owned()));
    }
    words
}

/// The words of `env add` instead of those of an import.
pub(super) fn of_env_add(new: &NewEnvironment, import: Vec<String>) -> Vec<String> {
    let mut words = vec!["env".to_owned(), "add".to_owned(), new.name.to_string()];
    let mut of_import = import.into_iter().skip(2);
    while let Some(word) = of_import.next() {
        if word == "--env" {
            of_import.next();
        } else {
            words.push(word);
        }
    }
    if new.settings.protected {
        words.push("--protected".to_owned());
    }
    words.extend(new.settings.role_arn.iter().flat_map(|arn| ["--role-arn".to_owned(), arn.clone()]));
    words
}
