//! The pools, clients, identity pools and roles from which the golden files in `tests/fixtures/golden` were made by the
//! official Amplify CLI, made anew in a local AWS; and the failures that the official CLI knows (`h..`).
//!
//! A scenario wants an account of its own: names of roles are the same each time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::local_aws::Account;

/// Where everything is made, except where a scenario is about regions.
pub const REGION: &str = "us-east-1";

/// What a scenario made, and what a user would ask to import: [`Seeded::user_pool_id`], the two clients and
/// [`Seeded::identity_pool_id`], which are not always among the things that exist.
#[derive(Debug, Default)]
pub struct Seeded {
    pub user_pool_id: String,
    pub web_client_id: String,
    pub native_client_id: String,
    pub identity_pool_id: Option<String>,
    /// Id and secret by name.
    pub clients: BTreeMap<String, (String, Option<String>)>,
    /// Ids by name.
    pub user_pools: BTreeMap<String, String>,
    /// Ids by name.
    pub identity_pools: BTreeMap<String, String>,
    /// ARNs by name.
    pub roles: BTreeMap<String, String>,
}

impl Seeded {
    /// The `Roles` of its identity pool, as they were set.
    pub fn roles_of_identity_pool(&self) -> Value {
        let named = |end: &str| self.roles.iter().find(|(name, _)| name.ends_with(end)).map(|(_, arn)| arn.as_str());
        json!({"authenticated": named("-auth"), "unauthenticated": named("-unauth")})
    }
}

/// Makes `scenario` in `account`.
#[track_caller]
pub fn seed(account: &Account, scenario: &str) -> Seeded {
    let mut s = Seeding::new(account);
    let plain = || with(default_policy(), json!({"Schema": schema(&["email"], &[])}));
    let email = || with(plain(), json!({"AutoVerifiedAttributes": ["email"]}));
    let only_schema = || json!({"Schema": schema(&[], &[])});
    let none = || json!({});
    let social = ["COGNITO", "Facebook", "Google"];
    match scenario {
        "a_pool_only" => {
            let pool = s.pool("pool-a", email());
            let client = s.client(&pool, "only-client", false, none());
            s.ask(&pool, &client, &client, None);
        }
        "b_web_native" => s.pool_and_clients("pool-b", email()),
        "c_identity_pool" => s.whole("pool-c", email(), identity_pool("idpool_c")),
        // Roles whose trust policies are of no use to Cognito.
        "c3_bad_trust" => {
            s.whole("pool-c", plain(), identity_pool("idpool_c").roles(Role::OfAnotherPool, Role::OfAnotherService));
        }
        "c4_missing_roles" => {
            let role = |name| Role::Arn(format!("arn:aws:iam::{}:role/{name}", account.id()));
            let pool = identity_pool("idpool_c").roles(role("ghost-auth"), role("ghost-unauth"));
            s.whole("pool-c", plain(), pool);
        }
        "d_auth_role_only" => {
            let pool = identity_pool("idpool_d").without_guests();
            s.whole("pool-d", plain(), pool.roles(Role::Right, Role::Absent));
        }
        "d2_noguest_both_roles" => {
            s.whole("pool-d", plain(), identity_pool("idpool_d").without_guests());
        }
        "e_oauth" => s.oauth("pool-e", Domain::Prefix, &social, oauth()),
        // The identity pool federates by itself, too.
        "e2_oauth_idpool_fed" => {
            s.oauth("pool-e", Domain::Prefix, &social, oauth());
            let logins = json!({
                "graph.facebook.com": "fb-web", "accounts.google.com": "goog-web", "www.amazon.com": "amzn-web",
                "appleid.apple.com": "apple-web", "api.twitter.com": "a;b",
            });
            s.add_identity_pool(identity_pool("idpool_e").logins(logins));
        }
        "e4_oauth_nodomain" => s.oauth("pool-e4", Domain::None, &social, oauth()),
        "e5_oauth_oidc_saml" => {
            let pool = s.oauth_pool("pool-e5", Domain::Prefix);
            s.provider(
                &pool,
                "MyOidc",
                "OIDC",
                json!({
                    "client_id": "oidc-id", "client_secret": "oidc-secret", "oidc_issuer": "https://i.example.com",
                    "attributes_request_method": "GET", "authorize_scopes": "openid",
                }),
            );
            s.provider(&pool, "MySaml", "SAML", json!({"MetadataURL": "https://s.example.com/m.xml"}));
            s.provider(&pool, "SignInWithApple", "SignInWithApple", json!({
                "client_id": "apple-id", "team_id": "TEAM", "key_id": "KEY", "private_key": "PK", "authorize_scopes": "email",
            }));
            s.provider(
                &pool,
                "LoginWithAmazon",
                "LoginWithAmazon",
                json!({
                    "client_id": "amzn-id", "client_secret": "amzn-secret", "authorize_scopes": "profile",
                }),
            );
            let providers = json!({"SupportedIdentityProviders": [
                "COGNITO", "Facebook", "Google", "LoginWithAmazon", "SignInWithApple", "MyOidc", "MySaml",
            ]});
            s.both_clients(&pool, with(oauth(), providers));
        }
        "e6_oauth_nologout" => {
            let mut settings = oauth();
            settings.as_object_mut().expect("an object").remove("LogoutURLs");
            s.oauth("pool-e6", Domain::Prefix, &social, settings);
        }
        "e7_custom_domain" => s.oauth("pool-e7", Domain::Custom, &social, oauth()),
        "f_mfa_optional" | "f3_mfa_sms_totp_disabled" => {
            let caller = format!("arn:aws:iam::{}:role/sns-role", account.id());
            let sms = json!({"SmsConfiguration": {"SnsCallerArn": caller, "ExternalId": "ext"}});
            let settings = with(
                default_policy(),
                json!({
                    "MfaConfiguration": "OPTIONAL", "AutoVerifiedAttributes": ["phone_number"],
                    "UsernameAttributes": ["phone_number"], "Schema": schema(&["phone_number"], &[]),
                }),
            );
            let pool = s.pool("pool-f", with(settings, sms.clone()));
            s.idp(
                "SetUserPoolMfaConfig",
                json!({
                    "UserPoolId": pool,
                    "MfaConfiguration": "OPTIONAL",
                    "SoftwareTokenMfaConfiguration": {"Enabled": scenario == "f_mfa_optional"},
                    "SmsMfaConfiguration": with(json!({"SmsAuthenticationMessage": "Your code is {####}"}), sms),
                }),
            );
            s.both_clients(&pool, none());
        }
        // User name attributes, an own password policy, custom attributes.
        "g_attributes" => {
            let custom = [
                json!({
                    "Name": "tenant", "AttributeDataType": "String", "Mutable": true,
                    "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "64"},
                }),
                json!({
                    "Name": "level", "AttributeDataType": "Number", "Mutable": true,
                    "NumberAttributeConstraints": {"MinValue": "0", "MaxValue": "9"},
                }),
            ];
            s.pool_and_clients("pool-g", json!({
                "UsernameAttributes": ["email", "phone_number"],
                "AutoVerifiedAttributes": ["email", "phone_number"],
                "Policies": {"PasswordPolicy": {
                    "MinimumLength": 12, "RequireUppercase": false, "RequireLowercase": true, "RequireNumbers": true,
                    "RequireSymbols": false, "TemporaryPasswordValidityDays": 3,
                }},
                "Schema": schema(&["email", "name", "birthdate"], &custom),
            }));
        }

        // The identity pool trusts the pool, but through a client that is gone.
        "h01_idpool_other_client" => {
            s.pool_and_clients("pool-h", none());
            s.add_identity_pool(identity_pool("idpool_h").clients(&["z".repeat(26)]));
        }
        "h02_idpool_web_only" | "h03_idpool_native_only" => {
            let web = scenario == "h02_idpool_web_only";
            s.pool_and_clients("pool-h", if web { only_schema() } else { none() });
            let client = if web { &s.made.web_client_id } else { &s.made.native_client_id };
            let pool = identity_pool("idpool_h").clients(std::slice::from_ref(client));
            s.add_identity_pool(pool);
        }
        "h04_wrong_region" => {
            s.region = "us-west-2";
            s.pool_and_clients("pool-h", none());
        }
        "h05_bad_web_client" => {
            s.pool_and_clients("pool-h", none());
            s.made.web_client_id = "nosuchwebclientnosuchwebcl".into();
        }
        "h06_bad_native_client" => {
            s.pool_and_clients("pool-h", none());
            s.made.native_client_id = "nosuchnativeclientnosuchna".into();
        }
        // The client asked for as the web client has a secret.
        "h07_web_has_secret" => {
            s.pool_and_clients("pool-h", none());
            s.made.web_client_id = s.made.native_client_id.clone();
        }
        // Every client has a secret.
        "h08_no_web_client" => {
            let pool = s.pool("pool-h", none());
            let client = s.client(&pool, "native", true, none());
            s.ask(&pool, &client, &client, None);
        }
        "h09_no_clients" => {
            let pool = s.pool("pool-h", none());
            s.ask(&pool, &"x".repeat(26), &"y".repeat(26), None);
        }
        // There is an identity pool, but another id is asked for.
        "h10_idpool_unknown" => {
            s.whole("pool-h", none(), identity_pool("idpool_h"));
            s.made.identity_pool_id = Some(UNKNOWN_IDENTITY_POOL.into());
        }
        // The identity pool asked for belongs to another user pool.
        "h11_idpool_unlinked" => {
            s.whole("pool-h", none(), identity_pool("linked"));
            let other = s.pool("pool-other", none());
            let client = s.client(&other, "o", false, none());
            let unlinked = identity_pool("unlinked").clients(&[client]);
            s.made.identity_pool_id = Some(s.identity_pool(&other, unlinked));
        }
        "h12_no_idpool_at_all" => {
            s.pool_and_clients("pool-h", none());
            s.made.identity_pool_id = Some(UNKNOWN_IDENTITY_POOL.into());
        }
        // Both clients have OAuth settings, which differ; then only one has any.
        "h13_oauth_mismatch" | "h14_oauth_one_side" => {
            let pool = s.oauth_pool("pool-h", Domain::Prefix);
            let differ = scenario == "h13_oauth_mismatch";
            let cognito = json!({"SupportedIdentityProviders": ["COGNITO"]});
            let both = json!({"SupportedIdentityProviders": ["COGNITO", "Facebook"]});
            let web = s.client(&pool, "web", false, with(oauth(), if differ { both } else { cognito.clone() }));
            let settings = with(with(oauth(), cognito), json!({"CallbackURLs": ["myapp://"]}));
            let native = s.client(&pool, "native", true, if differ { settings } else { none() });
            s.ask(&pool, &web, &native, None);
        }
        "h15_idpool_no_roles" => {
            let pool = identity_pool("idpool_h").roles(Role::Absent, Role::Absent);
            s.whole("pool-h", none(), pool);
        }
        "h16_unknown_pool" | "h17_no_pool" => {
            if scenario == "h16_unknown_pool" {
                s.pool("pool-h", none());
            }
            s.ask("us-east-1_NoSuchPoo", &"x".repeat(26), &"y".repeat(26), None);
        }
        "h18_role_arn_bad" => {
            let role = || Role::Arn("not-an-arn-not-an-arn".into());
            let pool = identity_pool("idpool_h").roles(role(), role());
            s.whole("pool-h", none(), pool);
        }
        // The identity pool's provider has the right pool's id, but another region before it.
        "h19_idpool_disabled_provider_region" => {
            let pool = identity_pool("idpool_h").provider_region("eu-west-1");
            s.whole("pool-h", only_schema(), pool);
        }

        // Several of everything.
        "i_many" => {
            let pool = s.pool("zeta-pool", plain());
            let clients = ["web-b", "web-a", "native-b", "native-a"]
                .map(|name| s.client(&pool, name, name.starts_with("native"), none()));
            let [web, _, native, _] = &clients;
            let two = identity_pool("idp_two").clients(&[web.clone(), native.clone()]);
            let asked = s.identity_pool(&pool, two);
            s.identity_pool(&pool, identity_pool("idp_one").clients(&clients));
            for (name, client, secret) in [("alpha-pool", "secret-only", true), ("mid-pool", "m-web", false)] {
                let other = s.pool(name, none());
                s.client(&other, client, secret, none());
            }
            s.ask(&pool, web, native, Some(&asked));
        }
        _ => panic!("no scenario {scenario}"),
    }
    s.made
}

/// Adds `count` pools, each with a client, and returns their ids.
pub fn many_pools(account: &Account, count: usize) -> Vec<String> {
    let mut s = Seeding::new(account);
    let pools = (0..count).map(|number| {
        let pool = s.pool(&format!("other-{number:04}"), json!({}));
        s.client(&pool, "w", false, json!({}));
        pool
    });
    pools.collect()
}

/// Adds `count` clients to `pool`, every other one with a secret, and returns their ids.
pub fn many_clients(account: &Account, pool: &str, count: usize) -> Vec<String> {
    let mut s = Seeding::new(account);
    (0..count).map(|number| s.client(pool, &format!("client-{number:04}"), number % 2 == 1, json!({}))).collect()
}

/// A golden file of the official CLI's, as it would be for what `seeded` has instead of what the `golden_seed`
/// (`seed.json` beside the file) says.
#[track_caller]
pub fn replace_ids(golden_text: &str, golden_seed: &Value, seeded: &Seeded) -> String {
    let members = |key: &str| golden_seed[key].as_object().cloned().unwrap_or_default();
    let mut pairs = Vec::new();
    for (key, new) in
        [("userPools", &seeded.user_pools), ("identityPools", &seeded.identity_pools), ("roles", &seeded.roles)]
    {
        pairs.extend(members(key).into_iter().map(|(name, old)| (text(&old), new[&name].clone())));
    }
    for (name, old) in members("clients") {
        let (id, secret) = &seeded.clients[&name];
        pairs.push((text(&old["id"]), id.clone()));
        if let Some(secret) = secret {
            pairs.push((text(&old["secret"]), secret.clone()));
        }
    }
    pairs.iter().fold(golden_text.to_owned(), |text, (old, new)| text.replace(old, new))
}

const UNKNOWN_IDENTITY_POOL: &str = "us-east-1:11111111-1111-1111-1111-111111111111";

enum Domain {
    None,
    Prefix,
    Custom,
}

/// Whether an identity pool has a role, and whom the role trusts.
enum Role {
    Absent,
    Right,
    OfAnotherPool,
    OfAnotherService,
    /// Not made, only named.
    Arn(String),
}

/// An identity pool to make.
struct IdentityPool {
    name: &'static str,
    guests: bool,
    /// For users who signed in, and for guests.
    roles: [Role; 2],
    logins: Value,
    /// Both clients that are asked for, unless given.
    clients: Option<Vec<String>>,
    provider_region: &'static str,
}

fn identity_pool(name: &'static str) -> IdentityPool {
    IdentityPool {
        name,
        guests: true,
        roles: [Role::Right, Role::Right],
        logins: json!({}),
        clients: None,
        provider_region: REGION,
    }
}

impl IdentityPool {
    fn without_guests(self) -> Self {
        Self { guests: false, ..self }
    }

    fn roles(self, signed_in: Role, guest: Role) -> Self {
        Self { roles: [signed_in, guest], ..self }
    }

    fn logins(self, logins: Value) -> Self {
        Self { logins, ..self }
    }

    fn clients(self, clients: &[String]) -> Self {
        Self { clients: Some(clients.to_vec()), ..self }
    }

    fn provider_region(self, provider_region: &'static str) -> Self {
        Self { provider_region, ..self }
    }
}

struct Seeding<'a> {
    account: &'a Account<'a>,
    region: &'static str,
    made: Seeded,
}

impl<'a> Seeding<'a> {
    fn new(account: &'a Account<'a>) -> Self {
        Seeding { account, region: REGION, made: Seeded::default() }
    }

    #[track_caller]
    fn idp(&self, operation: &str, input: Value) -> Value {
        self.account.must(self.region, "cognito-idp", operation, input)
    }

    fn pool(&mut self, name: &str, settings: Value) -> String {
        let made = self.idp("CreateUserPool", with(json!({"PoolName": name}), settings));
        let id = text(&made["UserPool"]["Id"]);
        self.made.user_pools.insert(name.to_owned(), id.clone());
        id
    }

    fn client(&mut self, pool: &str, name: &str, secret: bool, settings: Value) -> String {
        let input = json!({"UserPoolId": pool, "ClientName": name, "GenerateSecret": secret});
        let made = &self.idp("CreateUserPoolClient", with(input, settings))["UserPoolClient"];
        let id = text(&made["ClientId"]);
        let secret = made["ClientSecret"].as_str().map(str::to_owned);
        self.made.clients.insert(name.to_owned(), (id.clone(), secret));
        id
    }

    fn provider(&self, pool: &str, name: &str, kind: &str, details: Value) {
        let mapping = if matches!(name, "Facebook" | "Google") { json!({"email": "email"}) } else { json!({}) };
        self.idp(
            "CreateIdentityProvider",
            json!({
                "UserPoolId": pool, "ProviderName": name, "ProviderType": kind, "ProviderDetails": details,
                "AttributeMapping": mapping,
            }),
        );
    }

    fn oauth_pool(&mut self, name: &str, domain: Domain) -> String {
        let settings = json!({
            "AutoVerifiedAttributes": ["email"], "UsernameAttributes": ["email"], "Schema": schema(&["email"], &[]),
        });
        let pool = self.pool(name, with(default_policy(), settings));
        let certificate = format!("arn:aws:acm:us-east-1:{}:certificate/x", self.account.id());
        let domain = match domain {
            Domain::None => None,
            Domain::Prefix => Some(json!({"Domain": "my-auth-domain"})),
            Domain::Custom => {
                Some(json!({"Domain": "auth.example.com", "CustomDomainConfig": {"CertificateArn": certificate}}))
            }
        };
        if let Some(domain) = domain {
            self.idp("CreateUserPoolDomain", with(json!({"UserPoolId": pool}), domain));
        }
        self.provider(
            &pool,
            "Facebook",
            "Facebook",
            json!({
                "client_id": "fb-app-id", "client_secret": "fb-secret", "authorize_scopes": "public_profile,email",
            }),
        );
        self.provider(
            &pool,
            "Google",
            "Google",
            json!({
                "client_id": "goog-id.apps.googleusercontent.com", "client_secret": "goog-secret",
                "authorize_scopes": "openid email profile",
            }),
        );
        pool
    }

    fn identity_pool(&mut self, pool: &str, wanted: IdentityPool) -> String {
        let clients =
            wanted.clients.unwrap_or_else(|| vec![self.made.web_client_id.clone(), self.made.native_client_id.clone()]);
        let provider = format!("cognito-idp.{}.amazonaws.com/{pool}", wanted.provider_region);
        let providers = clients
            .iter()
            .map(|client| json!({"ProviderName": provider, "ClientId": client, "ServerSideTokenCheck": false}));
        let mut input = json!({
            "IdentityPoolName": wanted.name, "AllowUnauthenticatedIdentities": wanted.guests,
            "CognitoIdentityProviders": providers.collect::<Vec<_>>(),
        });
        if wanted.logins != json!({}) {
            input["SupportedLoginProviders"] = wanted.logins;
        }
        let made = self.account.must(self.region, "cognito-identity", "CreateIdentityPool", input);
        let id = text(&made["IdentityPoolId"]);
        self.made.identity_pools.insert(wanted.name.to_owned(), id.clone());

        let mut roles = json!({});
        for (role, (key, suffix)) in
            wanted.roles.into_iter().zip([("authenticated", "auth"), ("unauthenticated", "unauth")])
        {
            let trust = match role {
                Role::Absent => continue,
                Role::Arn(arn) => {
                    roles[key] = arn.into();
                    continue;
                }
                Role::Right => trust(&id, key),
                Role::OfAnotherPool => trust("us-east-1:00000000-0000-0000-0000-000000000000", key),
                Role::OfAnotherService => json!({"Version": "2012-10-17", "Statement": [{
                    "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole",
                }]}),
            };
            let name = format!("{}-{suffix}", wanted.name);
            let input = json!({"RoleName": name, "Path": "/", "AssumeRolePolicyDocument": trust.to_string()});
            let arn = text(&self.account.must(REGION, "iam", "CreateRole", input)["Role"]["Arn"]);
            roles[key] = arn.clone().into();
            self.made.roles.insert(name, arn);
        }
        if roles != json!({}) {
            let input = json!({"IdentityPoolId": id, "Roles": roles});
            self.account.must(self.region, "cognito-identity", "SetIdentityPoolRoles", input);
        }
        id
    }

    /// The identity pool of the user pool that is asked for.
    fn add_identity_pool(&mut self, wanted: IdentityPool) {
        let pool = self.made.user_pool_id.clone();
        self.made.identity_pool_id = Some(self.identity_pool(&pool, wanted));
    }

    fn both_clients(&mut self, pool: &str, settings: Value) {
        let web = self.client(pool, "web", false, settings.clone());
        let native = self.client(pool, "native", true, settings);
        self.ask(pool, &web, &native, None);
    }

    fn pool_and_clients(&mut self, name: &str, settings: Value) {
        let pool = self.pool(name, settings);
        self.both_clients(&pool, json!({}));
    }

    fn whole(&mut self, name: &str, settings: Value, identity_pool: IdentityPool) {
        self.pool_and_clients(name, settings);
        self.add_identity_pool(identity_pool);
    }

    fn oauth(&mut self, name: &str, domain: Domain, providers: &[&str], settings: Value) {
        let pool = self.oauth_pool(name, domain);
        self.both_clients(&pool, with(settings, json!({"SupportedIdentityProviders": providers})));
    }

    fn ask(&mut self, pool: &str, web: &str, native: &str, identity_pool: Option<&str>) {
        self.made.user_pool_id = pool.to_owned();
        self.made.web_client_id = web.to_owned();
        self.made.native_client_id = native.to_owned();
        self.made.identity_pool_id = identity_pool.map(str::to_owned);
    }
}

fn trust(identity_pool: &str, who: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": who},
        },
    }]})
}

fn default_policy() -> Value {
    json!({"Policies": {"PasswordPolicy": {
        "MinimumLength": 8, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true,
        "RequireSymbols": true, "TemporaryPasswordValidityDays": 7,
    }}})
}

fn oauth() -> Value {
    json!({
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthScopes": ["aws.cognito.signin.user.admin", "email", "openid", "phone", "profile"],
        "CallbackURLs": ["https://example.com/", "http://localhost:3000/"],
        "LogoutURLs": ["https://example.com/out/", "http://localhost:3000/out/"],
    })
}

/// The standard attributes of every pool, with the `required` ones marked, then the `custom` ones.
fn schema(required: &[&str], custom: &[Value]) -> Value {
    let attribute = |name: &str, mutable: bool, required: bool, length: [&str; 2]| {
        json!({
            "Name": name, "AttributeDataType": "String", "Mutable": mutable, "Required": required,
            "StringAttributeConstraints": {"MinLength": length[0], "MaxLength": length[1]},
        })
    };
    let standard = [
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "phone_number",
        "address",
        "email",
    ];
    let mut all = vec![attribute("sub", false, true, ["1", "2048"])];
    all.extend(standard.map(|name| {
        let length = if name == "birthdate" { ["10", "10"] } else { ["0", "2048"] };
        attribute(name, true, required.contains(&name), length)
    }));
    all.extend_from_slice(custom);
    all.into()
}

/// `settings` with `more`, which win.
fn with(mut settings: Value, more: Value) -> Value {
    let (Some(members), Value::Object(more)) = (settings.as_object_mut(), more) else { panic!("settings are objects") };
    members.extend(more);
    settings
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text")).to_owned()
}
