//! The real binary against a real local AWS: one file a command or a promise.

#[path = "../support/mod.rs"]
mod support;

mod sandbox;
#[cfg(unix)]
mod terminal;

mod adopt;
#[cfg(unix)]
mod adopt_prompts;
mod amplify_library;
mod amplify_project;
mod check;
#[cfg(unix)]
mod ci_docs;
#[cfg(unix)]
mod completions;
mod crash;
mod credentials_and_network;
mod drift;
mod environments;
mod explain;
mod files;
mod frozen;
mod generate;
mod golden;
mod help;
#[cfg(unix)]
mod hostile_journal;
mod hostile_names;
mod import_identity_pool;
mod import_user_pool;
mod layouts;
#[cfg(target_os = "linux")]
mod output;
mod outputs;
mod permissions;
mod persons_files;
#[cfg(unix)]
mod prompts;
mod pull;
mod readme;
mod requests;
mod role_rules;
mod status;
mod together;
mod trust_live;
#[cfg(unix)]
mod undo;
mod unlink;
