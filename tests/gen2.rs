//! The bridge to Amplify Gen 2 backends, judged by Amplify's own packages: the checks of `referenceAuth` say what the
//! initializer that it deploys says, and what is written compiles and can be built.

#[path = "support/mod.rs"]
#[expect(dead_code, reason = "other test binaries use the rest")]
mod support;

#[path = "cli/sandbox.rs"]
#[expect(dead_code, reason = "other test binaries use the rest")]
mod sandbox;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs};

use amplink::emit::{self, Request};
use amplink::model::facts::Facts;
use amplink::model::ids::Region;
use amplink::model::platform::Platform;
use amplink::model::reference_auth::ReferenceAuth;
use amplink::model::user_pool::Group;
use amplink::validate::reference_auth::{CHECKS, Case, Stage, check, judge, refusal};
use serde_json::{Map, Value, json};

use sandbox::Sandbox;
use support::local_aws::{Account, LocalAws};
use support::node::install;
use support::scenarios::{REGION, seed};

const BLESS: &str = "AMPLINK_BLESS=1 cargo test --test gen2 page";

/// What blocks first.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Takes,
    /// One of the ten.
    Check(u8),
    /// The operation at which it gives up fetching.
    Fetch(&'static str),
}

/// The ten errors of the initializer by a part of their text that no other has, in its order.
const ERRORS: [&str; 10] = [
    "any cognito identity providers.",
    "alias attributes",
    "a domain for your UserPool",
    "sign-out URLs",
    "callback URLs",
    "any group",
    "pair do not match",
    " authRoleArn does not match",
    " unauthRoleArn does not match",
    "as a web client",
];

const OPERATIONS: [&str; 4] =
    ["DescribeUserPool", "DescribeUserPoolClient", "DescribeIdentityPool", "GetIdentityPoolRoles"];

/// Node, and the folder with the packages of a Gen 2 backend.
fn gen2() -> &'static (PathBuf, PathBuf) {
    static INSTALLED: OnceLock<(PathBuf, PathBuf)> = OnceLock::new();
    INSTALLED.get_or_init(|| install("gen2"))
}

/// Runs the initializer on all cases; see `tests/gen2/initializer.mjs`.
fn initializer(cases: &[Value]) -> Vec<Verdict> {
    let (node, folder) = gen2();
    let work = tempfile::tempdir_in(folder).expect("a folder");
    let file = work.path().join("cases.json");
    fs::write(&file, json!(cases).to_string()).expect("written");
    let done = run(Command::new(node).arg(folder.join("initializer.mjs")).arg(&file));
    let said: Vec<Value> = serde_json::from_slice(&done.stdout).expect("a list");
    assert_eq!(said.len(), cases.len());
    said.iter().map(verdict).collect()
}

fn verdict(said: &Value) -> Verdict {
    let Some(message) = said["message"].as_str() else { return Verdict::Takes };
    if said["step"] != "validate" {
        let operation = OPERATIONS.iter().find(|name| said["step"] == **name);
        return Verdict::Fetch(operation.unwrap_or_else(|| panic!("it fetches something else: {said}")));
    }
    let matching: Vec<usize> = (0..10).filter(|at| message.contains(ERRORS[*at])).collect();
    let [at] = matching[..] else { panic!("which of the ten is this? {message}") };
    Verdict::Check(u8::try_from(at + 1).expect("ten"))
}

/// The first of our findings, as the initializer would tell it.
fn first<'a>(rules: impl IntoIterator<Item = &'a str>) -> Verdict {
    let stage = |id: &str| check(id).unwrap_or_else(|| panic!("no check {id}")).stage;
    let first = rules.into_iter().find(|id| stage(id) != Stage::Build);
    match first.map(|id| (id, stage(id))) {
        None => Verdict::Takes,
        Some((_, Stage::Check(number))) => Verdict::Check(number),
        Some((id, _)) => Verdict::Fetch(match id {
            "reference-auth-user-pool-region" | "reference-auth-no-password-policy" => "DescribeUserPool",
            "reference-auth-no-client" => "DescribeUserPoolClient",
            "reference-auth-no-identity-pool" | "reference-auth-identity-pool-region" => "DescribeIdentityPool",
            "reference-auth-no-roles" => "GetIdentityPoolRoles",
            other => panic!("at which operation is {other}?"),
        }),
    }
}

#[track_caller]
fn run(command: &mut Command) -> Output {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = || format!("{}\n{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{command:?}: {}\n{}", done.status, said());
    done
}

// ------------------------------------------------------------------------------------- every combination, in the mind

const POOL: &str = "eu-west-1_AbCdEfGhI";
const CLIENT: &str = "1h57kf5cpq17m0eml12example";
const IDENTITY_POOL: &str = "eu-west-1:11111111-2222-3333-4444-555555555555";

fn role(name: &str) -> String {
    format!("arn:aws:iam::111122223333:role/{name}")
}

/// What can be one way or another, and how many ways there are.
const WAYS: [(&str, usize); 11] = [
    ("provider", 6),
    ("alias", 2),
    ("idp", 2),
    ("domain", 3),
    ("logout", 2),
    ("callback", 2),
    ("groups", 4),
    ("authenticated", 3),
    ("unauthenticated", 3),
    ("secret", 2),
    ("fetch", 3),
];

/// One combination: what AWS answers and what `resource.ts` says, and the same as facts.
fn combination(number: usize) -> (Value, Facts, ReferenceAuth) {
    let mut rest = number;
    let ways: BTreeMap<&str, usize> = WAYS
        .iter()
        .map(|(name, count)| {
            let way = rest % count;
            rest /= count;
            (*name, way)
        })
        .collect();
    let on = |name: &str| ways[name] == 1;
    let list = |on: bool, item: &str| if on { vec![item.to_owned()] } else { Vec::new() };

    let provider = |region: &str, pool: &str, client: &str| json!([{"ProviderName": format!("cognito-idp.{region}.amazonaws.com/{pool}"), "ClientId": client}]);
    let providers = match ways["provider"] {
        0 => provider("eu-west-1", POOL, CLIENT),
        1 => json!([]),
        2 => Value::Null,
        3 => provider("eu-west-1", POOL, "another"),
        4 => provider("us-east-1", POOL, CLIENT),
        _ => provider("eu-west-1", "eu-west-1_other", CLIENT),
    };
    let groups = match ways["groups"] {
        0 => json!({}),
        1 => json!({"admins": role("admins")}),
        2 => json!({"somebody": role("admins")}),
        _ => json!({"admins": role("admins"), "editors": role("gone")}),
    };
    // As the identity pool has it, as `resource.ts` has it.
    let roles = |name: &str| match ways[name] {
        0 => (Some(role(name)), role(name)),
        1 => (Some(role(name)), role("another")),
        _ => (None, role(name)),
    };
    let ((authenticated, given_authenticated), (guest, given_guest)) =
        (roles("authenticated"), roles("unauthenticated"));
    let (aliases, external) = (list(on("alias"), "preferred_username"), list(on("idp"), "Saml"));
    let (logout, callback) = (list(on("logout"), "https://a.example/"), list(on("callback"), "https://b.example/"));
    let (domain, custom_domain) =
        ((ways["domain"] == 1).then_some("shop"), (ways["domain"] == 2).then_some("a.example"));

    let kept = |pairs: Vec<(&str, Option<String>)>| -> Map<String, Value> {
        pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), json!(value?)))).collect()
    };
    let pool_roles = kept(vec![("authenticated", authenticated), ("unauthenticated", guest)]);
    let policy = json!({"PasswordPolicy": {"MinimumLength": 8}});
    let props = json!({
        "userPoolId": POOL, "userPoolClientId": CLIENT, "identityPoolId": IDENTITY_POOL, "region": "eu-west-1",
        "authRoleArn": given_authenticated, "unauthRoleArn": given_guest, "groups": groups,
    });
    let case = json!({"props": props, "answers": {
        "DescribeUserPool": {"UserPool": {
            "Id": POOL, "AliasAttributes": aliases, "Domain": domain, "CustomDomain": custom_domain,
            "Policies": if ways["fetch"] == 1 { json!({}) } else { policy },
        }},
        "GetUserPoolMfaConfig": {},
        "ListIdentityProviders": {
            "Providers": external.iter().map(|name| json!({"ProviderName": name, "ProviderType": "SAML"})).collect::<Vec<_>>(),
        },
        "ListGroups": {"Groups": [{"GroupName": "admins", "RoleArn": role("admins")}, {"GroupName": "plain"}]},
        "DescribeUserPoolClient": {"UserPoolClient": {
            "ClientId": CLIENT, "LogoutURLs": logout, "CallbackURLs": callback,
            "ClientSecret": on("secret").then_some("secret"),
        }},
        "DescribeIdentityPool": {"IdentityPoolId": IDENTITY_POOL, "CognitoIdentityProviders": providers},
        "GetIdentityPoolRoles": if ways["fetch"] == 2 { json!({}) } else { json!({"Roles": pool_roles}) },
    }});

    let known = providers.as_array().cloned().unwrap_or_default();
    let known: Vec<Value> =
        known.iter().map(|one| json!({"providerName": one["ProviderName"], "clientId": one["ClientId"]})).collect();
    let mut facts: Facts = serde_json::from_value(json!({
        "userPool": {
            "id": POOL, "name": "shop", "aliasAttributes": aliases, "domain": domain, "customDomain": custom_domain,
            "mfaConfiguration": "OFF",
            "passwordPolicy": {"minimumLength": 8, "requireLowercase": true, "requireUppercase": true,
                "requireNumbers": true, "requireSymbols": true},
        },
        "webClient": {"id": CLIENT, "name": "web", "hasSecret": on("secret"), "logoutUrls": logout,
            "callbackUrls": callback},
        "identityProviders": external.iter().map(|name| json!({"name": name, "type": "SAML"})).collect::<Vec<_>>(),
        "identityPool": {"id": IDENTITY_POOL, "name": "shop", "allowsGuests": true, "userPoolProviders": known,
            "roles": pool_roles},
    }))
    .expect("facts");
    facts.user_pool.password_policy_absent = ways["fetch"] == 1;
    let pool = facts.identity_pool.as_mut().expect("it is there");
    pool.roles.as_mut().expect("they are there").absent = ways["fetch"] == 2;
    let group = |name: &str, role_arn| Group { name: name.to_owned(), precedence: None, role_arn };
    let all = vec![group("admins", Some(role("admins"))), group("plain", None)];
    facts.groups = Some(all);
    let reference = ReferenceAuth {
        auth_role_arn: Some(given_authenticated),
        unauth_role_arn: Some(given_guest),
        groups: serde_json::from_value(groups).expect("texts"),
        ..ReferenceAuth::of(&facts)
    };
    (case, facts, reference)
}

/// The ten conditions in every combination, so that the order in which they block and what hides what agree, too.
#[test]
fn whatever_comes_together_the_initializer_and_amplink_say_the_same() {
    let count: usize = WAYS.iter().map(|(_, count)| count).product();
    // A prime, so that a step through all of them meets each way with each other.
    let numbers: Vec<usize> = (0..count).step_by(7).collect();
    let (mut cases, mut ours) = (Vec::new(), Vec::new());
    for number in &numbers {
        let (case, facts, reference) = combination(*number);
        let region: Region = "eu-west-1".parse().expect("a region");
        let findings = judge(&Case { facts: &facts, reference: &reference, region: &region });
        ours.push(first(findings.iter().map(|finding| finding.rule)));
        cases.push(case);
    }
    let official = initializer(&cases);
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for ((number, ours), official) in numbers.iter().zip(&ours).zip(&official) {
        assert_eq!(ours, official, "combination {number}");
        *met.entry(format!("{ours:?}")).or_default() += 1;
    }
    // Each of the ten, two ways of not getting so far, and none.
    assert_eq!(met.len(), 13, "{met:?}");
}

// ---------------------------------------------------------------------------------------------- pools in a local AWS

/// What the real binary says of one environment: the ids of its findings.
fn rules(environment: &Value) -> Vec<&str> {
    let findings = environment["findings"].as_array().expect("a list");
    findings.iter().map(|finding| finding["rule"].as_str().expect("a rule")).collect()
}

fn link_file(environments: Map<String, Value>) -> String {
    json!({"version": 1, "platform": "javascript", "files": [], "environments": environments}).to_string()
}

fn live_case(account: &Account<'_>, region: &str, link: &Value) -> Value {
    let env: BTreeMap<String, String> = account.env().into_iter().collect();
    json!({
        "endpoint": env["AWS_ENDPOINT_URL"], "account": env["AWS_ACCESS_KEY_ID"], "region": region,
        "props": {
            "userPoolId": link["userPoolId"], "userPoolClientId": link["webClientId"],
            "identityPoolId": link["identityPoolId"],
        },
    })
}

/// Every scenario, also those in which something is missing that is linked.
const SCENARIOS: [&str; 36] = [
    "a_pool_only",
    "b_web_native",
    "c_identity_pool",
    "c3_bad_trust",
    "c4_missing_roles",
    "d_auth_role_only",
    "d2_noguest_both_roles",
    "e_oauth",
    "e2_oauth_idpool_fed",
    "e4_oauth_nodomain",
    "e5_oauth_oidc_saml",
    "e6_oauth_nologout",
    "e7_custom_domain",
    "f_mfa_optional",
    "f3_mfa_sms_totp_disabled",
    "g_attributes",
    "h01_idpool_other_client",
    "h02_idpool_web_only",
    "h03_idpool_native_only",
    "h04_wrong_region",
    "h05_bad_web_client",
    "h06_bad_native_client",
    "h07_web_has_secret",
    "h08_no_web_client",
    "h09_no_clients",
    "h10_idpool_unknown",
    "h11_idpool_unlinked",
    "h12_no_idpool_at_all",
    "h13_oauth_mismatch",
    "h14_oauth_one_side",
    "h15_idpool_no_roles",
    "h16_unknown_pool",
    "h17_no_pool",
    "h18_role_arn_bad",
    "h19_idpool_disabled_provider_region",
    "i_many",
];

#[test]
fn on_the_pools_of_every_scenario_both_say_the_same() {
    let (mut cases, mut ours) = (Vec::new(), Vec::new());
    for scenario in SCENARIOS {
        let account = LocalAws::shared().account();
        let seeded = seed(&account, scenario);
        let (region, _) = seeded.user_pool_id.split_once('_').expect("an id");
        let mut link = json!({
            "region": region, "userPoolId": seeded.user_pool_id, "webClientId": seeded.web_client_id,
        });
        if let Some(id) = &seeded.identity_pool_id {
            link["identityPoolId"] = json!(id);
        }
        let sandbox = Sandbox::new(&account);
        sandbox.write("amplink.json", &link_file(Map::from_iter([("dev".to_owned(), link.clone())])));
        let said = sandbox.run(&["check", "--for", "reference-auth", "--json"]);
        ours.push(match said.code {
            // Something linked does not exist.
            5 => None,
            code => {
                let document = said.document();
                let rules = rules(&document["result"]["environments"][0]);
                assert_eq!(code == 0, rules.is_empty(), "{scenario}: {said}");
                Some(first(rules))
            }
        });
        cases.push(live_case(&account, region, &link));
    }
    for ((scenario, ours), official) in SCENARIOS.iter().zip(ours).zip(initializer(&cases)) {
        match ours {
            Some(ours) => assert_eq!(ours, official, "{scenario}"),
            None => assert!(matches!(official, Verdict::Fetch(_)), "{scenario}: {official:?}"),
        }
    }
}

/// A pool of this kind with its clients and identity pools; everything exists, whatever is wrong with it.
struct Variants<'a> {
    account: &'a Account<'a>,
    environments: Map<String, Value>,
    cases: Vec<Value>,
}

impl<'a> Variants<'a> {
    fn idp(&self, operation: &str, input: Value) -> Value {
        self.account.must(REGION, "cognito-idp", operation, input)
    }

    fn provider(&self, pool: &str, name: &str, kind: &str, details: &Value) {
        self.idp(
            "CreateIdentityProvider",
            json!({
                "UserPoolId": pool, "ProviderName": name, "ProviderType": kind, "ProviderDetails": details,
                "AttributeMapping": {},
            }),
        );
    }

    fn user_pool(&self, number: usize) -> String {
        let [alias, idp, domain, policy] = digits(number, [2, 3, 3, 2]);
        let mut input = json!({"PoolName": format!("pool-{number}")});
        if alias == 1 {
            input["AliasAttributes"] = json!(["preferred_username"]);
        }
        if policy == 0 {
            input["Policies"] = json!({"PasswordPolicy": {"MinimumLength": 8}});
        }
        let pool = text(&self.idp("CreateUserPool", input)["UserPool"]["Id"]);
        match idp {
            0 => {}
            1 => {
                let details = json!({"MetadataURL": "https://s.example.com/m.xml"});
                self.provider(&pool, "Saml", "SAML", &details);
            }
            _ => {
                let details = json!({"client_id": "a", "client_secret": "b", "authorize_scopes": "openid"});
                self.provider(&pool, "Google", "Google", &details);
            }
        }
        match domain {
            0 => {}
            1 => {
                self.idp("CreateUserPoolDomain", json!({"UserPoolId": pool, "Domain": format!("shop-{number}")}));
            }
            _ => {
                let certificate = format!("arn:aws:acm:us-east-1:{}:certificate/x", self.account.id());
                let settings = json!({"CertificateArn": certificate});
                let domain = format!("auth{number}.example.com");
                let input = json!({"UserPoolId": pool, "Domain": domain, "CustomDomainConfig": settings});
                self.idp("CreateUserPoolDomain", input);
            }
        }
        for (name, arn) in [("it's ${a} group", Some(role("group"))), ("no role", None)] {
            let mut input = json!({"UserPoolId": pool, "GroupName": name});
            if let Some(arn) = arn {
                input["RoleArn"] = json!(arn);
            }
            self.idp("CreateGroup", input);
        }
        pool
    }

    fn add(&mut self, pool: &str, number: usize) {
        let [binding, roles, logout, callback, secret] = digits(number, [6, 4, 2, 2, 2]);
        let mut input = json!({"UserPoolId": pool, "ClientName": "web", "GenerateSecret": secret == 1});
        // Mostly there, so that the checks behind these are reached.
        if logout == 0 {
            input["LogoutURLs"] = json!(["https://a.example/"]);
        }
        if callback == 0 {
            input["CallbackURLs"] = json!(["https://b.example/"]);
        }
        let client = text(&self.idp("CreateUserPoolClient", input)["UserPoolClient"]["ClientId"]);
        let provider = |region: &str, pool: &str, client: &str| json!({"ProviderName": format!("cognito-idp.{region}.amazonaws.com/{pool}"), "ClientId": client});
        let right = provider(REGION, pool, &client);
        let providers = match binding {
            0 => vec![right],
            1 => vec![provider(REGION, pool, "another"), right],
            2 => Vec::new(),
            3 => vec![provider(REGION, pool, "another"), provider(REGION, "us-east-1_other", &client)],
            4 => vec![provider("eu-west-1", pool, &client)],
            _ => vec![right, provider("eu-west-1", pool, "another")],
        };
        let identity = |operation: &str, input| self.account.must(REGION, "cognito-identity", operation, input);
        let made = identity(
            "CreateIdentityPool",
            json!({
                "IdentityPoolName": "pool", "AllowUnauthenticatedIdentities": number.is_multiple_of(2),
                "CognitoIdentityProviders": providers,
            }),
        );
        let id = text(&made["IdentityPoolId"]);
        let roles = match roles {
            0 => json!({"authenticated": role("in"), "unauthenticated": role("guest")}),
            1 => json!({"authenticated": role("in")}),
            2 => json!({"unauthenticated": role("guest")}),
            _ => json!({}),
        };
        if roles != json!({}) {
            identity("SetIdentityPoolRoles", json!({"IdentityPoolId": id, "Roles": roles}));
        }
        let link = json!({"region": REGION, "userPoolId": pool, "webClientId": client, "identityPoolId": id});
        self.cases.push(live_case(self.account, REGION, &link));
        self.environments.insert(format!("e{:04}", self.cases.len()), link);
    }
}

/// The digits of a number whose places count so far.
fn digits<const N: usize>(number: usize, places: [usize; N]) -> [usize; N] {
    let mut rest = number;
    places.map(|count| {
        let digit = rest % count;
        rest /= count;
        digit
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

#[test]
fn on_pools_of_every_kind_both_say_the_same() {
    let account = LocalAws::shared().account();
    let mut variants = Variants { account: &account, environments: Map::new(), cases: Vec::new() };
    for kind in 0..36 {
        let pool = variants.user_pool(kind);
        // Six of the 192 kinds of link for each, other ones each time; the first has nothing wrong with it.
        variants.add(&pool, 0);
        for number in 0..5 {
            variants.add(&pool, (kind * 5 + number) * 37 % 192);
        }
    }
    let sandbox = Sandbox::new(&account);
    sandbox.write("amplink.json", &link_file(variants.environments));
    let said = sandbox.run(&["check", "--for", "reference-auth", "--all", "--json"]).exits(6);
    let document = said.document();
    let environments = document["result"]["environments"].as_array().expect("a list");
    let official = initializer(&variants.cases);
    assert_eq!(environments.len(), official.len());
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for (environment, official) in environments.iter().zip(&official) {
        assert_eq!(first(rules(environment)), *official, "{environment:#}");
        *met.entry(format!("{official:?}")).or_default() += 1;
    }
    // The groups and the roles of `resource.ts` are the pool's own, so no group is ever wrong.
    let expected = (1..=10).filter(|number| *number != 6).map(|number| format!("{:?}", Verdict::Check(number)));
    for verdict in expected.chain(["Takes".to_owned()]) {
        assert!(met.contains_key(&verdict), "no pool for {verdict}: {met:?}");
    }
}

/// The function asks its own region only.
#[test]
fn in_another_region_neither_finds_anything() {
    let account = LocalAws::shared().account();
    let user_pool = |region: &str| {
        let policy = json!({"PasswordPolicy": {"MinimumLength": 8}});
        let input = json!({"PoolName": "pool", "Policies": policy});
        let pool = text(&account.must(region, "cognito-idp", "CreateUserPool", input)["UserPool"]["Id"]);
        let input = json!({"UserPoolId": pool, "ClientName": "web"});
        let client = account.must(region, "cognito-idp", "CreateUserPoolClient", input);
        (pool, text(&client["UserPoolClient"]["ClientId"]))
    };
    let (pool, client) = user_pool("us-west-2");
    let identity_pool = |region: &str| {
        let provider = format!("cognito-idp.us-west-2.amazonaws.com/{pool}");
        let input = json!({
            "IdentityPoolName": "pool", "AllowUnauthenticatedIdentities": true,
            "CognitoIdentityProviders": [{"ProviderName": provider, "ClientId": client}],
        });
        let id = text(&account.must(region, "cognito-identity", "CreateIdentityPool", input)["IdentityPoolId"]);
        let roles = json!({"authenticated": role("in"), "unauthenticated": role("guest")});
        account.must(region, "cognito-identity", "SetIdentityPoolRoles", json!({"IdentityPoolId": id, "Roles": roles}));
        id
    };
    let (here, there) = (identity_pool("us-west-2"), identity_pool("us-east-1"));
    let (mut ours, mut cases) = (Vec::new(), Vec::new());
    for (identity_pool, stack) in [(&here, "us-west-2"), (&there, "us-west-2"), (&here, "us-east-1")] {
        let link = json!({
            "region": "us-west-2", "userPoolId": pool, "webClientId": client, "identityPoolId": identity_pool,
        });
        let sandbox = Sandbox::new(&account);
        sandbox.write("amplink.json", &link_file(Map::from_iter([("dev".to_owned(), link.clone())])));
        let said = sandbox.run(&["check", "--for", "reference-auth", "--stack-region", stack, "--json"]);
        ours.push(first(rules(&said.document()["result"]["environments"][0])));
        cases.push(live_case(&account, stack, &link));
    }
    assert_eq!(ours, [Verdict::Takes, Verdict::Fetch("DescribeIdentityPool"), Verdict::Fetch("DescribeUserPool")]);
    assert_eq!(ours, initializer(&cases));
}

/// The first that blocks, how to mend it, and the way out; the document has all of them.
#[test]
fn the_command_says_what_blocks_and_what_to_do() {
    let account = LocalAws::shared().account();
    let seeded = seed(&account, "e4_oauth_nodomain");
    let mut sandbox = Sandbox::new(&account);
    sandbox.hide_ids(&seeded);
    let link = json!({"region": REGION, "userPoolId": seeded.user_pool_id, "webClientId": seeded.native_client_id});
    sandbox.write("amplink.json", &link_file(Map::from_iter([("dev".to_owned(), link)])));
    let said = sandbox.run(&["check", "--for", "reference-auth"]).exits(6);
    for part in [
        "error[reference-auth-no-identity-pool]: no identity pool is linked\n",
        "  where:  user pool POOL\n",
        "1 environment checked: 3 errors, 0 warnings, 0 notes",
    ] {
        assert!(said.stdout.contains(part), "{part}: {said}");
    }
    for part in [
        "would fail the deployment before its ten checks, reference-auth-no-identity-pool: user pool POOL: ",
        "hint: to mend it: link one with `amplink import identity-pool`",
        "hint: once that is mended, 2 more block",
        "hint: `amplink generate add-output` writes",
    ] {
        assert!(said.stderr.contains(part), "{part}: {said}");
    }
    let document = sandbox.run(&["check", "--for", "reference-auth", "--json"]).exits(6).document();
    let expected = ["reference-auth-no-identity-pool", "reference-auth-no-domain", "reference-auth-client-has-secret"];
    assert_eq!(rules(&document["result"]["environments"][0]), expected);
    assert_eq!(document["next"], json!(["amplink generate add-output"]));
    let refused = sandbox.run(&["check", "--stack-region", REGION]).exits(2);
    assert!(refused.stderr.contains("--for"), "{refused}");
}

// ---------------------------------------------------------------------------------- what is written, compiled and built

/// A folder that Amplify's packages can be imported from.
struct Backend {
    folder: tempfile::TempDir,
}

impl Backend {
    fn new() -> Self {
        Self { folder: tempfile::tempdir_in(&gen2().1).expect("a folder") }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }

    /// What the compiler has against it, by file.
    fn compile(&self) -> Vec<String> {
        let (node, packages) = gen2();
        self.write(
            "tsconfig.json",
            &json!({
                "compilerOptions": {"target": "es2022", "module": "es2022", "moduleResolution": "bundler", "strict": true,
                    "skipLibCheck": true, "noEmit": true, "types": []},
                "include": ["**/*.ts"],
            })
            .to_string(),
        );
        let mut command = Command::new(node);
        command.arg(packages.join("node_modules/typescript/bin/tsc")).args(["-p", ".", "--pretty", "false"]);
        let done = command.current_dir(self.folder.path()).output().expect("it runs");
        String::from_utf8(done.stdout).expect("a text").lines().map(str::to_owned).collect()
    }

    /// Builds a CDK app offline, and returns its templates by file.
    fn synthesize(&self, app: &str) -> BTreeMap<String, Value> {
        let (node, packages) = gen2();
        let (folder, file) = app.split_once('/').expect("a folder");
        let out = self.folder.path().join(folder).join("out");
        // Without bundling: that would want a shell and npx, and the function's code is not in question.
        let context = json!({
            "amplify-backend-namespace": "ns", "amplify-backend-name": "me", "amplify-backend-type": "sandbox",
            "aws:cdk:bundling-stacks": [],
        });
        run(Command::new(node)
            .arg(packages.join("node_modules/tsx/dist/cli.mjs"))
            .arg(file)
            .current_dir(self.folder.path().join(folder))
            .env("CDK_CONTEXT_JSON", context.to_string())
            .env("CDK_OUTDIR", &out));
        let templates = fs::read_dir(&out).expect("it was built").flatten().filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let text = name.ends_with("template.json").then(|| fs::read_to_string(entry.path()).expect("a text"))?;
            Some((name, serde_json::from_str(&text).expect("JSON")))
        });
        templates.collect()
    }
}

/// The facts of the rules' fixtures, with groups whose names are hard to write down.
fn facts() -> Facts {
    let fixture = root().join("tests/fixtures/rules/base.json");
    let fixture: Value = serde_json::from_str(&fs::read_to_string(fixture).expect("a fixture")).expect("JSON");
    let mut facts: Facts = serde_json::from_value(fixture["facts"].clone()).expect("facts");
    let group = |name: &str, role_arn: Option<String>| Group { name: name.to_owned(), precedence: None, role_arn };
    let groups =
        vec![group(HARD_NAME, Some(role("hard"))), group("admins", Some(role("team/admins"))), group("plain", None)];
    facts.groups = Some(groups);
    facts
}

const HARD_NAME: &str = "it's \"hard\" ${x} `y` \\ \u{202e}é/";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn rendered(format: &str, facts: &Facts) -> String {
    let format = emit::format(format).expect("a format");
    let request = Request {
        facts,
        platform: Platform::JavaScript,
        amplify_meta: None,
        previous: None,
        include_secret: false,
        prefix: "",
        existing: None,
        copied: &[],
        carried: &Map::new(),
    };
    (format.write)(&request).expect("nothing to read").text
}

fn resources(templates: &BTreeMap<String, Value>) -> Vec<Value> {
    let of = |template: &Value| template["Resources"].as_object().cloned().unwrap_or_default();
    templates.values().flat_map(|template| of(template).into_iter().map(|(_, resource)| resource)).collect()
}

#[test]
fn what_is_written_compiles_and_builds() {
    let backend = Backend::new();
    let facts = facts();
    backend.write("reference/amplify/auth/resource.ts", &rendered("reference-auth", &facts));
    backend.write(
        "reference/amplify/backend.ts",
        "import { defineBackend } from '@aws-amplify/backend';\nimport { auth } from './auth/resource';\n\
         defineBackend({ auth });\n",
    );
    backend.write("output/amplify/backend.ts", &rendered("add-output", &facts));
    backend.write("cdk/imported-auth.ts", &rendered("cdk", &facts));
    backend.write(
        "cdk/app.ts",
        "import { App, CfnOutput, Stack } from 'aws-cdk-lib';\nimport { ImportedAuth } from './imported-auth';\n\
         const app = new App();\n\
         const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1', account: '111122223333' } });\n\
         const auth = new ImportedAuth(stack, 'Auth');\n\
         new CfnOutput(stack, 'Pool', { value: auth.userPool.userPoolArn });\n\
         new CfnOutput(stack, 'Web', { value: auth.webClient.userPoolClientId });\n\
         new CfnOutput(stack, 'Native', { value: auth.nativeClient.userPoolClientId });\n\
         new CfnOutput(stack, 'Identities', { value: auth.identityPool.identityPoolArn });\n\
         auth.userPool.grant(auth.authenticatedRole, 'cognito-idp:DescribeUserPool');\n\
         new CfnOutput(stack, 'Guest', { value: auth.unauthenticatedRole.roleArn });\n",
    );
    // What there is nothing to write for is left to the compiler to miss.
    let mut poor = facts.clone();
    poor.identity_pool = None;
    poor.native_client = None;
    poor.user_pool.domain = None;
    backend.write("poor/amplify/auth/resource.ts", &rendered("reference-auth", &poor));
    backend.write("poor/amplify/backend.ts", &rendered("add-output", &poor));
    backend.write("poor/imported-auth.ts", &rendered("cdk", &poor));

    let errors = backend.compile();
    let [error, more @ ..] = &errors[..] else { panic!("the compiler misses nothing") };
    assert!(error.starts_with("poor/amplify/auth/resource.ts(") && error.contains("identityPoolId"), "{errors:#?}");
    assert!(more.iter().all(|line| line.starts_with(' ')), "{errors:#?}");

    let templates = backend.synthesize("reference/amplify/backend.ts");
    let all = resources(&templates);
    let reference = all.iter().find(|resource| resource["Type"] == "Custom::AmplifyRefAuth").expect("the resource");
    let mut properties = reference["Properties"].clone();
    for of_the_stack in ["ServiceToken", "region"] {
        properties.as_object_mut().expect("members").remove(of_the_stack).expect("it is there");
    }
    assert_eq!(
        properties,
        json!({
            "userPoolId": POOL, "userPoolClientId": CLIENT, "identityPoolId": IDENTITY_POOL,
            "authRoleArn": role("shop-signed-in"), "unauthRoleArn": role("shop-guest"),
            "groups": {HARD_NAME: role("hard"), "admins": role("team/admins")},
        })
    );

    let templates = backend.synthesize("output/amplify/backend.ts");
    assert!(templates.values().any(|template| template.to_string().contains(POOL)), "{templates:#?}");

    let templates = backend.synthesize("cdk/app.ts");
    assert_eq!(resources(&templates), Vec::<Value>::new());
    let template = templates.values().next().expect("a template");
    assert_eq!(template["Outputs"]["Web"]["Value"], CLIENT);
    assert_eq!(template["Outputs"]["Guest"]["Value"], json!(role("shop-guest")));
    let identities = template["Outputs"]["Identities"]["Value"].to_string();
    assert!(identities.contains(IDENTITY_POOL), "{identities}");
}

/// The provider's data sources, each with the arguments that it has; a client's secret stays out of Terraform's state.
#[test]
fn terraform_gets_data_sources() {
    let text = rendered("terraform", &facts());
    let read: Value = hcl::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let held = |attribute: &str, value: &str, otherwise: &str| {
        json!({"postcondition": {
            "condition": format!("${{self.{attribute} == \"{value}\"}}"), "error_message": otherwise,
        }})
    };
    let another_role = |arn: String| held("arn", &arn, "Another role has this name.");
    assert_eq!(
        read,
        json!({
            "data": {
                "aws_cognito_user_pool": {"this": {"user_pool_id": POOL}},
                "aws_cognito_user_pool_client": {"web": {
                    "user_pool_id": "${data.aws_cognito_user_pool.this.user_pool_id}", "client_id": CLIENT,
                }},
                "aws_cognito_identity_pool": {"this": {
                    "identity_pool_name": "shop",
                    "lifecycle": held("id", IDENTITY_POOL, "Another identity pool has this name."),
                }},
                "aws_iam_role": {
                    "authenticated": {"name": "shop-signed-in", "lifecycle": another_role(role("shop-signed-in"))},
                    "unauthenticated": {"name": "shop-guest", "lifecycle": another_role(role("shop-guest"))},
                },
            },
            "locals": {"native_client_id": "7k2lq9v0m3n4b5x6c8zexample"},
        })
    );
}

// --------------------------------------------------------------------------------------------------------- in words

#[test]
fn a_refusal_names_the_first_and_counts_the_rest() {
    let facts = facts();
    let mut reference = ReferenceAuth::of(&facts);
    let region: Region = "eu-west-1".parse().expect("a region");
    let findings = |reference: &ReferenceAuth| judge(&Case { facts: &facts, reference, region: &region });
    assert!(refusal(&findings(&reference)).is_none());
    reference.unauth_role_arn = Some("no-arn".to_owned());
    let error = refusal(&findings(&reference)).expect("a refusal");
    assert!(error.to_string().contains("at check 9 of 10, reference-auth-unauthenticated-role"), "{error}");
    assert!(error.hints()[1].contains("1 more blocks"), "{:?}", error.hints());
    assert_eq!(error.kind().exit_code(), 6);
    // Cognito's answer may be anything; the construct can be made of ARNs only.
    reference = ReferenceAuth::of(&facts);
    reference.groups.insert("admins".to_owned(), "no-arn".to_owned());
    let rules: Vec<&str> = findings(&reference).iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["reference-auth-group-role", "reference-auth-role-no-arn"]);
}

#[test]
fn every_check_says_what_a_person_should_know() {
    let numbers: Vec<u8> = CHECKS
        .iter()
        .filter_map(|check| match check.stage {
            Stage::Check(number) => Some(number),
            Stage::Fetch | Stage::Build => None,
        })
        .collect();
    assert_eq!(numbers, (1..=10).collect::<Vec<u8>>());
    let mut ids: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert!(CHECKS.iter().all(|check| check.id.starts_with("reference-auth-")));
    assert!(CHECKS.iter().all(|check| check.why.ends_with('.') && !check.remedy.ends_with('.')));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), CHECKS.len());
}

#[test]
fn the_page_says_what_the_checks_say() {
    let path = root().join("docs/gen2.md");
    let there = fs::read_to_string(&path).expect("the page").replace("\r\n", "\n");
    let (start, end) = ("<!-- checks: begin -->\n", "<!-- checks: end -->");
    let (before, rest) = there.split_once(start).expect("where the checks begin");
    let (_, after) = rest.split_once(end).expect("where they end");
    let page = format!("{before}{start}{}{end}{after}", tables());
    if env::var_os("AMPLINK_BLESS").is_some() {
        fs::write(&path, &page).expect("the page is written");
        return;
    }
    assert!(there == page, "docs/gen2.md is stale: `{BLESS}` writes it anew");
}

fn tables() -> String {
    let mut out = String::new();
    let mut table = |heading: &str, wanted: fn(Stage) -> Option<String>| {
        let _ = writeln!(out, "\n| {heading} | it says no when | id | what to do |\n|---|---|---|---|");
        for check in &CHECKS {
            let Some(word) = wanted(check.stage) else { continue };
            let _ = writeln!(out, "| {word} | {} | `{}` | {} |", check.blocks_when, check.id, check.remedy);
        }
    };
    table("check", |stage| match stage {
        Stage::Check(number) => Some(number.to_string()),
        Stage::Fetch | Stage::Build => None,
    });
    table("else", |stage| match stage {
        Stage::Check(_) => None,
        Stage::Fetch => Some("before the ten".to_owned()),
        Stage::Build => Some("in the build".to_owned()),
    });
    out.push('\n');
    out
}
