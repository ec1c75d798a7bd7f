//! What is linked, as a construct of the AWS CDK in TypeScript: a stack refers to it and owns nothing of it.

use std::fmt::Write as _;

use crate::model::platform::Platform;
use crate::model::role::RoleArn;

use super::shape::{literal, whole};
use super::{Format, Generation, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "cdk",
    summary: "What is linked, as a construct of the AWS CDK in TypeScript",
    platforms: &Platform::ALL,
    generation: Generation::Any,
    written: When::Asked,
    file_name: "imported-auth.ts",
    holds_secret: false,
    needs: &[],
    write,
    remove: whole::remove,
    data: whole::data,
    is_generated: whole::is_generated,
};

/// A member of the construct: its name, its type, the import that makes it.
struct Member {
    name: &'static str,
    kind: &'static str,
    value: String,
}

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let facts = request.facts;
    let pool = &facts.user_pool.id;
    let region = pool.region();
    let mut members = Vec::new();
    let mut add = |name: &'static str, kind: &'static str, call: &str, id: &str, rest: &str| {
        let value = format!("{call}(this, {}, {}{rest})", literal::typescript_text(name), literal::typescript_text(id));
        members.push(Member { name, kind, value });
    };
    add("userPool", "cognito.IUserPool", "cognito.UserPool.fromUserPoolId", pool.as_str(), "");
    for (name, client) in [("webClient", &facts.web_client), ("nativeClient", &facts.native_client)] {
        if let Some(client) = client {
            let call = "cognito.UserPoolClient.fromUserPoolClientId";
            add(name, "cognito.IUserPoolClient", call, client.id.as_str(), "");
        }
    }
    if let Some(identity_pool) = &facts.identity_pool {
        let call = "identitypool.IdentityPool.fromIdentityPoolId";
        add("identityPool", "identitypool.IIdentityPool", call, identity_pool.id.as_str(), "");
        let roles = identity_pool.roles.as_ref();
        let authenticated = roles.and_then(|roles| roles.authenticated.as_ref());
        let guest = roles.and_then(|roles| roles.unauthenticated.as_ref());
        for (name, arn) in [("authenticatedRole", authenticated), ("unauthenticatedRole", guest)] {
            // The CDK takes the ARN apart, and refuses what is none.
            let Some(arn) = arn.filter(|arn| arn.parse::<RoleArn>().is_ok()) else { continue };
            add(name, "iam.IRole", "iam.Role.fromRoleArn", arn, ", { mutable: false }");
        }
    }

    let has = |kind: &str| members.iter().any(|member| member.kind.starts_with(kind));
    let modules = [
        ("aws_cognito as cognito", true),
        ("aws_cognito_identitypool as identitypool", has("identitypool.")),
        ("aws_iam as iam", has("iam.")),
    ];
    let modules: Vec<&str> = modules.into_iter().filter(|(_, used)| *used).map(|(module, _)| module).collect();
    let mut body = format!(
        "import {{ {} }} from \"aws-cdk-lib\";\nimport {{ Construct }} from \"constructs\";\n\n",
        modules.join(", ")
    );
    let _ = writeln!(body, "/** Existing Cognito resources, for a stack in {region}. Nothing of theirs is changed. */");
    body.push_str("export class ImportedAuth extends Construct {\n");
    for member in &members {
        let _ = writeln!(body, "  readonly {}: {};", member.name, member.kind);
    }
    body.push_str("\n  constructor(scope: Construct, id: string) {\n    super(scope, id);\n");
    for member in &members {
        let _ = writeln!(body, "    this.{} = {};", member.name, member.value);
    }
    body.push_str("  }\n}\n");
    Ok(whole::written("//", FORMAT.id, &body))
}
