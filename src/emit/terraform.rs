//! What is linked, as data sources of Terraform: a configuration refers to it and owns nothing of it.
//!
//! Arguments: the pages of the AWS provider's data sources. The one of an identity pool finds it by its name, which is
//! not unique; the one of a role by its name without the path. Both are held to the id that is meant.

use std::fmt::Write as _;

use crate::model::platform::Platform;
use crate::model::role::RoleArn;

use super::shape::literal::hcl_text;
use super::shape::whole;
use super::{Format, Generation, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "terraform",
    summary: "What is linked, as data sources of Terraform",
    platforms: &Platform::ALL,
    generation: Generation::Any,
    written: When::Asked,
    file_name: "cognito.tf",
    holds_secret: false,
    needs: &[],
    write,
    remove: whole::remove,
    data: whole::data,
    is_generated: whole::is_generated,
};

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let facts = request.facts;
    let pool = &facts.user_pool.id;
    let mut body = format!("# Existing Cognito resources, for a provider in {}.\n\n", pool.region());
    let _ =
        writeln!(body, "data \"aws_cognito_user_pool\" \"this\" {{\n  user_pool_id = {}\n}}", hcl_text(pool.as_str()));
    for (label, client) in [("web", &facts.web_client), ("native", &facts.native_client)] {
        let Some(client) = client else { continue };
        let id = hcl_text(client.id.as_str());
        let _ = match client.has_secret {
            false => writeln!(
                body,
                "\ndata \"aws_cognito_user_pool_client\" \"{label}\" {{\n  \
                 user_pool_id = data.aws_cognito_user_pool.this.user_pool_id\n  client_id    = {id}\n}}"
            ),
            true => writeln!(
                body,
                "\n# Not a data source: that would read the client's secret into Terraform's state.\n\
                 locals {{\n  {label}_client_id = {id}\n}}"
            ),
        };
    }
    if let Some(identity_pool) = &facts.identity_pool {
        let check = held("id", identity_pool.id.as_str(), "Another identity pool has this name.");
        let name = hcl_text(&identity_pool.name);
        let _ = writeln!(
            body,
            "\ndata \"aws_cognito_identity_pool\" \"this\" {{\n  identity_pool_name = {name}\n{check}}}"
        );
        let roles = identity_pool.roles.as_ref();
        let authenticated = roles.and_then(|roles| roles.authenticated.as_ref());
        let guest = roles.and_then(|roles| roles.unauthenticated.as_ref());
        for (label, arn) in [("authenticated", authenticated), ("unauthenticated", guest)] {
            let Some(role) = arn.and_then(|arn| arn.parse::<RoleArn>().ok()) else { continue };
            let check = held("arn", &role.to_string(), "Another role has this name.");
            let name = hcl_text(&role.name);
            let _ = writeln!(body, "\ndata \"aws_iam_role\" \"{label}\" {{\n  name = {name}\n{check}}}");
        }
    }
    Ok(whole::written("#", FORMAT.id, &body))
}

/// A data source whose attribute is not what is meant makes the plan fail.
fn held(attribute: &str, value: &str, otherwise: &str) -> String {
    format!(
        "\n  lifecycle {{\n    postcondition {{\n      condition     = self.{attribute} == {}\n      \
         error_message = {}\n    }}\n  }}\n",
        hcl_text(value),
        hcl_text(otherwise)
    )
}
