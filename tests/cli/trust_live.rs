//! A second opinion on trust policies: each vector's role is made in a local AWS that checks permissions, and assumed
//! with real tokens of real identity pools.
//!
//! Its evaluator was written from the same pages of AWS as ours, by others: where the two agree both have read alike,
//! and where they differ a reason stands below.

use amplink::model::ids::{IdentityPoolId, UserPoolId};
use amplink::model::trust_policy::{Answer, Token, TrustPolicy};
use serde_json::{Value, json};

use crate::support::local_aws::{Account, LocalAws};

const REGION: &str = "us-east-1";

/// What it says otherwise than we do, by vector and request, and why. (Where we cannot tell, it says one or the other;
/// that is no difference.)
const DIFFERENT: &[(&str, [u8; 3], &str)] = &[
    ("own: policy variable", [0, 0, 0], "it has no policy variables: `${...}` is a text to it, so nothing is like it"),
    ("own: policy variable's default", [0, 0, 0], "it has no policy variables"),
    ("own: key twice in different case", [1, 0, 0], "IAM's own check refuses the document, and it checks nothing"),
    ("own: Resource", [1, 0, 0], "IAM refuses `Resource` in a trust policy, and it ignores it"),
    ("own: unknown element", [1, 0, 0], "IAM refuses elements it does not know, and it ignores them"),
];

/// The people of the vectors, and what they have to show.
struct People<'a> {
    account: Account<'a>,
    pool: IdentityPoolId,
    other: IdentityPoolId,
    user_pool: UserPoolId,
    /// Signed in, guest, guest of the other pool.
    tokens: [String; 3],
}

impl<'a> People<'a> {
    fn new(aws: &'a LocalAws) -> Self {
        // Calls without credentials go to this account.
        let account = aws.root();
        let idp = |operation: &str, input: Value| account.must(REGION, "cognito-idp", operation, input);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let user_pool = text(&idp("CreateUserPool", json!({"PoolName": "shop"}))["UserPool"]["Id"]);
        let client = json!({"UserPoolId": user_pool, "ClientName": "web",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
        let client = text(&idp("CreateUserPoolClient", client)["UserPoolClient"]["ClientId"]);
        idp("AdminCreateUser", json!({"UserPoolId": user_pool, "Username": "ada", "MessageAction": "SUPPRESS"}));
        let password = json!({"UserPoolId": user_pool, "Username": "ada", "Password": "Passw0rd!", "Permanent": true});
        idp("AdminSetUserPassword", password);
        let sign_in = json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ada", "PASSWORD": "Passw0rd!"}});
        let id_token = text(&idp("InitiateAuth", sign_in)["AuthenticationResult"]["IdToken"]);
        let provider = format!("cognito-idp.{REGION}.amazonaws.com/{user_pool}");

        let identity = |operation: &str, input: Value| account.must(REGION, "cognito-identity", operation, input);
        let new_pool = |name: &str| {
            let input = json!({"IdentityPoolName": name, "AllowUnauthenticatedIdentities": true,
                "CognitoIdentityProviders": [{"ProviderName": provider, "ClientId": client}]});
            text(&identity("CreateIdentityPool", input)["IdentityPoolId"])
        };
        let token = |pool: &str, logins: Value| {
            let id = text(&identity("GetId", json!({"IdentityPoolId": pool, "Logins": logins}))["IdentityId"]);
            text(&identity("GetOpenIdToken", json!({"IdentityId": id, "Logins": logins}))["Token"])
        };
        let (pool, other) = (new_pool("shop"), new_pool("other"));
        let tokens =
            [token(&pool, json!({(provider.as_str()): id_token})), token(&pool, json!({})), token(&other, json!({}))];
        let id = |text: &str| text.parse().expect("an identity pool id");
        Self {
            pool: id(&pool),
            other: id(&other),
            user_pool: user_pool.parse().expect("a user pool id"),
            account,
            tokens,
        }
    }

    /// What the local AWS says: a role is made with the document, and each of the three asks for it.
    fn assume(&self, number: usize, document: &str) -> [u8; 3] {
        let role = json!({"RoleName": format!("vector-{number}"), "AssumeRolePolicyDocument": document});
        let made = match self.account.call(REGION, "iam", "CreateRole", role) {
            Ok(made) => made,
            // A role that cannot be made is assumed by nobody.
            Err(error) if error.code == "MalformedPolicyDocument" => return [0; 3],
            Err(error) => panic!("vector {number}: {error}"),
        };
        let arn = made["Role"]["Arn"].as_str().expect("an ARN").to_owned();
        self.tokens.each_ref().map(|token| {
            let input = json!({"RoleArn": arn, "RoleSessionName": "vector", "WebIdentityToken": token});
            match self.account.call(REGION, "sts", "AssumeRoleWithWebIdentity", input) {
                Ok(_) => 1,
                Err(error) if error.code == "AccessDenied" => 0,
                Err(error) => panic!("vector {number}: {error}"),
            }
        })
    }

    /// What we say: none is "cannot tell".
    fn judge(&self, document: &str) -> [Option<u8>; 3] {
        let Ok(policy) = TrustPolicy::parse(document) else { return [Some(0); 3] };
        [(&self.pool, true), (&self.pool, false), (&self.other, false)].map(|(identity_pool, signed_in)| {
            match policy.admits(Token { identity_pool, signed_in, user_pool: Some(&self.user_pool) }) {
                Answer::Yes => Some(1),
                Answer::No => Some(0),
                Answer::CannotTell(_) => None,
            }
        })
    }

    /// A document of the vectors with these pools in it.
    fn fill(&self, document: &Value) -> String {
        document
            .to_string()
            .replace("{POOLUP}", &self.pool.as_str().to_uppercase())
            .replace("{POOL}", self.pool.as_str())
            .replace("{OTHER}", self.other.as_str())
            .replace("{UP}", self.user_pool.as_str())
    }
}

/// Documents beside the shared ones: rules that those leave out.
fn own_vectors() -> Vec<(String, Value)> {
    let with = |condition: Value| {
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition}]})
    };
    let (aud, amr) = ("cognito-identity.amazonaws.com:aud", "cognito-identity.amazonaws.com:amr");
    let canonical =
        || with(json!({"StringEquals": {(aud): "{POOL}"}, "ForAnyValue:StringLike": {(amr): "authenticated"}}));
    let canonical_but = |name: &str, value: Value| {
        let mut document = canonical();
        document["Statement"][0][name] = value;
        document
    };
    let instead = |old: &str, new: &str, value: Value| {
        let mut document = canonical_but(new, value);
        document["Statement"][0].as_object_mut().expect("members").remove(old);
        document
    };
    let conditions = [
        ("amr only", json!({"ForAnyValue:StringLike": {(amr): "unauthenticated"}})),
        ("any pool of the region", json!({"StringLike": {(aud): "us-east-1:*"}})),
        ("not the other pool", json!({"StringNotEquals": {(aud): "{OTHER}"}})),
        ("not the other pool, in capitals", json!({"StringNotEquals": {(aud): "{POOLUP}"}})),
        ("not like", json!({"StringNotLike": {(aud): "{POOL}*"}})),
        ("neither pool", json!({"StringNotEquals": {(aud): ["{POOL}", "{OTHER}"]}})),
        ("amr ends in authenticated", json!({"ForAnyValue:StringLike": {(amr): "*authenticated"}})),
        ("amr case", json!({"ForAnyValue:StringLike": {(amr): "Authenticated"}})),
        ("ForAnyValue:StringNotEquals", json!({"ForAnyValue:StringNotEquals": {(amr): "authenticated"}})),
        ("ForAllValues:StringNotEquals", json!({"ForAllValues:StringNotEquals": {(amr): "unauthenticated"}})),
        ("ForAllValues:StringNotLike", json!({"ForAllValues:StringNotLike": {(amr): "authenticated"}})),
        (
            "ForAllValues with the provider",
            json!({"ForAllValues:StringLike": {(amr): ["authenticated", "cognito-idp.*"]}}),
        ),
        ("ForAnyValue on aud", json!({"ForAnyValue:StringEquals": {(aud): "{POOL}"}})),
        ("ForAllValues on aud", json!({"ForAllValues:StringEquals": {(aud): "{POOL}"}})),
        ("Null true", json!({"Null": {(aud): "true"}})),
        ("Null of an absent key", json!({"Null": {"accounts.google.com:aud": "true"}})),
        ("absent key", json!({"StringEquals": {"accounts.google.com:aud": "x"}})),
        ("absent key, negated", json!({"StringNotEquals": {"accounts.google.com:aud": "x"}})),
        ("absent key, IfExists", json!({"StringEqualsIfExists": {"accounts.google.com:aud": "x"}})),
        ("absent key, ForAllValues", json!({"ForAllValues:StringEquals": {"accounts.google.com:aud": "x"}})),
        ("absent key, ForAnyValue", json!({"ForAnyValue:StringNotEquals": {"accounts.google.com:aud": "x"}})),
        ("no such key", json!({"StringEquals": {"cognito-identity.amazonaws.com:audience": "{POOL}"}})),
        ("key without a prefix", json!({"StringEquals": {"aud": "{POOL}"}})),
        ("no keys", json!({"StringEquals": {}})),
        ("no values, negated", json!({"StringNotEquals": {(aud): []}})),
        ("operator in lower case", json!({"stringequals": {(aud): "{POOL}"}})),
        ("number", json!({"StringEquals": {(aud): 12}})),
        ("type", json!({"NumericEquals": {(aud): 12}})),
        ("address", json!({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}})),
        ("date", json!({"DateLessThan": {"aws:CurrentTime": "2013-06-30T00:00:00Z"}})),
        ("policy variable", json!({"StringEquals": {(aud): format!("${{{aud}}}")}})),
        ("policy variable's default", json!({"StringEquals": {(aud): "${graph.facebook.com:id, '{POOL}'}"}})),
        (
            "escaped wildcard beside a wildcard",
            json!({"StringLike": {(aud): ["us-east-1:${*}", "{POOL}*"]}, "ForAnyValue:StringLike": {(amr): "auth*"}}),
        ),
        (
            "key twice in different case",
            json!({"StringEquals": {(aud): "{POOL}", (aud.to_uppercase()): "{POOL}"},
                "ForAnyValue:StringLike": {(amr): "authenticated"}}),
        ),
    ];
    let documents = [
        ("everyone's AWS", canonical_but("Principal", json!({"AWS": "*"}))),
        ("Federated *", canonical_but("Principal", json!({"Federated": "*"}))),
        ("user pools' name", canonical_but("Principal", json!({"Federated": "cognito-idp.amazonaws.com"}))),
        ("NotPrincipal", instead("Principal", "NotPrincipal", json!({"AWS": "arn:aws:iam::123456789012:root"}))),
        ("NotAction", instead("Action", "NotAction", json!("sts:AssumeRole"))),
        ("NotAction sts:*", instead("Action", "NotAction", json!(["iam:*", "STS:*"]))),
        ("one question mark", canonical_but("Action", json!("sts:AssumeRoleWithWebIdentit?"))),
        ("TagSession only", canonical_but("Action", json!("sts:TagSession"))),
        ("Effect in lower case", canonical_but("Effect", json!("allow"))),
        ("Resource", canonical_but("Resource", json!("*"))),
        ("unknown element", canonical_but("Comment", json!("x"))),
        ("Sid", canonical_but("Sid", json!("Cognito"))),
        ("no statements", json!({"Version": "2012-10-17", "Statement": []})),
        ("no JSON object", json!([])),
    ];
    let conditions = conditions.into_iter().map(|(name, condition)| (name, with(condition)));
    conditions.chain(documents).map(|(name, document)| (format!("own: {name}"), document)).collect()
}

#[test]
fn a_second_opinion_on_each_vector() {
    let aws = LocalAws::start(true);
    let people = People::new(&aws);
    let shared: Vec<Value> = serde_json::from_str(include_str!("../fixtures/trust_vectors.json")).expect("vectors");
    let shared = shared.iter().map(|vector| {
        let said = [0, 1, 2].map(|at: usize| vector["ministack_1_5_33"][at].as_u64());
        (vector["name"].as_str().expect("a name").to_owned(), vector["document"].clone(), Some(said))
    });
    let own = own_vectors().into_iter().map(|(name, document)| (name, document, None));
    let mut wrong = Vec::new();
    let mut explained = 0;
    for (number, (name, document, said)) in shared.chain(own).enumerate() {
        let document = people.fill(&document);
        let (ours, theirs) = (people.judge(&document), people.assume(number, &document));
        // The vectors bear the figures of whoever made them: the same server says the same here.
        let as_said = said.is_none_or(|said| said == theirs.map(|one| Some(u64::from(one))));
        assert!(as_said, "{name}: {theirs:?}, not {said:?}");
        let differs = ours.iter().zip(theirs).any(|(ours, theirs)| ours.is_some_and(|ours| ours != theirs));
        match DIFFERENT.iter().find(|(known, ..)| *known == name) {
            Some((_, expected, _)) => {
                assert!(differs && theirs == *expected, "{name}: we say {ours:?}, it says {theirs:?}");
                explained += 1;
            }
            None if differs => wrong.push(format!("{name}: we say {ours:?}, it says {theirs:?}")),
            None => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(explained, DIFFERENT.len(), "a vector that is no more");
}
