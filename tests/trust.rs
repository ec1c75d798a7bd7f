//! The trust policy evaluator: the shared vectors, a case for each rule of the specification, and what holds for every
//! document.

use amplink::model::ids::{IdentityPoolId, Region, UserPoolId};
use amplink::model::trust_policy::{Answer, Note, RoleFor, Token, TrustPolicy, Verdict, Wanted, corrected};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const POOL: &str = "us-east-1:82cebe6f-a3bc-4054-9483-40fa31234655";
const OTHER: &str = "us-east-1:00f1d2c3-1111-4222-8333-444455556666";
const USER_POOL: &str = "us-east-1_AbCdEfGhI";
const P: &str = "cognito-identity.amazonaws.com";

fn pool(id: &str) -> IdentityPoolId {
    id.parse().expect("an identity pool id")
}

fn user_pool() -> UserPoolId {
    USER_POOL.parse().expect("a user pool id")
}

/// The three requests of the vectors: signed in, guest, guest of the other pool.
fn ask(policy: &TrustPolicy) -> [Answer; 3] {
    let (ours, other, user_pool) = (pool(POOL), pool(OTHER), user_pool());
    [(&ours, true), (&ours, false), (&other, false)].map(|(identity_pool, signed_in)| {
        policy.admits(Token { identity_pool, signed_in, user_pool: Some(&user_pool) })
    })
}

/// 1, 0 and null, as the vectors write them; a document that is none admits nobody.
fn figures(document: &Value) -> [Option<u8>; 3] {
    match TrustPolicy::parse(&document.to_string()) {
        Err(_) => [Some(0); 3],
        Ok(policy) => ask(&policy).map(|answer| match answer {
            Answer::Yes => Some(1),
            Answer::No => Some(0),
            Answer::CannotTell(what) => {
                assert!(!what.is_empty(), "it does not say what decides: {document}");
                None
            }
        }),
    }
}

fn policy(document: &Value) -> TrustPolicy {
    TrustPolicy::parse(&document.to_string()).unwrap_or_else(|error| panic!("{error}: {document:#}"))
}

fn judge(document: &Value) -> Verdict {
    policy(document).judge(&pool(POOL), Some(&user_pool()))
}

fn invalid(document: &Value) -> String {
    TrustPolicy::parse(&document.to_string()).map(|_| ()).expect_err("it is no policy").to_string()
}

/// A document of one Allow for Cognito with this condition.
fn with_condition(condition: Value) -> Value {
    document(json!([{"Effect": "Allow", "Principal": {"Federated": P}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition}]))
}

fn document(statement: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statement})
}

fn key(claim: &str) -> String {
    format!("{P}:{claim}")
}

/// The canonical Allow with one member replaced.
fn canonical_but(member: &str, value: Value) -> Value {
    let mut statement = canonical("authenticated");
    statement[member] = value;
    document(json!([statement]))
}

fn canonical(kind: &str) -> Value {
    json!({"Effect": "Allow", "Principal": {"Federated": P}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {(key("aud")): POOL}, "ForAnyValue:StringLike": {(key("amr")): kind}}})
}

struct Vector {
    name: String,
    document: Value,
    expected: [Option<u8>; 3],
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("fixtures/trust_vectors.json")
        .replace("{POOLUP}", &POOL.to_uppercase())
        .replace("{POOL}", POOL)
        .replace("{OTHER}", OTHER)
        .replace("{UP}", USER_POOL);
    let vectors: Vec<Value> = serde_json::from_str(&text).expect("a vector");
    let figure = |value: &Value| value.as_u64().map(|figure| u8::try_from(figure).expect("a vector"));
    vectors
        .into_iter()
        .map(|vector| Vector {
            name: vector["name"].as_str().expect("a vector").to_owned(),
            document: vector["document"].clone(),
            expected: ["authenticated", "guest", "guest_of_other_pool"].map(|who| figure(&vector["expected"][who])),
        })
        .collect()
}

#[test]
fn every_vector_agrees() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 40);
    let wrong: Vec<String> = vectors
        .iter()
        .filter(|vector| figures(&vector.document) != vector.expected)
        .map(|vector| format!("{}: {:?}, not {:?}", vector.name, figures(&vector.document), vector.expected))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const YES: Option<u8> = Some(1);
const NO: Option<u8> = Some(0);
const OPEN: Option<u8> = None;

/// Rules 5 to 9 of the specification: `Condition`, in one Allow.
#[test]
fn conditions() {
    let (aud, amr, sub) = (&key("aud"), &key("amr"), &key("sub"));
    let is_pool = || json!({(aud): POOL});
    let cases = [
        // Operators, keys and values.
        (json!({"ForAnyValue:StringLike": {(amr): "authenticated"}}), [YES, NO, NO]),
        (json!({"ForAnyValue:StringLike": {(amr): "unauthenticated"}}), [NO, YES, YES]),
        (json!({"StringLike": {(aud): "us-east-1:*"}}), [YES, YES, YES]),
        (json!({"StringLike": {(aud): "*"}}), [YES, YES, YES]),
        (json!({"StringLike": {(aud): "US-EAST-1:*"}}), [NO, NO, NO]),
        (json!({"StringLike": {(aud): "us-east-?:82cebe6f*"}}), [YES, YES, NO]),
        (json!({"StringLike": {(aud): ["us-west-2:*", POOL]}}), [YES, YES, NO]),
        (json!({"StringNotEquals": {(aud): OTHER}}), [YES, YES, NO]),
        (json!({"StringNotEquals": {(aud): POOL}}), [NO, NO, YES]),
        (json!({"StringNotEquals": {(aud): [POOL, OTHER]}}), [NO, NO, NO]),
        (json!({"StringNotEqualsIgnoreCase": {(aud): OTHER.to_uppercase()}}), [YES, YES, NO]),
        (json!({"StringNotLike": {(aud): "us-east-1:00*"}}), [YES, YES, NO]),
        (json!({"StringEquals": {(aud): POOL}, "StringNotEquals": {(aud): POOL}}), [NO, NO, NO]),
        (json!({"StringEquals": {}}), [YES, YES, YES]),
        (json!({"StringNotEquals": {(aud): []}}), [YES, YES, YES]),
        (json!({"stringequals": is_pool()}), [YES, YES, NO]),
        (json!({"StringEquals": {(aud): 12}}), [NO, NO, NO]),
        (json!({"StringEquals": {(aud): [true, POOL]}}), [YES, YES, NO]),
        (json!({"StringEquals": {(aud): ""}}), [NO, NO, NO]),
        // A key that the request has not.
        (json!({"StringEquals": {"accounts.google.com:aud": "x"}}), [NO, NO, NO]),
        (json!({"StringNotEquals": {"accounts.google.com:aud": "x"}}), [YES, YES, YES]),
        (json!({"StringNotLike": {"accounts.google.com:aud": "*"}}), [YES, YES, YES]),
        (json!({"StringEqualsIfExists": {"accounts.google.com:aud": "x"}}), [YES, YES, YES]),
        (json!({"StringNotEqualsIfExists": {"accounts.google.com:aud": "x"}}), [YES, YES, YES]),
        (json!({"ForAnyValue:StringLike": {"graph.facebook.com:id": "*"}}), [NO, NO, NO]),
        (json!({"ForAnyValue:StringNotLike": {"graph.facebook.com:id": "x"}}), [NO, NO, NO]),
        (json!({"ForAllValues:StringLike": {"graph.facebook.com:id": "x"}}), [YES, YES, YES]),
        (json!({"ForAnyValue:StringLikeIfExists": {"graph.facebook.com:id": "x"}}), [OPEN, OPEN, OPEN]),
        (json!({"Null": {"accounts.google.com:aud": "true"}}), [YES, YES, YES]),
        (json!({"Null": {"accounts.google.com:aud": "false"}}), [NO, NO, NO]),
        (json!({"NumericEquals": {"accounts.google.com:aud": 1}}), [NO, NO, NO]),
        (json!({"StringEquals": {(key("audience")): POOL}}), [NO, NO, NO]),
        (json!({"StringEquals": {"aud": POOL}}), [NO, NO, NO]),
        (json!({"StringEquals": {"cognito-identity-us-gov.amazonaws.com:aud": POOL}}), [NO, NO, NO]),
        // Null and IfExists on keys that are always there.
        (json!({"Null": {(aud): true}}), [NO, NO, NO]),
        (json!({"Null": {(amr): false}}), [YES, YES, YES]),
        (json!({"Null": {(amr): ["true", "false"]}}), [YES, YES, YES]),
        (json!({"StringEqualsIfExists": {(aud): OTHER}}), [NO, NO, YES]),
        (json!({"StringNotEqualsIfExists": {(aud): OTHER}}), [YES, YES, NO]),
        (json!({"ForAnyValue:StringLikeIfExists": {(amr): "authenticated"}}), [YES, NO, NO]),
        // Set operators on the list.
        (json!({"ForAnyValue:StringLike": {(amr): "*authenticated"}, "StringEquals": is_pool()}), [YES, YES, NO]),
        (json!({"ForAnyValue:StringLike": {(amr): "auth*"}}), [YES, NO, NO]),
        (json!({"ForAnyValue:StringLike": {(amr): "Authenticated"}}), [NO, NO, NO]),
        (json!({"ForAnyValue:StringEqualsIgnoreCase": {(amr): "AUTHENTICATED"}}), [YES, NO, NO]),
        (json!({"ForAnyValue:StringEquals": {(amr): "auth*"}}), [NO, NO, NO]),
        (json!({"ForAnyValue:StringLike": {(amr): "*:CognitoSignIn:*"}}), [YES, NO, NO]),
        (json!({"ForAnyValue:StringLike": {(amr): []}}), [NO, NO, NO]),
        (json!({"ForAnyValue:StringNotEquals": {(amr): "unauthenticated"}}), [YES, NO, NO]),
        (json!({"ForAnyValue:StringNotEquals": {(amr): "authenticated"}}), [YES, YES, YES]),
        (json!({"ForAnyValue:StringNotLike": {(amr): ["*authenticated", "cognito-idp*"]}}), [NO, NO, NO]),
        (json!({"ForAllValues:StringLike": {(amr): ["authenticated", "cognito-idp.*"]}}), [YES, NO, NO]),
        (json!({"ForAllValues:StringLike": {(amr): "unauthenticated"}}), [NO, YES, YES]),
        (json!({"ForAllValues:StringNotEquals": {(amr): "unauthenticated"}}), [YES, NO, NO]),
        (json!({"ForAllValues:StringNotLike": {(amr): "authenticated"}}), [NO, YES, YES]),
        (json!({"ForAllValues:StringNotEquals": {(amr): "authenticated"}}), [NO, YES, YES]),
        // No set operator on the list.
        (json!({"StringLike": {(amr): "authenticated"}}), [OPEN, NO, NO]),
        (json!({"StringLike": {(amr): "*"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringEquals": {(amr): "unauthenticated"}}), [NO, OPEN, OPEN]),
        (json!({"StringNotEquals": {(amr): "unauthenticated"}}), [OPEN, NO, NO]),
        // Set operators on the single value.
        (json!({"ForAnyValue:StringEquals": is_pool()}), [YES, YES, NO]),
        (json!({"ForAllValues:StringEquals": is_pool()}), [YES, YES, NO]),
        (json!({"ForAllValues:StringNotEquals": {(aud): OTHER}}), [YES, YES, NO]),
        // One identity is nobody in particular.
        (json!({"StringLike": {(sub): "us-east-1:*"}}), [YES, YES, YES]),
        (json!({"StringLike": {(sub): "us-east-1:a*"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringNotEquals": {(sub): "us-east-1:aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"}}), [YES, YES, YES]),
        (json!({"StringEquals": {(sub): "us-east-1:aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"}}), [NO, NO, NO]),
        // Variables.
        (json!({"StringEquals": {(aud): format!("${{{aud}}}")}}), [YES, YES, YES]),
        (json!({"StringEquals": {(aud): format!("${{{}}}", aud.to_uppercase())}}), [YES, YES, YES]),
        (json!({"StringLike": {(sub): format!("${{{sub}}}")}}), [YES, YES, YES]),
        (json!({"StringEquals": {(aud): format!("${{{sub}}}")}}), [NO, NO, NO]),
        (json!({"StringNotEquals": {(aud): format!("${{{aud}}}")}}), [NO, NO, NO]),
        (json!({"StringEquals": {(aud): "${aws:username}"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringEquals": {(aud): "${aws:PrincipalTag/pool, 'x'}"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringEquals": {(aud): "${graph.facebook.com:id}"}}), [NO, NO, NO]),
        (json!({"StringNotEquals": {(aud): "${graph.facebook.com:id}"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringEquals": {(aud): format!("${{graph.facebook.com:id, '{POOL}'}}")}}), [YES, YES, NO]),
        (json!({"StringEquals": {(aud): format!("${{{aud}, '{OTHER}'}}")}}), [YES, YES, YES]),
        (json!({"StringEquals": {(aud): format!("${{{amr}}}")}}), [OPEN, OPEN, OPEN]),
        (json!({"StringLike": {(aud): "us-east-1:${*}"}}), [NO, NO, NO]),
        (json!({"StringLike": {(aud): "us-east-${?}:*"}}), [NO, NO, NO]),
        (json!({"StringLike": {(aud): "${$}*"}}), [NO, NO, NO]),
        (json!({"StringLike": {(aud): ["us-east-1:${*}", "us-east-1:8*"]}}), [YES, YES, NO]),
        (json!({"StringEquals": {(aud): "${"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringEquals": {(aud): "${}"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringEquals": {(aud): "$x{y}"}}), [NO, NO, NO]),
        // Other keys, and operators of other types.
        (json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), [OPEN, OPEN, OPEN]),
        (json!({"NotIpAddress": {"AWS:sourceip": "203.0.113.0/24"}}), [OPEN, OPEN, OPEN]),
        (json!({"DateLessThan": {"aws:CurrentTime": "2013-06-30T00:00:00Z"}}), [OPEN, OPEN, OPEN]),
        (json!({"NumericLessThanEquals": {"aws:MultiFactorAuthAge": "3600"}}), [OPEN, OPEN, OPEN]),
        (json!({"Bool": {"aws:SecureTransport": true}}), [OPEN, OPEN, OPEN]),
        (json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}), [OPEN, OPEN, OPEN]),
        (json!({"ArnLike": {"aws:SourceArn": "arn:aws:*"}}), [OPEN, OPEN, OPEN]),
        (json!({"Null": {"aws:TokenIssueTime": "true"}}), [OPEN, OPEN, OPEN]),
        (json!({"StringLike": {"sts:RoleSessionName": "*"}}), [OPEN, OPEN, OPEN]),
        (json!({"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}}), [OPEN, OPEN, OPEN]),
        (json!({"StringEquals": {"aws:RequestTag/a": "b", (aud): POOL}}), [OPEN, OPEN, NO]),
        (json!({"StringEquals": {"aws:RequestTag/a": "b", (aud): OTHER}}), [NO, NO, OPEN]),
        (json!({"NumericEquals": {(aud): 5}}), [NO, NO, NO]),
        (json!({"Bool": {(aud): "true"}}), [NO, NO, NO]),
        (json!({"IpAddress": {(aud): "0.0.0.0/0"}}), [NO, NO, NO]),
        (json!({"ArnEquals": {(aud): "arn:aws:iam::123456789012:root"}}), [NO, NO, NO]),
        (json!({"ArnLike": {(aud): POOL}}), [OPEN, OPEN, NO]),
        (json!({"ArnNotLike": {(aud): "arn:*"}}), [OPEN, OPEN, OPEN]),
        (json!({"NumericNotEquals": {(aud): 5}}), [OPEN, OPEN, OPEN]),
        (json!({"BinaryEquals": {(aud): "QQ=="}}), [OPEN, OPEN, OPEN]),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(condition, expected)| figures(&with_condition(condition.clone())) != *expected)
        .map(|(condition, expected)| {
            format!("{condition}: {:?}, not {expected:?}", figures(&with_condition(condition.clone())))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Rules 3 and 4, with the canonical condition beside.
#[test]
fn principals_and_actions() {
    let cases = [
        ("Principal", json!({"AWS": "*"}), [OPEN, NO, NO]),
        ("Principal", json!({"AWS": ["arn:aws:iam::123456789012:root", "*"]}), [OPEN, NO, NO]),
        ("Principal", json!({"AWS": "*", "Federated": P}), [YES, NO, NO]),
        ("Principal", json!({"AWS": "arn:aws:iam::123456789012:root"}), [NO, NO, NO]),
        ("Principal", json!({"Federated": "*"}), [NO, NO, NO]),
        ("Principal", json!({"Federated": "cognito-identity.*"}), [NO, NO, NO]),
        ("Principal", json!({"Federated": "Cognito-Identity.amazonaws.com"}), [NO, NO, NO]),
        ("Principal", json!({"Federated": "cognito-idp.amazonaws.com"}), [NO, NO, NO]),
        ("Principal", json!({"Federated": []}), [NO, NO, NO]),
        ("Principal", json!({"Service": "*"}), [NO, NO, NO]),
        ("Principal", json!({"CanonicalUser": "*"}), [NO, NO, NO]),
        ("Action", json!("*:*"), [YES, NO, NO]),
        ("Action", json!("sts:?ssumeRoleWithWebIdentity"), [YES, NO, NO]),
        ("Action", json!("sts:*WebIdentity"), [YES, NO, NO]),
        ("Action", json!("sts:AssumeRole*"), [YES, NO, NO]),
        ("Action", json!("sts:AssumeRole?"), [NO, NO, NO]),
        ("Action", json!("sts:AssumeRoleWithSAML"), [NO, NO, NO]),
        ("Action", json!("sts:TagSession"), [NO, NO, NO]),
        ("Action", json!("AssumeRoleWithWebIdentity"), [NO, NO, NO]),
        ("Action", json!(["sts:TagSession", "sts:assumerolewithwebidentity"]), [YES, NO, NO]),
        ("Action", json!([]), [NO, NO, NO]),
    ];
    for (member, value, expected) in cases {
        let document = canonical_but(member, value);
        assert_eq!(figures(&document), expected, "{document}");
    }
    let replaced = |old: &str, new: &str, value: Value| {
        let mut statement = canonical("authenticated");
        statement.as_object_mut().unwrap().remove(old);
        statement[new] = value;
        document(json!(statement))
    };
    for (value, expected) in [
        (json!("sts:AssumeRole"), [YES, NO, NO]),
        (json!(["iam:*", "s3:*"]), [YES, NO, NO]),
        (json!("STS:assumerolewith*"), [NO, NO, NO]),
        (json!(["iam:*", "sts:*"]), [NO, NO, NO]),
        (json!([]), [YES, NO, NO]),
    ] {
        assert_eq!(figures(&replaced("Action", "NotAction", value.clone())), expected, "{value}");
    }
    for value in [json!({"AWS": "arn:aws:iam::123456789012:root"}), json!({"Federated": P}), json!("*")] {
        assert_eq!(figures(&replaced("Principal", "NotPrincipal", value)), [OPEN, NO, NO]);
    }
    // A Deny of everyone is one of web identities, too; of everyone but somebody, no page says so.
    for (principal, expected) in
        [(json!({"Principal": "*"}), [NO, NO, NO]), (json!({"NotPrincipal": {"Federated": P}}), [OPEN, NO, NO])]
    {
        let mut deny = json!({"Effect": "Deny", "Action": "sts:AssumeRoleWithWebIdentity"});
        deny.as_object_mut().unwrap().extend(principal.as_object().unwrap().clone());
        assert_eq!(figures(&document(json!([canonical("authenticated"), deny]))), expected);
    }
}

/// Rule 2: statements are alternatives, and a Deny wins.
#[test]
fn statements() {
    let allow = |condition: Value| json!({"Effect": "Allow", "Principal": {"Federated": P}, "Action": "sts:*", "Condition": condition});
    let deny = |condition: Value| json!({"Effect": "Deny", "Principal": {"Federated": P}, "Action": "sts:*", "Condition": condition});
    let (aud, amr) = (key("aud"), key("amr"));
    let union = [
        allow(json!({"StringEquals": {(&aud): POOL}})),
        allow(json!({"ForAnyValue:StringLike": {(&amr): "unauthenticated"}})),
    ];
    assert_eq!(figures(&document(json!(union))), [YES, YES, YES]);
    let both = [canonical("authenticated"), canonical("unauthenticated")];
    assert_eq!(figures(&document(json!(both))), [YES, YES, NO]);
    let no_guests = [
        allow(json!({"StringEquals": {(&aud): POOL}})),
        deny(json!({"ForAnyValue:StringLike": {(&amr): "unauthenticated"}})),
    ];
    assert_eq!(figures(&document(json!(no_guests))), [YES, NO, NO]);
    let by_address = [canonical("authenticated"), deny(json!({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}))];
    assert_eq!(figures(&document(json!(by_address))), [OPEN, NO, NO]);
    assert_eq!(ask(&policy(&document(json!(by_address))))[0].undecided(), ["aws:SourceIp"]);
    assert!(ask(&policy(&document(json!(by_address))))[0].depends_on_circumstances_only());
    let other_issuer = json!({"Effect": "Deny", "Principal": {"Federated": "accounts.google.com"}, "Action": "*"});
    assert_eq!(figures(&document(json!([other_issuer, canonical("authenticated")]))), [YES, NO, NO]);
    assert_eq!(figures(&document(json!([]))), [NO, NO, NO]);
    // An Allow that can be told needs no other.
    let one_open = [canonical("authenticated"), allow(json!({"Bool": {"aws:SecureTransport": "true"}}))];
    assert_eq!(figures(&document(json!(one_open))), [YES, OPEN, OPEN]);
}

/// Rule 8: variables came with version 2012-10-17.
#[test]
fn versions() {
    let variable = json!({"StringEquals": {(key("aud")): format!("${{{}}}", key("aud"))}});
    let mut document = with_condition(variable);
    assert_eq!(figures(&document), [YES, YES, YES]);
    document["Version"] = json!("2008-10-17");
    assert_eq!(figures(&document), [NO, NO, NO]);
    document.as_object_mut().unwrap().remove("Version");
    assert_eq!(figures(&document), [NO, NO, NO]);
    document["Version"] = json!("2012-10-18");
    assert!(invalid(&document).contains("2012-10-18"));
    let mut literal = with_condition(json!({"StringLike": {(key("aud")): ["${*}", "*"]}}));
    literal["Version"] = json!("2008-10-17");
    assert_eq!(figures(&literal), [YES, YES, YES]);
}

/// Rule 1: what is no policy trusts nobody, and says why.
#[test]
fn what_is_no_policy_is_named() {
    let bad = [
        (canonical_but("Effect", json!("allow")), "Effect"),
        (canonical_but("Effect", json!(["Allow"])), "Effect"),
        (canonical_but("NotAction", json!("s3:*")), "exclude"),
        (canonical_but("NotPrincipal", json!("*")), "exclude"),
        (canonical_but("Resource", json!("*")), "Resource"),
        (canonical_but("Effekt", json!("Allow")), "Effekt"),
        (canonical_but("Principal", json!(P)), "Principal"),
        (canonical_but("Principal", json!({"Federated": {}})), "Federated"),
        (canonical_but("Principal", json!({"federated": P})), "federated"),
        (canonical_but("Action", json!(1)), "Action"),
        (canonical_but("Condition", json!([])), "Condition"),
        (canonical_but("Condition", json!(null)), "Condition"),
        (with_condition(json!({"StringEquals": POOL})), "StringEquals"),
        (with_condition(json!({"StringEquals": {(key("aud")): {}}})), "StringEquals"),
        (with_condition(json!({"StringEquals": {(key("aud")): [null]}})), "StringEquals"),
        (with_condition(json!({"StringEquals": {(key("aud")): POOL, (key("AUD")): OTHER}})), "twice"),
        (with_condition(json!({"NullIfExists": {(key("aud")): "true"}})), "NullIfExists"),
        (with_condition(json!({"Null": {(key("aud")): "maybe"}})), "Null"),
        (with_condition(json!({"ForSomeValues:StringLike": {(key("amr")): "x"}})), "ForSomeValues"),
        (with_condition(json!({"StringGreaterThan": {(key("amr")): "x"}})), "StringGreaterThan"),
        (json!({"Version": "2012-10-17"}), "Statement"),
        (json!({"Statement": "x"}), "Statement"),
        (json!({"Statement": [[]]}), "object"),
        (json!({"Statement": [], "Comment": "x"}), "Comment"),
        (json!([]), "object"),
    ];
    for (document, word) in bad {
        assert!(invalid(&document).contains(word), "{}: {document}", invalid(&document));
    }
    for text in ["", "{", "{not json}", "nonsense", "%", "%7", "%zz", "%ff", "\0", "null", "{} x"] {
        assert!(TrustPolicy::parse(text).is_err(), "{text}");
    }
    let twice = r#"{"Statement":[],"Statement":[]}"#;
    assert!(TrustPolicy::parse(twice).unwrap_err().to_string().contains("twice"));
    for deep in ["{\"Statement\":".repeat(100_000), format!("{{\"Statement\":{}", "[".repeat(100_000))] {
        assert!(TrustPolicy::parse(&deep).unwrap_err().to_string().contains("recursion"));
    }
    for member in ["Sid", "Id"] {
        let (mut in_statement, mut in_policy) =
            (canonical("authenticated"), document(json!([canonical("authenticated")])));
        in_statement["Sid"] = json!(member);
        in_policy["Id"] = json!(member);
        assert_eq!(figures(&document(in_statement)), [YES, NO, NO]);
        assert_eq!(figures(&in_policy), [YES, NO, NO]);
    }
}

#[test]
fn iam_sends_it_percent_encoded() {
    let plain = document(json!([canonical("authenticated")]));
    let encoded: String = plain
        .to_string()
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02x}") })
        .collect();
    for text in [encoded.clone(), format!(" \n{plain:#}"), encoded.replace("%2e", "."), format!("%20{encoded}")] {
        assert_eq!(TrustPolicy::parse(&text).unwrap().document(), &plain);
    }
    // What is not encoded is not decoded.
    let literal = with_condition(json!({"StringEquals": {(key("aud")): "%41+"}}));
    assert_eq!(policy(&literal).document(), &literal);
}

/// Section 1: who issues the tokens of a region.
#[test]
fn partitions() {
    let expected = [
        ("us-gov-west-1", "cognito-identity-us-gov.amazonaws.com", "cognito-identity-us-gov.amazonaws.com"),
        (
            "us-gov-east-1",
            "cognito-identity.us-gov-east-1.amazonaws.com",
            "cognito-identity.us-gov-east-1.amazonaws.com",
        ),
        ("cn-north-1", "cognito-identity.cn-north-1.amazonaws.com.cn", "cognito-identity.cn-north-1.amazonaws.com.cn"),
        ("cn-north-1", "cognito-identity.cn-north-1.amazonaws.com.cn", "cognito-identity.amazonaws.com.cn"),
        ("eu-west-1", P, P),
    ];
    for (region, principal, prefix) in expected {
        let id = pool(&POOL.replace("us-east-1", region));
        let document = json!({"Statement": {"Effect": "Allow", "Principal": {"Federated": principal},
            "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {(format!("{prefix}:aud")): id},
            "ForAnyValue:StringLike": {(format!("{prefix}:amr")): "authenticated"}}}});
        let policy = policy(&document);
        let verdict = policy.judge(&id, None);
        assert_eq!((verdict.signed_in, verdict.guest), (Answer::Yes, Answer::No), "{region}");
        assert_eq!((verdict.foreign_signed_in, verdict.foreign_guest), (Answer::No, Answer::No), "{region}");
        assert_eq!(policy.wrong_partition_principal(&id.region()), None);
        assert_eq!(policy.notes(&id).contains(&Note::Unverified), region.starts_with("cn-"));
        let elsewhere: Region = if region == "us-gov-west-1" { "eu-west-1" } else { "us-gov-west-1" }.parse().unwrap();
        assert_eq!(policy.wrong_partition_principal(&elsewhere).as_deref(), Some(principal));
        let elsewhere = pool(&POOL.replace("us-east-1", elsewhere.as_str()));
        assert!(policy.judge(&elsewhere, None).signed_in.is_no());
    }
}

#[test]
fn foreign_pools() {
    let any = |condition| judge(&with_condition(condition));
    let aud = key("aud");
    for dangerous in [
        json!({}),
        json!({"StringLike": {(&aud): "us-east-1:*"}}),
        json!({"StringLike": {(&aud): [POOL, "us-west-2:*"]}}),
        json!({"StringLike": {(&aud): [POOL, "us-east-1:8*"]}}),
        json!({"StringNotEquals": {(&aud): OTHER}}),
        json!({"Null": {(&aud): "false"}}),
        json!({"StringEquals": {(&aud): format!("${{{aud}}}")}}),
        json!({"ForAnyValue:StringLike": {(key("amr")): ["authenticated", "unauthenticated"]}}),
    ] {
        let verdict = any(dangerous.clone());
        assert_eq!((verdict.foreign_signed_in, verdict.foreign_guest), (Answer::Yes, Answer::Yes), "{dangerous}");
    }
    // A foreign identity pool can have our user pool as its provider, or not.
    let by_provider = any(json!({"ForAnyValue:StringLike": {(key("amr")): "cognito-idp.*"}}));
    assert!(matches!(by_provider.foreign_signed_in, Answer::CannotTell(_)), "{by_provider:?}");
    let shared = with_condition(json!({"StringEquals": {(&aud): [POOL, OTHER, "nonsense"]}}));
    assert_eq!(policy(&shared).other_pools(&pool(POOL)), [pool(OTHER)]);
    assert!(judge(&shared).foreign_guest.is_no());
    let not_ours =
        with_condition(json!({"StringEqualsIgnoreCase": {(&aud): [POOL.to_uppercase(), OTHER.to_uppercase()]}}));
    assert_eq!(policy(&not_ours).other_pools(&pool(POOL)), [pool(OTHER)]);
    let patterns = with_condition(json!({"StringLike": {(&aud): "us-east-1:*"}, "StringNotEquals": {(&aud): OTHER}}));
    assert!(policy(&patterns).other_pools(&pool(POOL)).is_empty());
}

#[test]
fn a_user_pool_that_is_not_known() {
    let by_provider = with_condition(json!({"ForAnyValue:StringLike": {(key("amr")): "cognito-idp.us-east-1.*"}}));
    let verdict = policy(&by_provider).judge(&pool(POOL), None);
    assert!(matches!(verdict.signed_in, Answer::CannotTell(_)), "{verdict:?}");
    assert!(verdict.guest.is_no());
    let canonical = document(json!([canonical("authenticated")]));
    assert!(policy(&canonical).judge(&pool(POOL), None).signed_in.is_yes());
    let guests = with_condition(json!({"ForAnyValue:StringEquals": {(key("amr")): "unauthenticated"}}));
    assert!(policy(&guests).judge(&pool(POOL), None).signed_in.is_no());
}

#[test]
fn session_tags() {
    let answer =
        |action: Value| policy(&canonical_but("Action", action)).allows_tag_session(&pool(POOL), Some(&user_pool()));
    assert!(answer(json!("sts:AssumeRoleWithWebIdentity")).is_no());
    assert!(answer(json!(["sts:AssumeRoleWithWebIdentity", "sts:TagSession"])).is_yes());
    assert!(answer(json!("sts:*")).is_yes());
}

#[test]
fn notes() {
    let of = |condition| policy(&with_condition(condition)).notes(&pool(POOL));
    let (aud, amr, sub) = (key("aud"), key("amr"), key("sub"));
    let weak = |operator: &str, key: &str| Note::Weak { operator: operator.to_owned(), key: key.to_owned() };
    assert_eq!(of(json!({"StringEqualsIfExists": {(&aud): POOL}})), [weak("StringEqualsIfExists", &aud)]);
    assert_eq!(of(json!({"ForAllValues:StringEquals": {(&aud): POOL}})), [weak("ForAllValues:StringEquals", &aud)]);
    let plain = of(json!({"StringEquals": {(&amr): "authenticated"}}));
    assert_eq!(plain, [Note::NoSetOperator { operator: "StringEquals".to_owned(), key: amr.clone() }]);
    let value = format!("${{{aud}}}");
    assert_eq!(
        of(json!({"StringEquals": {(&aud): value}})),
        [Note::Variable { key: aud.clone(), value: value.clone() }]
    );
    assert_eq!(of(json!({"StringEquals": {(&sub): "x"}})), [Note::OneIdentity(vec!["x".to_owned()])]);
    let facebook = of(json!({"ForAnyValue:StringLike": {(&amr): "graph.facebook.com"}}));
    assert_eq!(facebook, [Note::SomeProviders(vec!["graph.facebook.com".to_owned()])]);
    let of = |document: Value| policy(&document).notes(&pool(POOL));
    assert_eq!(of(canonical_but("Principal", json!({"AWS": "*"}))), [Note::Everyone]);
    assert_eq!(of(document(canonical("authenticated"))), []);
    let deny = json!({"Effect": "Deny", "Principal": {"Federated": P}, "Action": "sts:AssumeRoleWithWebIdentity"});
    assert_eq!(of(document(deny)), [Note::DeniesAll]);
}

fn wanted<'a>(identity_pool: &'a IdentityPoolId, user_pool: &'a UserPoolId, role_for: RoleFor) -> Wanted<'a> {
    Wanted { identity_pool, role_for, user_pool: Some(user_pool), tag_session: false }
}

fn mended(document: &Value, role_for: RoleFor) -> Value {
    corrected(Some(&policy(document)), &wanted(&pool(POOL), &user_pool(), role_for))
}

const BOTH: [(RoleFor, &str); 2] =
    [(RoleFor::Authenticated, "authenticated"), (RoleFor::Unauthenticated, "unauthenticated")];

#[test]
fn a_right_document_stays_as_it_is() {
    for (role_for, word) in BOTH {
        let service = json!({"Sid": "Ec2", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"});
        let by_address = {
            let mut statement = canonical(word);
            statement["Condition"]["IpAddress"] = json!({"aws:SourceIp": "203.0.113.0/24"});
            statement
        };
        let tags = json!({"Effect": "Allow", "Principal": {"Federated": P}, "Action": "sts:TagSession"});
        for statement in [
            json!([canonical(word)]),
            json!(canonical(word)),
            json!([service, canonical(word), tags]),
            json!([by_address]),
        ] {
            let document = json!({"Version": "2008-10-17", "Id": "x", "Statement": statement});
            assert_eq!(mended(&document, role_for), document);
        }
    }
    let canonical = corrected(None, &wanted(&pool(POOL), &user_pool(), RoleFor::Authenticated));
    assert_eq!(canonical, document(json!([self::canonical("authenticated")])));
}

#[test]
fn a_wrong_statement_becomes_the_canonical_one_and_the_rest_stays() {
    let service = json!({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"});
    let deny = json!({"Sid": "Default", "Effect": "Deny", "Principal": {"Federated": P}, "Action": "sts:AssumeRoleWithWebIdentity"});
    let open = json!({"Sid": "Open", "Effect": "Allow", "Principal": {"Federated": P}, "Action": "sts:AssumeRoleWithWebIdentity"});
    let with_sid = |sid: &str| {
        let mut statement = canonical("authenticated");
        statement["Sid"] = json!(sid);
        statement
    };
    let mend = |statement: Value| mended(&document(statement), RoleFor::Authenticated)["Statement"].clone();
    assert_eq!(mend(json!([deny])), json!([canonical("authenticated")]));
    assert_eq!(mend(json!([service, open, service])), json!([service, with_sid("Open"), service]));
    assert_eq!(mend(json!([open, open])), json!([with_sid("Open")]));
    assert_eq!(mend(json!([open, canonical("authenticated")])), json!([canonical("authenticated")]));
    assert_eq!(mend(json!([])), json!([canonical("authenticated")]));
    // The other parties of a statement keep what they had.
    let mixed = json!({"Sid": "Web", "Effect": "Allow", "Principal": {"Federated": [P, "accounts.google.com"]},
        "Action": "sts:AssumeRoleWithWebIdentity"});
    let mut google = mixed.clone();
    google["Principal"]["Federated"] = json!(["accounts.google.com"]);
    assert_eq!(mend(json!([mixed])), json!([google, canonical("authenticated")]));
    // So does a pool that is named, and what was asked of the circumstances.
    let mut shared = open.clone();
    shared["Condition"] = json!({"StringEquals": {(key("aud")): [OTHER, POOL], "aws:RequestTag/a": "b"}});
    let mut expected = with_sid("Open");
    expected["Condition"]["StringEquals"] = json!({(key("aud")): [POOL, OTHER], "aws:RequestTag/a": "b"});
    assert_eq!(mend(json!([shared])), json!([expected]));
    let others = json!({"Effect": "Allow", "Principal": {"Federated": P}, "Action": "sts:*",
        "Condition": {"StringEquals": {(key("aud")): OTHER}}});
    assert_eq!(mend(json!([others])), json!([others, canonical("authenticated")]));
    // So does one identity, or those of one provider.
    for narrow in [
        json!({"StringEquals": {(key("aud")): OTHER, (key("sub")): "us-east-1:x"}}),
        json!({"StringEquals": {(key("aud")): POOL}, "ForAnyValue:StringLike": {(key("amr")): "graph.facebook.com"}}),
    ] {
        let statement = with_condition(narrow)["Statement"][0].clone();
        assert_eq!(mend(json!([statement])), json!([statement, canonical("authenticated")]));
    }
    let misspelt = with_condition(
        json!({"StringEquals": {(key("aud")): POOL}, "ForAnyValue:StringLike": {(key("amr")): "autenticated"}}),
    );
    assert_eq!(mend(misspelt["Statement"].clone()), json!([canonical("authenticated")]));
    // Wrong partition, wrong kind of principal.
    for principal in [
        json!({"Federated": "cognito-identity-us-gov.amazonaws.com"}),
        json!({"Federated": "cognito-idp.amazonaws.com"}),
        json!({"Service": P}),
        json!("*"),
        json!({"AWS": "*"}),
    ] {
        assert_eq!(
            mended(&canonical_but("Principal", principal), RoleFor::Authenticated),
            document(json!([canonical("authenticated")]))
        );
    }
}

#[test]
fn session_tags_are_added_where_they_are_missing() {
    let (ours, user_pool) = (pool(POOL), user_pool());
    let mend = |document: &Value| {
        let wanted = Wanted { tag_session: true, ..wanted(&ours, &user_pool, RoleFor::Authenticated) };
        let mended = corrected(Some(&policy(document)), &wanted);
        assert!(policy(&mended).allows_tag_session(&ours, Some(&user_pool)).is_yes(), "{mended}");
        assert_eq!(corrected(Some(&policy(&mended)), &wanted), mended);
        mended
    };
    let both = json!(["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]);
    assert_eq!(mend(&document(json!([canonical("authenticated")]))), canonical_but("Action", both));
    let all = canonical_but("Action", json!("sts:*"));
    assert_eq!(mend(&all), all);
    for vector in vectors() {
        if TrustPolicy::from_value(vector.document.clone()).is_ok() {
            mend(&vector.document);
        }
    }
}

/// What a corrected document must be judged as; what was asked of the circumstances stays asked.
fn is_mended(document: &Value, role_for: RoleFor) -> Result<(), String> {
    let verdict = judge(document);
    let lets_in = |answer: &Answer| answer.is_yes() || answer.depends_on_circumstances_only();
    let right = match role_for {
        RoleFor::Authenticated => lets_in(&verdict.signed_in) && verdict.guest.is_no(),
        RoleFor::Unauthenticated => lets_in(&verdict.guest),
    };
    let closed = verdict.foreign_signed_in.is_no() && verdict.foreign_guest.is_no();
    if right && closed { Ok(()) } else { Err(format!("{role_for:?} {verdict:?}: {document:#}")) }
}

#[test]
fn every_vector_can_be_mended() {
    for vector in vectors() {
        let Ok(policy) = TrustPolicy::from_value(vector.document.clone()) else { continue };
        for (role_for, _) in BOTH {
            let mended = corrected(Some(&policy), &wanted(&pool(POOL), &user_pool(), role_for));
            is_mended(&mended, role_for).unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        }
    }
}

// ------------------------------------------------------------------------------------------------ for every document

fn one_or_many<T: Clone + std::fmt::Debug + 'static>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Value>
where
    Value: From<T> + From<Vec<T>>,
{
    prop::collection::vec(of, 1..4).prop_map(|mut values| match values.len() {
        1 => Value::from(values.remove(0)),
        _ => Value::from(values),
    })
}

fn any_value() -> impl Strategy<Value = String> {
    let fixed = [
        POOL,
        OTHER,
        "us-east-1:*",
        "us-east-?:8*",
        "*",
        "authenticated",
        "unauthenticated",
        "*authenticated",
        "auth*",
        "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI*",
        "graph.facebook.com",
        "true",
        "false",
        "",
        "${cognito-identity.amazonaws.com:aud}",
        "${aws:username}",
        "${*}",
        "${x",
        "${graph.facebook.com:id, 'x'}",
    ];
    prop_oneof![9 => prop::sample::select(fixed.to_vec()).prop_map(ToOwned::to_owned), 1 => any::<String>()]
}

fn any_condition() -> impl Strategy<Value = (String, String, Value)> {
    let set = prop::sample::select(vec!["", "", "ForAnyValue:", "ForAllValues:"]);
    let test = prop::sample::select(vec![
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "ArnLike",
        "ArnNotEquals",
        "NumericEquals",
        "NumericNotEquals",
        "DateLessThan",
        "Bool",
        "IpAddress",
        "NotIpAddress",
        "BinaryEquals",
    ]);
    let if_exists = prop::sample::select(vec!["", "", "", "IfExists"]);
    let keys = ["aud", "amr", "sub", "Aud", "nothing"].map(key);
    let others = ["aws:SourceIp", "aws:RequestTag/a", "accounts.google.com:aud"].map(ToOwned::to_owned);
    let key = prop::sample::select([keys.to_vec(), others.to_vec()].concat());
    let compare = (set, test, if_exists, key.clone(), one_or_many(any_value()))
        .prop_map(|(set, test, if_exists, key, values)| (format!("{set}{test}{if_exists}"), key, values));
    let null = (key, any::<bool>()).prop_map(|(key, absent)| ("Null".to_owned(), key, json!(absent)));
    prop_oneof![9 => compare, 1 => null]
}

fn with_conditions(conditions: Vec<(String, String, Value)>) -> Value {
    let mut all = json!({});
    for (operator, key, values) in conditions {
        // The same key in another case is no document.
        let known =
            all[&operator].as_object().is_some_and(|keys| keys.keys().any(|known| known.eq_ignore_ascii_case(&key)));
        if !known {
            all[&operator][&key] = values;
        }
    }
    // Indexing leaves a null where it looked.
    all.as_object_mut().expect("an object").retain(|_, keys| keys.is_object());
    all
}

fn any_statement(effects: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let parties = prop::sample::select(vec![
        P,
        P,
        P,
        "accounts.google.com",
        "cognito-identity-us-gov.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "*",
    ]);
    let kind = prop::sample::select(vec!["Federated", "Federated", "Federated", "AWS", "Service"]);
    let principal = prop_oneof![
        8 => prop::collection::btree_map(kind, one_or_many(parties), 1..3)
            .prop_map(|kinds| ("Principal", Value::Object(kinds.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()))),
        1 => Just(("Principal", json!("*"))),
        1 => Just(("NotPrincipal", json!({"Federated": P}))),
    ];
    let actions = prop::sample::select(vec![
        "sts:AssumeRoleWithWebIdentity",
        "sts:AssumeRoleWithWebIdentity",
        "sts:*",
        "*",
        "sts:AssumeRole",
        "sts:TagSession",
        "s3:*",
    ]);
    let action = (prop::sample::select(vec!["Action", "Action", "Action", "NotAction"]), one_or_many(actions));
    let conditions = prop_oneof![
        3 => prop::collection::vec(any_condition(), 0..4).prop_map(with_conditions),
        1 => prop::sample::select(vec![canonical("authenticated"), canonical("unauthenticated")])
            .prop_map(|statement| statement["Condition"].clone()),
    ];
    (prop::sample::select(effects), principal, action, conditions).prop_map(|(effect, principal, action, conditions)| {
        json!({"Effect": effect, (principal.0): principal.1, (action.0): action.1, "Condition": conditions})
    })
}

fn any_document() -> impl Strategy<Value = Value> {
    let version = prop::sample::select(vec!["2012-10-17", "2012-10-17", "2008-10-17"]);
    (version, prop::collection::vec(any_statement(&["Allow", "Allow", "Allow", "Deny"]), 0..4))
        .prop_map(|(version, statements)| json!({"Version": version, "Statement": statements}))
}

fn rank(answer: &Answer) -> u8 {
    match answer {
        Answer::No => 0,
        Answer::CannotTell(_) => 1,
        Answer::Yes => 2,
    }
}

/// Every answer there is about a document.
fn ranks(document: &Value) -> Vec<u8> {
    let policy = policy(document);
    let verdict = policy.judge(&pool(POOL), Some(&user_pool()));
    let judged = [&verdict.signed_in, &verdict.guest, &verdict.foreign_signed_in, &verdict.foreign_guest].map(rank);
    judged.into_iter().chain(ask(&policy).iter().map(rank)).collect()
}

/// The same with every list and object the other way round.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().rev().map(reversed).collect(),
        Value::Object(members) => Value::Object(
            members.iter().rev().map(|(key, value)| (key.clone(), reversed(value))).collect::<Map<_, _>>(),
        ),
        other => other.clone(),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "Version",
        "Statement",
        "Effect",
        "Principal",
        "Federated",
        "AWS",
        "Action",
        "NotAction",
        "Condition",
        "StringEquals",
        "Null",
        "cognito-identity.amazonaws.com:aud",
    ]);
    let name = prop_oneof![names.prop_map(ToOwned::to_owned), any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec!["Allow", "Deny", "*", "2012-10-17", P]).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 32, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn a_deny_never_lets_anybody_in(document in any_document(), deny in any_statement(&["Deny"]), at in 0..4usize) {
        let mut with_deny = document.clone();
        let statements = with_deny["Statement"].as_array_mut().unwrap();
        statements.insert(at.min(statements.len()), deny);
        for (with, without) in ranks(&with_deny).iter().zip(ranks(&document)) {
            prop_assert!(*with <= without);
        }
    }

    #[test]
    fn a_condition_never_widens_an_allow(document in any_document(), more in any_condition(), at in 0..4usize) {
        let mut narrower = document.clone();
        let Some(statement) = narrower["Statement"].get_mut(at).filter(|statement| statement["Effect"] == "Allow") else {
            return Ok(());
        };
        let (operator, key, values) = more;
        let conditions = statement["Condition"].as_object_mut().unwrap();
        let keys = conditions.entry(operator).or_insert_with(|| json!({})).as_object_mut().unwrap();
        if keys.keys().any(|known| known.eq_ignore_ascii_case(&key)) {
            return Ok(());
        }
        keys.insert(key, values);
        for (narrow, wide) in ranks(&narrower).iter().zip(ranks(&document)) {
            prop_assert!(*narrow <= wide);
        }
    }

    #[test]
    fn order_does_not_matter(document in any_document()) {
        prop_assert_eq!(ranks(&reversed(&document)), ranks(&document));
        let (there, back) = (policy(&document), policy(&reversed(&document)));
        prop_assert_eq!(ask(&there), ask(&back));
    }

    #[test]
    fn a_mended_document_is_right_and_stays(document in any_document()) {
        for (role_for, _) in BOTH {
            let mended = mended(&document, role_for);
            prop_assert_eq!(&self::mended(&mended, role_for), &mended);
            // A Deny that is not certain to be a mistake stays, and may forbid.
            let mut without_deny = mended.clone();
            without_deny["Statement"].as_array_mut().unwrap().retain(|statement| statement["Effect"] == "Allow");
            let judged = is_mended(&without_deny, role_for);
            prop_assert!(judged.is_ok(), "{}", judged.unwrap_err());
            let denied = match role_for {
                RoleFor::Authenticated => judge(&mended).signed_in,
                RoleFor::Unauthenticated => judge(&mended).guest,
            };
            // Nor is a Deny of everyone amplink's to take away, whatever it forbids.
            let is_of_everyone = |statement: &Value| statement["Effect"] == "Deny" && statement["Principal"] == "*";
            let denies_everyone = mended["Statement"].as_array().unwrap().iter().any(is_of_everyone);
            prop_assert!(!denied.is_no() || denies_everyone, "{mended:#}");
            // What is about others is all there, in its order.
            let mut left = mended["Statement"].as_array().unwrap().iter();
            for statement in document["Statement"].as_array().unwrap() {
                let parties = statement["Principal"].to_string();
                if statement["Principal"].is_object() && !parties.contains("cognito") && !parties.contains('*') {
                    prop_assert!(left.any(|kept| kept == statement), "{statement:#} is gone from {mended:#}");
                }
            }
            // CVE-2024-28056: no Allow for Cognito without a condition, but for the tags alone.
            for statement in mended["Statement"].as_array().unwrap() {
                let open = statement["Condition"].as_object().is_none_or(Map::is_empty);
                let names_us = statement["Principal"]["Federated"].to_string().contains(P);
                if open && names_us && statement["Effect"] == "Allow" {
                    let alone = json!({"Version": "2012-10-17", "Statement": [statement]});
                    prop_assert!(judge(&alone).signed_in.is_no(), "{statement:#}");
                }
            }
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), frame in 0..4usize) {
        let framed = ["", "{\"Statement\":", "%7B", "{"][frame].to_owned() + &text;
        let _ = TrustPolicy::parse(&framed);
    }

    #[test]
    fn no_json_panics(value in any_json()) {
        if let Ok(policy) = TrustPolicy::parse(&value.to_string()) {
            let _ = policy.judge(&pool(POOL), None);
            let _ = policy.notes(&pool(POOL));
            let _ = corrected(Some(&policy), &wanted(&pool(POOL), &user_pool(), RoleFor::Authenticated));
        }
    }

    #[test]
    fn no_value_panics(value in any::<String>(), key in any::<String>()) {
        let condition = json!({"StringLike": {(self::key("aud")): value, (key): "x"}, "ArnLike": {(self::key("sub")): value}});
        let _ = figures(&with_condition(condition));
    }
}
