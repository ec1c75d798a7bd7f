//! `amplify/backend.ts` of a Gen 2 backend: the client configuration by `backend.addOutput`, for pools that
//! `referenceAuth` refuses.
//!
//! It gives the apps their configuration and no more: data and storage know nothing of the roles.

use serde_json::json;

use crate::model::platform::Platform;

use super::shape::{literal, outputs, whole};
use super::{Format, Generation, Need, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "add-output",
    summary: "The auth configuration of a Gen 2 backend by addOutput, for pools that referenceAuth refuses",
    platforms: &Platform::ALL,
    generation: Generation::Two,
    written: When::Asked,
    file_name: "amplify/backend.ts",
    holds_secret: false,
    needs: &[Need::PublicClient, Need::Groups],
    write,
    remove: whole::remove,
    data: whole::data,
    is_generated: whole::is_generated,
};

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let auth = outputs::auth(request.facts, request.platform);
    let output = literal::typescript(&json!({ "version": outputs::VERSION, "auth": auth }), 0);
    let body = format!(
        "import {{ defineBackend }} from \"@aws-amplify/backend\";\n\n\
         // To a backend that exists add the call of addOutput alone.\n\
         const backend = defineBackend({{}});\n\n\
         backend.addOutput({output});\n"
    );
    Ok(whole::written("//", FORMAT.id, &body))
}
