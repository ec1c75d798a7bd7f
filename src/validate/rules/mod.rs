//! The table of rules.

mod account_scope_off;
mod alias_attributes;
mod amplify_project_other_region;
mod callback_url_not_https;
mod client_credentials_flow;
mod client_provider_missing;
mod client_secret_in_file;
mod client_without_providers;
mod code_flow_off;
mod custom_auth_flow_off;
mod custom_auth_has_no_place;
mod deletion_protection_off;
mod domain_not_active;
mod email_mfa_has_no_place;
mod external_provider_without_oauth;
mod group_role_not_assumable;
mod groups_unread;
mod guest_role_without_guests;
mod guests_without_role;
mod identity_pool_classic_flow;
mod identity_pool_lacks_user_pool;
mod identity_pool_no_authenticated_role;
mod identity_pool_no_server_side_token_check;
mod identity_pool_other_region;
mod identity_pool_roles_unread;
mod identity_providers_unread;
mod implicit_flow;
mod ios_single_redirect;
mod mfa_settings_unread;
mod mfa_without_factor;
mod native_client_not_in_identity_pool;
mod native_client_without_secret;
mod native_secret_left_out;
mod no_mobile_callback_url;
mod no_mobile_sign_out_url;
mod no_native_client;
mod no_public_client;
mod no_sign_in_flow;
mod no_web_callback_url;
mod no_web_client;
mod no_web_sign_out_url;
mod nothing_verified;
mod oauth_left_out;
mod oauth_no_callback_url;
mod oauth_no_domain;
mod oauth_no_flow;
mod oauth_no_scope;
mod oauth_no_sign_out_url;
mod one_client_for_both;
mod only_local_callback_urls;
mod openid_scope_off;
mod passkeys_without_domain;
mod passwordless_has_no_place;
mod pool_provider_not_offered;
mod provider_has_no_place;
mod provider_names_another_region;
mod redirect_url_with_comma;
mod redirect_url_with_wildcard;
mod refresh_flow_off;
mod required_attribute_not_mutable;
mod required_attribute_not_writable;
mod role_any_pool;
mod role_cannot_tell;
mod role_does_not_exist;
mod role_everyone_principal;
mod role_guests_could_assume;
mod role_guests_may_assume;
mod role_mapped_any_pool;
mod role_mapped_not_assumable;
mod role_mapping_denies;
mod role_mapping_no_resolution;
mod role_no_arn;
mod role_not_assumable_by_guests;
mod role_not_assumable_by_signed_in;
mod role_other_partition;
mod role_restricted;
mod role_same_for_both;
mod role_shared_with_another_pool;
mod role_tag_session_missing;
mod role_trust_invalid;
mod role_unreadable;
mod role_weak_condition;
mod short_passwords;
mod sign_in_attribute_unverified;
mod sign_out_url_not_https;
mod sms_mfa_without_phone_number;
mod srp_flow_off;
mod token_revocation_off;
mod user_auth_flow_off;
mod user_existence_revealed;
mod username_attributes_first_only;
mod web_client_has_secret;
mod web_client_not_in_identity_pool;

use super::Rule;

/// Every rule, in the order in which their findings are shown.
pub static RULES: [&Rule; 93] = [
    &web_client_has_secret::RULE,
    &no_web_client::RULE,
    &no_native_client::RULE,
    &no_public_client::RULE,
    &no_sign_in_flow::RULE,
    &mfa_without_factor::RULE,
    &one_client_for_both::RULE,
    &native_secret_left_out::RULE,
    &client_secret_in_file::RULE,
    &srp_flow_off::RULE,
    &refresh_flow_off::RULE,
    &user_auth_flow_off::RULE,
    &custom_auth_flow_off::RULE,
    &oauth_no_domain::RULE,
    &domain_not_active::RULE,
    &oauth_no_flow::RULE,
    &oauth_no_scope::RULE,
    &oauth_no_callback_url::RULE,
    &oauth_no_sign_out_url::RULE,
    &oauth_left_out::RULE,
    &openid_scope_off::RULE,
    &implicit_flow::RULE,
    &code_flow_off::RULE,
    &client_credentials_flow::RULE,
    &callback_url_not_https::RULE,
    &sign_out_url_not_https::RULE,
    &no_web_callback_url::RULE,
    &no_web_sign_out_url::RULE,
    &no_mobile_callback_url::RULE,
    &no_mobile_sign_out_url::RULE,
    &redirect_url_with_comma::RULE,
    &redirect_url_with_wildcard::RULE,
    &client_without_providers::RULE,
    &client_provider_missing::RULE,
    &external_provider_without_oauth::RULE,
    &required_attribute_not_writable::RULE,
    &required_attribute_not_mutable::RULE,
    &sms_mfa_without_phone_number::RULE,
    &ios_single_redirect::RULE,
    &provider_has_no_place::RULE,
    &username_attributes_first_only::RULE,
    &email_mfa_has_no_place::RULE,
    &passwordless_has_no_place::RULE,
    &custom_auth_has_no_place::RULE,
    &passkeys_without_domain::RULE,
    &identity_pool_other_region::RULE,
    &amplify_project_other_region::RULE,
    &mfa_settings_unread::RULE,
    &identity_providers_unread::RULE,
    &groups_unread::RULE,
    &native_client_without_secret::RULE,
    &account_scope_off::RULE,
    &only_local_callback_urls::RULE,
    &pool_provider_not_offered::RULE,
    &alias_attributes::RULE,
    &nothing_verified::RULE,
    &sign_in_attribute_unverified::RULE,
    &short_passwords::RULE,
    &user_existence_revealed::RULE,
    &token_revocation_off::RULE,
    &deletion_protection_off::RULE,
    &identity_pool_lacks_user_pool::RULE,
    &provider_names_another_region::RULE,
    &web_client_not_in_identity_pool::RULE,
    &native_client_not_in_identity_pool::RULE,
    &identity_pool_no_authenticated_role::RULE,
    &guests_without_role::RULE,
    &role_no_arn::RULE,
    &role_does_not_exist::RULE,
    &role_trust_invalid::RULE,
    &role_not_assumable_by_signed_in::RULE,
    &role_not_assumable_by_guests::RULE,
    &role_other_partition::RULE,
    &role_any_pool::RULE,
    &role_guests_may_assume::RULE,
    &role_guests_could_assume::RULE,
    &role_same_for_both::RULE,
    &role_everyone_principal::RULE,
    &role_cannot_tell::RULE,
    &role_tag_session_missing::RULE,
    &role_mapped_not_assumable::RULE,
    &group_role_not_assumable::RULE,
    &role_mapped_any_pool::RULE,
    &role_mapping_no_resolution::RULE,
    &role_mapping_denies::RULE,
    &identity_pool_roles_unread::RULE,
    &role_unreadable::RULE,
    &identity_pool_classic_flow::RULE,
    &identity_pool_no_server_side_token_check::RULE,
    &guest_role_without_guests::RULE,
    &role_restricted::RULE,
    &role_shared_with_another_pool::RULE,
    &role_weak_condition::RULE,
];
