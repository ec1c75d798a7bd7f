//! The real binary against a real local AWS: one file a command or a promise.

#[path = "../support/mod.rs"]
mod support;

mod sandbox;
#[cfg(unix)]
mod terminal;

mod amplify_library;
mod crash;
mod files;
mod golden;
mod hostile_names;
mod import_user_pool;
#[cfg(unix)]
mod prompts;
mod pull;
mod readme;
mod requests;
mod review_cloud;
mod review_files;
#[cfg(unix)]
mod review_journal;
#[cfg(target_os = "linux")]
mod review_output;
mod status;
mod together;
mod unlink;
