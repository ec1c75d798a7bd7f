//! The table of rules.

mod client_not_in_identity_pool;
mod client_secret_in_file;
mod email_mfa_has_no_place;
mod identity_providers_unread;
mod ios_single_redirect;
mod mfa_settings_unread;
mod native_secret_left_out;
mod oauth_no_callback_url;
mod oauth_no_domain;
mod oauth_no_sign_out_url;
mod one_client_for_both;
mod provider_has_no_place;
mod redirect_url_with_comma;
mod username_attributes_first_only;
mod web_client_has_secret;

use super::Rule;

/// Every rule, in the order in which their findings are shown.
pub static RULES: [&Rule; 15] = [
    &web_client_has_secret::RULE,
    &one_client_for_both::RULE,
    &native_secret_left_out::RULE,
    &client_secret_in_file::RULE,
    &oauth_no_domain::RULE,
    &oauth_no_callback_url::RULE,
    &oauth_no_sign_out_url::RULE,
    &redirect_url_with_comma::RULE,
    &ios_single_redirect::RULE,
    &provider_has_no_place::RULE,
    &username_attributes_first_only::RULE,
    &email_mfa_has_no_place::RULE,
    &mfa_settings_unread::RULE,
    &identity_providers_unread::RULE,
    &client_not_in_identity_pool::RULE,
];
