//! What AWS's errors mean for a person: which thing, why, and what to grant or type next.

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use crate::error::{Error, Kind};
use crate::model::ids::Region;

use super::operations::Operation;

const CHECK_NETWORK: &str = "check the network, HTTPS_PROXY, and AWS_ENDPOINT_URL or `--endpoint-url` if you set one";

/// A failed call: the operation, and the thing it was about in words that hold its id.
pub(super) fn explain<E>(
    operation: Operation,
    subject: &str,
    region: &Region,
    error: SdkError<E, HttpResponse>,
) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    if let Some(credentials) = find_cause::<CredentialsError>(&error) {
        return no_credentials(credentials);
    }
    match &error {
        // Every error of AWS's has a code; a proxy's page or a redirection has none.
        SdkError::ServiceError(answer) if error.code().is_none() => {
            no_answer_of_aws(operation, region, answer.raw(), "it has no error code")
        }
        SdkError::ServiceError(_) => service_error(operation, subject, region, &error),
        SdkError::TimeoutError(_) => unreachable_service(operation, region, "no answer in time"),
        SdkError::DispatchFailure(failure) => {
            let why = match failure.as_connector_error() {
                Some(cause) if cause.is_timeout() => "no answer in time".to_owned(),
                Some(cause) => innermost(cause),
                None => innermost(&error),
            };
            unreachable_service(operation, region, &why)
        }
        SdkError::ResponseError(answer) => no_answer_of_aws(operation, region, answer.raw(), &innermost(&error)),
        _ => Error::failure(format!("{} for {subject} in {region} failed: {}", operation.name(), innermost(&error))),
    }
}

fn service_error<E>(operation: Operation, subject: &str, region: &Region, error: &SdkError<E, HttpResponse>) -> Error
where
    E: ProvideErrorMetadata,
{
    let code = error.code().unwrap_or("an error without a code");
    let message = error.message().unwrap_or("no message");
    let said = format!("{} said {code}: {message}", operation.name());
    match code {
        "ResourceNotFoundException" => Error::new(Kind::NotFound, format!("{subject} does not exist in {region}"))
            .hint(format!("AWS said: {message}"))
            .hint("is this the right account? `aws sts get-caller-identity` shows it; another one: `--profile`"),
        "AccessDeniedException" | "AccessDenied" | "NotAuthorizedException" | "UnauthorizedOperation" => {
            let action = operation.iam_action();
            Error::new(Kind::Permission, format!("these credentials may not read {subject} in {region}: {message}"))
                .hint(format!("grant `{action}` to the user or role that runs this"))
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "MissingAuthenticationTokenException"
        | "MissingAuthenticationToken" => {
            Error::new(Kind::Permission, format!("AWS does not accept these credentials: {message}"))
                .hint(format!("{said}; set AWS_PROFILE or `--profile`, or check the access key"))
        }
        "ExpiredTokenException" | "ExpiredToken" | "RequestExpired" => {
            Error::new(Kind::Permission, "the AWS credentials have expired")
                .hint("run `aws sso login`, or get new credentials, and run this again")
        }
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" | "RequestLimitExceeded" => {
            Error::failure(format!("AWS is throttling: {said}")).hint("run this again in a minute")
        }
        _ => Error::failure(format!("reading {subject} in {region} failed: {said}")),
    }
}

fn no_answer_of_aws(operation: Operation, region: &Region, answer: &HttpResponse, why: &str) -> Error {
    let status = answer.status().as_u16();
    let name = operation.name();
    Error::failure(format!("what answered {name} in {region} is not AWS, or is broken: HTTP {status}, {why}"))
        .hint(CHECK_NETWORK)
}

fn unreachable_service(operation: Operation, region: &Region, why: &str) -> Error {
    Error::failure(format!("could not reach AWS in {region} for {}: {why}", operation.name())).hint(CHECK_NETWORK)
}

/// The chain's own account of itself, without the providers that were simply not set up: what is left is what a
/// person tried to use, an expired SSO session say, or a profile that does not exist.
pub(super) fn no_credentials(error: &CredentialsError) -> Error {
    const NOT_SET_UP: [&str; 4] = ["not set", "not configured", "no credentials there", "env var set to `true`"];
    let account = innermost(error).replace("the credential provider was not enabled: ", "");
    let account = account.replace("the credential provider was not enabled", "no credentials there");
    let (heading, tried) = account.split_once("Attempted:").unwrap_or(("", &account));
    let is_chain = !heading.is_empty();
    let tried: Vec<&str> = tried
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .filter(|line| !is_chain || !NOT_SET_UP.iter().any(|end| line.ends_with(end)))
        .collect();
    let explained = match &tried[..] {
        [] => Error::new(Kind::Permission, "no usable AWS credentials"),
        tried => Error::new(Kind::Permission, tried.join("; ")).context("no usable AWS credentials"),
    };
    explained
        .hint("set AWS_PROFILE or `--profile`, run `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
}

/// The last cause in the chain: what the operating system or the TLS library said.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

fn find_cause<'a, T: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}
