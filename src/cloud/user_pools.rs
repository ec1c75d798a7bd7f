//! User pools, their app clients, second factors and identity providers.

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::types::{
    DeletionProtectionType, PreventUserExistenceErrorTypes, SchemaAttributeType, UserPoolClientType, UserPoolType,
};

use crate::error::{Error, Result};
use crate::model::app_client::{AppClient, AppClientSummary, Secret};
use crate::model::ids::{ClientId, Region, UserPoolId};
use crate::model::user_pool::{
    Group, IdentityProvider, MfaSettings, Passkeys, PasswordPolicy, UserPool, UserPoolSummary,
};

use super::error::explain;
use super::following;
use super::operations::Operation;

/// The most that `ListUserPools`, `ListUserPoolClients` and `ListIdentityProviders` give at once.
const PAGE: i32 = 60;

pub(super) async fn list(client: &Client, region: &Region) -> Result<Vec<UserPoolSummary>> {
    let mut found = Vec::new();
    let mut next = None;
    loop {
        let page = client
            .list_user_pools()
            .max_results(PAGE)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| explain(Operation::ListUserPools, "the list of user pools", region, error))?;
        for pool in page.user_pools() {
            let (Some(id), name) = (pool.id(), pool.name().unwrap_or_default()) else {
                continue;
            };
            found.push(UserPoolSummary {
                id: id.parse().map_err(unexpected_answer)?,
                name: name.to_owned(),
                last_modified: pool.last_modified_date().map(|date| date.secs()),
            });
        }
        next = following(page.next_token);
        if next.is_none() {
            return Ok(found);
        }
    }
}

pub(super) async fn list_clients(client: &Client, pool: &UserPoolId) -> Result<Vec<AppClientSummary>> {
    let subject = format!("user pool {pool}");
    let mut found = Vec::new();
    let mut next = None;
    loop {
        let page = client
            .list_user_pool_clients()
            .user_pool_id(pool.as_str())
            .max_results(PAGE)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| explain(Operation::ListUserPoolClients, &subject, &pool.region(), error))?;
        for entry in page.user_pool_clients() {
            let Some(id) = entry.client_id() else { continue };
            found.push(AppClientSummary {
                id: id.parse().map_err(unexpected_answer)?,
                name: entry.client_name().unwrap_or_default().to_owned(),
            });
        }
        next = following(page.next_token);
        if next.is_none() {
            return Ok(found);
        }
    }
}

pub(super) async fn describe(client: &Client, pool: &UserPoolId) -> Result<UserPool> {
    let subject = format!("user pool {pool}");
    let answer = client
        .describe_user_pool()
        .user_pool_id(pool.as_str())
        .send()
        .await
        .map_err(|error| explain(Operation::DescribeUserPool, &subject, &pool.region(), error))?;
    let described =
        answer.user_pool.ok_or_else(|| Error::failure(format!("DescribeUserPool answered without {subject}")))?;
    Ok(user_pool(pool, described))
}

fn user_pool(id: &UserPoolId, answer: UserPoolType) -> UserPool {
    let policies = answer.policies.as_ref();
    let password = policies.and_then(|policies| policies.password_policy());
    let lambdas = answer.lambda_config.as_ref();
    let schema = answer.schema_attributes.clone().unwrap_or_default();
    let set = |arn: Option<&str>| arn.is_some_and(|arn| !arn.is_empty());
    UserPool {
        id: id.clone(),
        account: answer.arn().and_then(account_of_arn),
        // Absent and empty mean the same: AWS leaves out what an emulator sends as "".
        domain: answer.domain.filter(|domain| !domain.is_empty()),
        custom_domain: answer.custom_domain.filter(|domain| !domain.is_empty()),
        username_attributes: words(answer.username_attributes),
        alias_attributes: words(answer.alias_attributes),
        auto_verified_attributes: words(answer.auto_verified_attributes),
        required_attributes: attributes(&schema, |attribute| attribute.required == Some(true)),
        immutable_attributes: attributes(&schema, |attribute| {
            attribute.mutable == Some(false) && attribute.name.as_deref() != Some("sub")
        }),
        password_policy: PasswordPolicy {
            // Cognito's own default, which a pool without a policy has.
            minimum_length: password.and_then(|policy| policy.minimum_length()).unwrap_or(8),
            require_lowercase: password.is_some_and(|policy| policy.require_lowercase()),
            require_uppercase: password.is_some_and(|policy| policy.require_uppercase()),
            require_numbers: password.is_some_and(|policy| policy.require_numbers()),
            require_symbols: password.is_some_and(|policy| policy.require_symbols()),
        },
        password_policy_absent: password.is_none(),
        mfa_configuration: answer.mfa_configuration.map_or_else(|| "OFF".to_owned(), |mode| mode.as_str().to_owned()),
        allowed_first_auth_factors: policies
            .and_then(|policies| policies.sign_in_policy())
            .map(|policy| sorted(words(policy.allowed_first_auth_factors.clone())))
            .unwrap_or_default(),
        custom_auth_challenge: lambdas.is_some_and(|lambdas| {
            set(lambdas.define_auth_challenge())
                && set(lambdas.create_auth_challenge())
                && set(lambdas.verify_auth_challenge_response())
        }),
        deletion_protection: answer.deletion_protection == Some(DeletionProtectionType::Active),
        name: answer.name.unwrap_or_default(),
    }
}

fn attributes(schema: &[SchemaAttributeType], wanted: impl Fn(&SchemaAttributeType) -> bool) -> Vec<String> {
    sorted(schema.iter().filter(|attribute| wanted(attribute)).filter_map(|attribute| attribute.name.clone()).collect())
}

pub(super) async fn describe_client(client: &Client, pool: &UserPoolId, id: &ClientId) -> Result<AppClient> {
    let subject = format!("app client {id} of user pool {pool}");
    let answer = client
        .describe_user_pool_client()
        .user_pool_id(pool.as_str())
        .client_id(id.as_str())
        .send()
        .await
        .map_err(|error| explain(Operation::DescribeUserPoolClient, &subject, &pool.region(), error))?;
    let described = answer
        .user_pool_client
        .ok_or_else(|| Error::failure(format!("DescribeUserPoolClient answered without {subject}")))?;
    Ok(app_client(id, described))
}

fn app_client(id: &ClientId, answer: UserPoolClientType) -> AppClient {
    let secret = answer.client_secret.filter(|secret| !secret.is_empty());
    AppClient {
        id: id.clone(),
        name: answer.client_name.unwrap_or_default(),
        has_secret: secret.is_some(),
        secret: secret.map(Secret::new),
        identity_providers: words(answer.supported_identity_providers),
        oauth_enabled: answer.allowed_o_auth_flows_user_pool_client.unwrap_or_default(),
        oauth_flows: words(answer.allowed_o_auth_flows),
        oauth_scopes: words(answer.allowed_o_auth_scopes),
        callback_urls: words(answer.callback_urls),
        logout_urls: words(answer.logout_urls),
        explicit_auth_flows: sorted(words(answer.explicit_auth_flows)),
        write_attributes: sorted(words(answer.write_attributes)),
        hides_user_existence: answer.prevent_user_existence_errors == Some(PreventUserExistenceErrorTypes::Enabled),
        revokes_tokens: answer.enable_token_revocation.unwrap_or_default(),
    }
}

pub(super) async fn mfa_settings(client: &Client, pool: &UserPoolId) -> Result<MfaSettings> {
    let answer = client.get_user_pool_mfa_config().user_pool_id(pool.as_str()).send().await.map_err(|error| {
        let subject = format!("the MFA settings of user pool {pool}");
        explain(Operation::GetUserPoolMfaConfig, &subject, &pool.region(), error)
    })?;
    let sms = answer.sms_mfa_configuration.as_ref();
    Ok(MfaSettings {
        // An empty block means the same as none.
        sms: sms.is_some_and(|sms| {
            sms.sms_configuration().is_some_and(|role| !role.sns_caller_arn().is_empty())
                || sms.sms_authentication_message().is_some_and(|message| !message.is_empty())
        }),
        sms_role: sms
            .and_then(|sms| sms.sms_configuration())
            .map(|role| role.sns_caller_arn().to_owned())
            .filter(|arn| !arn.is_empty()),
        totp: answer.software_token_mfa_configuration.as_ref().is_some_and(|token| token.enabled()),
        totp_disabled: answer.software_token_mfa_configuration.is_some_and(|token| !token.enabled()),
        email: answer.email_mfa_configuration.is_some(),
        passkeys: answer
            .web_authn_configuration
            .map(|passkeys| Passkeys {
                relying_party_id: passkeys.relying_party_id.filter(|id| !id.is_empty()),
                user_verification: passkeys.user_verification.map(|word| word.as_str().to_owned()),
            })
            // An empty block means the same as none.
            .filter(|passkeys| passkeys.relying_party_id.is_some() || passkeys.user_verification.is_some()),
    })
}

/// By name, so that the same providers give the same snapshot in whatever order Cognito lists them.
pub(super) async fn identity_providers(client: &Client, pool: &UserPoolId) -> Result<Vec<IdentityProvider>> {
    let subject = format!("the identity providers of user pool {pool}");
    let mut found = Vec::new();
    let mut next = None;
    loop {
        let page = client
            .list_identity_providers()
            .user_pool_id(pool.as_str())
            .max_results(PAGE)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| explain(Operation::ListIdentityProviders, &subject, &pool.region(), error))?;
        for provider in page.providers() {
            found.push(IdentityProvider {
                name: provider.provider_name().unwrap_or_default().to_owned(),
                kind: provider.provider_type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
            });
        }
        next = following(page.next_token);
        if next.is_none() {
            break;
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// All groups of a pool, every page of them, by name: the same groups give the same snapshot.
pub(super) async fn groups(client: &Client, pool: &UserPoolId) -> Result<Vec<Group>> {
    let subject = format!("the groups of user pool {pool}");
    let mut found = Vec::new();
    let mut next = None;
    loop {
        let page = client
            .list_groups()
            .user_pool_id(pool.as_str())
            .limit(PAGE)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| explain(Operation::ListGroups, &subject, &pool.region(), error))?;
        for group in page.groups() {
            found.push(Group {
                name: group.group_name().unwrap_or_default().to_owned(),
                precedence: group.precedence(),
                role_arn: group.role_arn().filter(|arn| !arn.is_empty()).map(str::to_owned),
            });
        }
        next = following(page.next_token);
        if next.is_none() {
            break;
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The state of a pool's domain: `ACTIVE` once its sign-in pages answer.
pub(super) async fn domain_status(client: &Client, pool: &UserPool) -> Result<Option<String>> {
    let Some(domain) = pool.custom_domain.as_ref().or(pool.domain.as_ref()) else { return Ok(None) };
    let answer = client.describe_user_pool_domain().domain(domain).send().await.map_err(|error| {
        let subject = format!("domain {domain} of user pool {}", pool.id);
        explain(Operation::DescribeUserPoolDomain, &subject, &pool.id.region(), error)
    })?;
    let described = answer.domain_description;
    Ok(described.and_then(|domain| domain.status).map(|status| status.as_str().to_owned()))
}

/// A list whose order means nothing: the same in whatever order Cognito gives it.
fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words
}

fn words<T: ToString>(values: Option<Vec<T>>) -> Vec<String> {
    values.unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`
fn account_of_arn(arn: &str) -> Option<String> {
    arn.split(':').nth(4).filter(|account| !account.is_empty()).map(str::to_owned)
}

fn unexpected_answer(error: impl std::fmt::Display) -> Error {
    Error::failure(format!("Cognito listed something that cannot be: {error}"))
}
