//! `amplink` links an app's folder to Amazon Cognito resources that somebody else owns.
//!
//! Read the cloud, decide in pure code, show a change set, apply it whole or not at all. The floors of the house,
//! top to bottom; a floor may use those below it and never one above or beside it (`tests/house.rs` holds that):
//!
//! ```text
//! main ─▶ cli ─▶ commands ─▶ terminal   cloud   project     the three edges that do I/O
//!                    ├────▶ validate   emit                 pure: facts in, findings / bytes out
//!                    └────▶ model      error                pure: the nouns, and what can go wrong
//! ```

pub mod cli;
pub mod cloud;
pub mod commands;
pub mod context;
pub mod emit;
pub mod error;
pub mod model;
pub mod project;
pub mod terminal;
pub mod validate;
