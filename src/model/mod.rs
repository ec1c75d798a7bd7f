//! The nouns: what Cognito resources are and what a link names. Pure; depends on nothing above.

pub mod app_client;
pub mod changes;
pub mod compare;
pub mod facts;
pub mod fields;
pub mod identity_pool;
pub mod ids;
pub mod json_text;
pub mod platform;
pub mod reference_auth;
pub mod role;
pub mod trust_policy;
pub mod user_pool;
