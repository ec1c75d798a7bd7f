//! What the tests share: a local AWS, pools to look at, and Node with the real aws-amplify.

pub mod keys;
pub mod local_aws;
pub mod node;
pub mod proxy;
pub mod scenarios;
pub mod trace;
