//! The generators of Amplify's own CLI.
//!
//! Until they are installed by the tests themselves, `AMPLINK_OFFICIAL_MODULES` names the folder with the packages of
//! `tests/official/package.json`.

use std::env;
use std::path::PathBuf;

/// The folder with the packages.
pub fn node_modules() -> PathBuf {
    PathBuf::from(env::var_os("AMPLINK_OFFICIAL_MODULES").expect("AMPLINK_OFFICIAL_MODULES names no folder"))
}

/// Node.
pub fn node() -> PathBuf {
    PathBuf::from(env::var_os("AMPLINK_OFFICIAL_NODE").unwrap_or_else(|| "node".into()))
}
