//! `amplify/auth/resource.ts` of a Gen 2 backend: `referenceAuth` with what is linked.
//!
//! Whether the deployment will take it is for `validate::reference_auth` to say, before it is written.

use serde_json::{Map, Value, json};

use crate::model::platform::Platform;
use crate::model::reference_auth::ReferenceAuth;

use super::shape::{literal, whole};
use super::{Format, Generation, Need, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "reference-auth",
    summary: "The auth resource of a Gen 2 backend: referenceAuth with what is linked",
    platforms: &Platform::ALL,
    generation: Generation::Two,
    written: When::Asked,
    // The backend's build refuses any other place.
    file_name: "amplify/auth/resource.ts",
    holds_secret: false,
    needs: &[Need::Groups, Need::TenChecks],
    write,
    remove: whole::remove,
    data: whole::data,
    is_generated: whole::is_generated,
};

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let properties = literal::typescript(&Value::Object(properties(&ReferenceAuth::of(request.facts))), 0);
    let body = format!(
        "import {{ referenceAuth }} from \"@aws-amplify/backend\";\n\n\
         // Not this backend's own. Where its data or storage grants access, its deployment attaches policies to these roles.\n\
         export const auth = referenceAuth({properties});\n"
    );
    Ok(whole::written("//", FORMAT.id, &body))
}

/// One that there is nothing to write for is left out: then the compiler names it.
fn properties(reference: &ReferenceAuth) -> Map<String, Value> {
    let groups = Some(json!(reference.groups)).filter(|_| !reference.groups.is_empty());
    [
        ("userPoolId", Some(json!(reference.user_pool_id))),
        ("userPoolClientId", reference.user_pool_client_id.as_ref().map(|id| json!(id))),
        ("identityPoolId", reference.identity_pool_id.as_ref().map(|id| json!(id))),
        ("authRoleArn", reference.auth_role_arn.as_ref().map(|arn| json!(arn))),
        ("unauthRoleArn", reference.unauth_role_arn.as_ref().map(|arn| json!(arn))),
        ("groups", groups),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
    .collect()
}
