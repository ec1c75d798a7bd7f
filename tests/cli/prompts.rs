//! The questions, in a real terminal: what is asked, what is chosen alone, and how one gets out.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::support::local_aws::{Account, LocalAws};
use crate::support::proxy::{Fault, Proxy};
use crate::support::scenarios::{REGION, Seeded, many_clients, many_pools, seed};
use crate::terminal::{CTRL_C, DOWN, ENTER, ESCAPE, Ended, Terminal};

const IMPORT: [&str; 2] = ["import", "user-pool"];
const POOL: &str = "User pool (type to filter";
const WEB: &str = "Web client (type to filter)";
const NATIVE: &str = "Native client (type to filter)";
const WRITE: &str = "Write these files?";

/// A JavaScript project in a region with the scenario in it.
fn web(scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let (mut sandbox, account, seeded) = Sandbox::web(scenario);
    sandbox.set("AWS_REGION", REGION);
    (sandbox, account, seeded)
}

/// An Android project, likewise.
fn android(scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let (sandbox, account, seeded) = web(scenario);
    std::fs::remove_file(sandbox.root().join("package.json")).expect("it was there");
    sandbox.write("build.gradle", "");
    (sandbox, account, seeded)
}

/// A JavaScript project that is linked already.
fn linked(scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let (sandbox, account, seeded) = web(scenario);
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id, "--yes"];
    sandbox.run(&[&IMPORT, &ids[..]].concat()).exits(0);
    (sandbox, account, seeded)
}

fn import(sandbox: &Sandbox) -> Terminal {
    Terminal::run(sandbox, &IMPORT)
}

fn import_from(sandbox: &Sandbox, pool: &str) -> Terminal {
    Terminal::run(sandbox, &["import", "user-pool", "--user-pool-id", pool])
}

fn id<'a>(seeded: &'a Seeded, client: &str) -> &'a str {
    &seeded.clients[client].0
}

/// The equivalent command gives the same bytes in a folder that knows nothing of the first run.
#[track_caller]
fn repeats(ended: &Ended, sandbox: &Sandbox, account: &Account<'_>, build_file: (&str, &str)) {
    let mut fresh = Sandbox::new(account);
    // The command says all there is to know.
    fresh.set("AWS_REGION", "");
    fresh.write(build_file.0, build_file.1);
    std::fs::create_dir_all(fresh.root().join("src")).expect("a folder");
    Terminal::shell(&fresh, &ended.equivalent()).ends().exits(0).asked_nothing();
    assert_eq!(fresh.tree(), sandbox.tree());
}

/// Two pages and a half of Cognito's list, of which 60 are the most it gives at once.
#[test]
fn one_of_many_pools_is_found_by_typing() {
    let (sandbox, account, seeded) = web("b_web_native");
    many_pools(&account, 130);
    let mut run = import(&sandbox);
    run.asks(POOL).shows("131 in all").types("pool-b").shows("pool-b").types(ENTER);
    run.shows("the only one without a secret").asks(NATIVE).types(ENTER);
    run.shows("create").shows("src/aws-exports.js").asks(WRITE).types(ENTER);
    let ended = run.ends().exits(0).leaves_the_cursor();
    assert_eq!(sandbox.json("amplink.json")["environments"]["dev"]["userPoolId"], seeded.user_pool_id);
    assert!(sandbox.read("src/aws-exports.js").contains(&seeded.web_client_id));
    repeats(&ended, &sandbox, &account, ("package.json", "{}"));
}

#[test]
fn the_last_pool_of_the_last_page_is_in_the_list() {
    let (mut sandbox, account, _) = web("b_web_native");
    let pools = many_pools(&account, 130);
    // AWS refuses a page of more than 60, which MiniStack gives.
    let proxy = Proxy::like_aws(LocalAws::shared().endpoint());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let mut run = import(&sandbox);
    run.asks(POOL).types("other-0129").shows(pools.last().expect("130 of them")).types(ENTER);
    run.asks(WRITE).types(ENTER).ends().exits(0);
    assert_eq!(sandbox.json("amplink.json")["environments"]["dev"]["userPoolId"], *pools.last().expect("130 of them"));
}

#[test]
fn a_pool_is_shown_with_its_id_and_its_last_change() {
    let (sandbox, _, seeded) = web("i_many");
    let mut run = import(&sandbox);
    run.asks(POOL);
    // In the order of their names.
    for name in ["alpha-pool", "mid-pool", "zeta-pool"] {
        run.shows(name).shows(&seeded.user_pools[name]).shows("changed 20");
    }
    run.types(CTRL_C).ends().exits(130);
}

#[test]
fn a_web_client_has_no_secret_and_a_native_one_says_whether_it_has() {
    let (sandbox, account, seeded) = web("i_many");
    let mut run = import_from(&sandbox, &seeded.user_pool_id);
    run.asks(WEB).shows(id(&seeded, "web-a")).shows(id(&seeded, "web-b")).types(DOWN).types(ENTER);
    run.asks(NATIVE);
    for (name, secret) in
        [("native-a", "has a secret"), ("native-b", "has a secret"), ("web-a", "no secret"), ("web-b", "no secret")]
    {
        run.shows(name).shows(id(&seeded, name)).shows(secret);
    }
    run.types(DOWN).types(ENTER).asks(WRITE).types("y");
    let ended = run.ends().exits(0);
    let before_native = ended.text().split("Native client").next().expect("a part").to_owned();
    assert!(!before_native.contains("native-a") && !before_native.contains("native-b"), "{before_native}");
    let link = sandbox.json("amplink.json")["environments"]["dev"].clone();
    assert_eq!(link["webClientId"], id(&seeded, "web-b"));
    assert_eq!(link["nativeClientId"], id(&seeded, "native-b"));
    repeats(&ended, &sandbox, &account, ("package.json", "{}"));
}

#[test]
fn a_web_app_needs_no_native_client() {
    let (sandbox, _, seeded) = web("b_web_native");
    let mut run = import_from(&sandbox, &seeded.user_pool_id);
    run.asks(NATIVE).types("no native").shows("no native client").types(ENTER).asks(WRITE).types(ENTER);
    run.ends().exits(0).never_says("--native-client-id");
    assert_eq!(sandbox.json("amplink.json")["environments"]["dev"]["nativeClientId"], Value::Null);
}

/// One pool, one client: nothing to choose, everything said, and one client for both.
#[test]
fn what_is_the_only_choice_is_chosen_and_said() {
    let (sandbox, account, seeded) = web("a_pool_only");
    let mut run = import(&sandbox);
    run.shows("pool-a").shows(&seeded.user_pool_id).shows("the only one in us-east-1: chosen");
    run.shows("only-client").shows(&seeded.web_client_id).shows("the pool's only app client: chosen");
    run.asks(WRITE).types(ENTER);
    let ended = run.ends().exits(0).never_says("type to filter");
    let link = sandbox.json("amplink.json")["environments"]["dev"].clone();
    assert_eq!([&link["webClientId"], &link["nativeClientId"]], [&seeded.web_client_id; 2]);
    repeats(&ended, &sandbox, &account, ("package.json", "{}"));
}

#[test]
fn the_only_client_without_a_secret_is_the_web_client() {
    let (sandbox, _, seeded) = web("b_web_native");
    let mut run = import_from(&sandbox, &seeded.user_pool_id);
    run.shows(&seeded.web_client_id).shows("the only one without a secret").asks(NATIVE).types(ESCAPE);
    run.ends().exits(130).never_says("Web client (");
}

#[test]
fn secrets_are_not_for_the_web() {
    let (sandbox, account, seeded) = web("h08_no_web_client");
    let before = sandbox.tree();
    let refused = import(&sandbox).ends().exits(6).says("no app client without a secret").says("--platform");
    // Chosen and refused in one breath would be a contradiction.
    refused.never_says("only app client: chosen");
    assert_eq!(sandbox.tree(), before);

    // Several of them are refused like one.
    let more = json!({"UserPoolId": seeded.user_pool_id, "ClientName": "other", "GenerateSecret": true});
    account.must(REGION, "cognito-idp", "CreateUserPoolClient", more);
    import(&sandbox).ends().exits(6).asked_nothing().says("no app client without a secret");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn clients_with_secrets_will_do_for_mobile() {
    let (sandbox, account, seeded) = android("h08_no_web_client");
    let more = json!({"UserPoolId": seeded.user_pool_id, "ClientName": "other", "GenerateSecret": true});
    account.must(REGION, "cognito-idp", "CreateUserPoolClient", more);
    let mut run = import(&sandbox);
    run.shows("every app client has a secret: no web client is linked");
    run.asks(NATIVE).shows("has a secret").shows("has a secret").types(ENTER);
    run.asks(WRITE).types(ENTER);
    let ended = run.ends().exits(0).never_says("no native client");
    let link = sandbox.json("amplink.json")["environments"]["dev"].clone();
    assert_eq!(link["nativeClientId"], seeded.native_client_id);
    assert_eq!(link["webClientId"], Value::Null);
    assert!(sandbox.read("app/src/main/res/raw/amplifyconfiguration.json").contains(&seeded.native_client_id));
    repeats(&ended, &sandbox, &account, ("build.gradle", ""));
}

/// The only client of the pool has a secret: it is taken, and nobody is left to wonder about the web.
#[test]
fn the_only_client_may_have_a_secret_for_mobile() {
    let (sandbox, _, seeded) = android("h08_no_web_client");
    let mut run = import(&sandbox);
    run.shows("the pool's only app client: chosen").asks(WRITE).types(ENTER).ends().exits(0);
    let link = sandbox.json("amplink.json")["environments"]["dev"].clone();
    assert_eq!([&link["webClientId"], &link["nativeClientId"]], [&Value::Null, &json!(seeded.native_client_id)]);
}

/// Telling the secrets of so many would take long, so each choice starts with a part of the name; the two clients
/// need not have a part in common.
#[test]
fn of_many_clients_a_part_of_the_name_is_asked_for() {
    let (mut sandbox, account, seeded) = web("b_web_native");
    let clients = many_clients(&account, &seeded.user_pool_id, 31);
    let proxy = Proxy::start(LocalAws::shared().endpoint());
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let mut run = import_from(&sandbox, &seeded.user_pool_id);
    run.shows("33 app clients").asks("web client").types("nothing like it").types(ENTER);
    run.shows("nothing like it").asks("web client").types("client-0007").types(ENTER);
    // It has a secret; the pool has others that have none.
    run.shows("has a secret").asks("web client").types("CLIENT-0008").types(ENTER);
    run.asks(WEB).shows("client-0008").types(ENTER);
    run.asks("Link a native client, too?")
        .types("y")
        .asks("native client")
        .types(&clients[9])
        .types(ENTER)
        .asks(NATIVE)
        .shows("client-0009")
        .types(ENTER);
    run.asks(WRITE).types(ENTER).ends().exits(0);
    let link = sandbox.json("amplink.json")["environments"]["dev"].clone();
    assert_eq!([&link["webClientId"], &link["nativeClientId"]], [&clients[8], &clients[9]]);
    let described = proxy.calls().iter().filter(|call| *call == "DescribeUserPoolClient").count();
    assert!(described <= 5, "{described}");
}

#[test]
fn a_linked_project_is_read_again_or_linked_anew() {
    let (sandbox, account, seeded) = linked("i_many");
    let before = sandbox.tree();
    let mut run = import(&sandbox);
    run.asks("is linked to user pool").shows("Read it again").shows("Link another").types(ENTER);
    run.ends().exits(0).says("every file is as it should be");
    assert_eq!(sandbox.tree(), before);

    let mut run = import(&sandbox);
    run.asks("is linked to user pool").types(DOWN).types(ENTER);
    run.asks(POOL).types("mid-pool").types(ENTER);
    run.shows("m-web").asks(WRITE).types(ENTER);
    let ended = run.ends().exits(0);
    // What remains of a question is one line.
    assert_eq!(ended.text().matches("Link another one").count(), 3, "drawn twice, answered once: {}", ended.text());
    let link = sandbox.json("amplink.json")["environments"]["dev"].clone();
    assert_eq!(link["userPoolId"], seeded.user_pools["mid-pool"]);
    assert_eq!(link["webClientId"], id(&seeded, "m-web"));
    repeats(&ended, &sandbox, &account, ("package.json", "{}"));
}

/// What was given stays part of the command that is printed.
#[test]
fn the_printed_command_keeps_what_was_given() {
    let (sandbox, account, seeded) = web("b_web_native");
    sandbox.write("an app/build.gradle", "");
    let args = ["import", "user-pool", "-C", "an app", "--platform", "flutter", "--source-dir", "li b", "--env", "qa"];
    let mut run = Terminal::run(&sandbox, &[&args[..], &["--include-client-secret", "--region", REGION]].concat());
    run.asks(NATIVE).types("native").types(ENTER).asks(WRITE).types(ENTER);
    let command = run.ends().exits(0).equivalent();
    let mut fresh = Sandbox::new(&account);
    fresh.set("AWS_REGION", "");
    fresh.write("package.json", "{}");
    fresh.write("src/.keep", "");
    fresh.write("an app/build.gradle", "");
    std::fs::remove_file(fresh.root().join("src/.keep")).expect("it was there");
    Terminal::shell(&fresh, &command).ends().exits(0).asked_nothing();
    assert_eq!(fresh.tree(), sandbox.tree());
    assert!(sandbox.read("an app/li b/amplifyconfiguration.dart").contains(&seeded.native_client_id));
}

/// Whoever gave every id and only said yes gets the command too; whoever was asked nothing does not.
#[test]
fn the_command_is_printed_after_any_question() {
    let (sandbox, _, seeded) = web("b_web_native");
    let ids = ["--user-pool-id", &seeded.user_pool_id, "--web-client-id", &seeded.web_client_id];
    let mut run = Terminal::run(&sandbox, &[&IMPORT, &ids[..]].concat());
    run.asks(WRITE).types(ENTER);
    assert!(run.ends().exits(0).equivalent().contains(&seeded.web_client_id));
    sandbox.run(&["unlink", "--yes"]).exits(0);
    let mut run = Terminal::run(&sandbox, &[&IMPORT, &ids[..], &["--yes"]].concat());
    run.ends().exits(0).asked_nothing().never_says("without questions");
}

#[test]
fn a_region_is_asked_for_until_it_is_one() {
    let (mut sandbox, _, seeded) = web("a_pool_only");
    sandbox.set("AWS_REGION", "");
    let mut run = import(&sandbox);
    run.asks("Region").types("nowhere!").types(ENTER).shows("nowhere!").shows("region");
    run.asks("Region").types(ENTER);
    run.types("\x7f".repeat(20).as_str()).types(REGION).types(ENTER);
    run.shows(&seeded.user_pool_id).asks(WRITE).types(ENTER).ends().exits(0);
}

#[test]
fn no_means_no() {
    let (sandbox, _, _) = web("a_pool_only");
    let before = sandbox.tree();
    let mut run = import(&sandbox);
    run.asks(WRITE).types("n").ends().exits(130).leaves_the_cursor().says("nothing was changed");
    assert_eq!(sandbox.tree(), before);
}

/// Each kind of question: a list, a yes or no, a text, and a choice of two.
fn at_each_question(leave: &str, kinds: &[&str]) {
    for kind in kinds {
        let (mut sandbox, _, seeded) = if *kind == "linked" { linked("a_pool_only") } else { web("i_many") };
        if *kind == "Region" {
            sandbox.set("AWS_REGION", "");
        }
        let before = sandbox.tree();
        let pool = ["--user-pool-id", seeded.user_pools.get("mid-pool").unwrap_or(&seeded.user_pool_id)];
        let mut run = match *kind {
            "Write" => Terminal::run(&sandbox, &[&IMPORT, &pool[..]].concat()),
            // Without a progress line, nothing else takes the question's line away.
            "Write, no progress" => Terminal::run(&sandbox, &[&IMPORT, &pool[..], &["--no-progress"]].concat()),
            _ => import(&sandbox),
        };
        run.asks(match *kind {
            "User pool" => POOL,
            "Region" => "Region",
            "linked" => "is linked to",
            _ => WRITE,
        });
        let ended = run.types(leave).ends().exits(130).leaves_the_cursor();
        assert!(ended.output.contains("\x1b[?25h"), "{kind}: {:?}", ended.output);
        let text = ended.text();
        let last = text.lines().last().expect("a line").rsplit('\r').next().expect("a part");
        assert!(last.starts_with("error: ") && last.ends_with("nothing was changed"), "{kind}: {text:?}");
        assert_eq!(sandbox.tree(), before, "{kind}");
    }
}

#[test]
fn ctrl_c_leaves_any_question() {
    at_each_question(CTRL_C, &["User pool", "Region", "linked", "Write", "Write, no progress"]);
}

#[test]
fn escape_leaves_a_list_and_a_yes_or_no() {
    at_each_question(ESCAPE, &["User pool", "linked", "Write", "Write, no progress"]);
}

#[test]
fn ctrl_c_leaves_a_request_that_hangs() {
    let (mut sandbox, _, seeded) = web("i_many");
    let before = sandbox.tree();
    let lists = ("ListUserPools", Fault::Silence, "listing the user pools");
    let clients = ("ListUserPoolClients", Fault::Silence, "listing the app clients");
    let reads = ("DescribeUserPool", Fault::Silence, "reading user pool");
    for (operation, fault, progress) in [lists, clients, reads] {
        let proxy = Proxy::faulty(LocalAws::shared().endpoint(), [(operation, fault)]);
        sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
        let pool = seeded.user_pools["mid-pool"].clone();
        let mut run = if operation == "ListUserPools" { import(&sandbox) } else { import_from(&sandbox, &pool) };
        run.shows(progress).types(CTRL_C).ends().exits(130).leaves_the_cursor().says("interrupted");
        assert_eq!(sandbox.tree(), before, "{operation}");
    }
}

/// The answer and Ctrl-C come at once: the next question must not swallow the latter.
#[test]
fn ctrl_c_is_not_forgotten_when_the_answer_comes() {
    let (mut sandbox, _, _) = web("i_many");
    let proxy = Proxy::gated(LocalAws::shared().endpoint(), 2);
    sandbox.set("AWS_ENDPOINT_URL", proxy.endpoint());
    let mut run = import(&sandbox);
    run.shows("listing the user pools");
    while proxy.calls().is_empty() {
        std::thread::yield_now();
    }
    run.signal(Signal::SIGSTOP).signal(Signal::SIGINT);
    // The second call opens the gate for both.
    let address = proxy.endpoint().trim_start_matches("http://");
    let mut other = TcpStream::connect(address).expect("it listens");
    other.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("it reads");
    other.read_exact(&mut [0; 12]).expect("it answers");
    run.signal(Signal::SIGCONT).ends().exits(130).leaves_the_cursor();
}

/// dialoguer would ask on the terminal even so.
#[test]
fn without_a_terminal_on_stdin_nothing_is_asked() {
    let (sandbox, _, _) = web("i_many");
    let before = sandbox.tree();
    for line in [
        "amplink import user-pool </dev/null",
        "amplink import user-pool 2>errors; code=$?; cat errors; rm errors; exit $code",
    ] {
        let ended = Terminal::shell(&sandbox, line).ends().exits(2).asked_nothing();
        let text = ended.text();
        let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("error")).collect();
        let [error] = errors[..] else { panic!("{text}") };
        for flag in ["--user-pool-id", "--web-client-id", "--yes"] {
            assert!(error.contains(flag), "{error}");
        }
        assert_eq!(sandbox.tree(), before);
    }
}

#[test]
fn who_wants_no_questions_gets_none() {
    let (mut sandbox, _, _) = web("i_many");
    let before = sandbox.tree();
    let missing = ["--user-pool-id", "--web-client-id", "--yes"];
    for flag in ["--no-input", "--json"] {
        let ended = Terminal::run(&sandbox, &["import", "user-pool", flag]).ends().exits(2).asked_nothing();
        missing.iter().fold(ended, |ended, flag| ended.says(flag));
    }
    // Where a build runs, it needs no `--yes`.
    sandbox.set("CI", "true");
    import(&sandbox).ends().exits(2).asked_nothing().says(missing[0]).says(missing[1]).never_says(missing[2]);
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn no_color_is_honoured() {
    let (mut sandbox, _, _) = web("i_many");
    sandbox.set("NO_COLOR", "1");
    let mut run = import(&sandbox);
    run.asks(POOL).types("zeta").types(ENTER).asks(WEB).types(DOWN).types(ENTER).asks(NATIVE).types(ENTER);
    let ended = run.asks(WRITE).types(ENTER).ends().exits(0);
    for (at, _) in ended.output.match_indices("\x1b[") {
        let sequence = &ended.output[at + 2..];
        let end = sequence.find(|c: char| c.is_ascii_alphabetic()).expect("an end");
        assert_ne!(&sequence[end..=end], "m", "a colour at {at}: {:?}", ended.output);
    }
    // The line that said what was going on is gone all the same.
    let asked = ended.output.find(POOL).expect("it was asked");
    let listed = ended.output.find("listing the user pools").expect("it was told");
    assert!(ended.output[listed..asked].contains("\x1b[2K"), "{:?}", ended.output);
}

/// Somebody edited what amplink generates, and then Cognito changed.
fn edited() -> (Sandbox, Account<'static>, String) {
    let (sandbox, account, seeded) = linked("a_pool_only");
    let edited = sandbox.read("src/aws-exports.js").replace(&seeded.web_client_id, "mine");
    sandbox.write("src/aws-exports.js", &edited);
    let change = json!({"UserPoolId": seeded.user_pool_id, "Policies": {"PasswordPolicy": {"MinimumLength": 20}}});
    account.must(REGION, "cognito-idp", "UpdateUserPool", change);
    (sandbox, account, edited)
}

#[test]
fn an_edited_file_is_kept_unless_one_says_otherwise() {
    for (answer, code) in [("n", 7), (ENTER, 7), (ESCAPE, 130), (CTRL_C, 130)] {
        let (sandbox, _, edited) = edited();
        let before = sandbox.tree();
        let mut run = Terminal::run(&sandbox, &["pull"]);
        // What would be lost is shown.
        run.shows("edited by hand").shows("-").shows("mine").asks("Overwrite").types(answer);
        run.ends().exits(code).leaves_the_cursor();
        assert_eq!(sandbox.read("src/aws-exports.js"), edited);
        assert_eq!(sandbox.tree(), before);
    }
    let (sandbox, _, _) = edited();
    let mut run = Terminal::run(&sandbox, &["pull"]);
    run.asks("Overwrite").types("y").ends().exits(0);
    let now = sandbox.read("src/aws-exports.js");
    assert!(!now.contains("mine") && now.contains("20"), "{now}");
}

#[test]
fn unlinking_is_asked_for_and_not_by_default() {
    let (sandbox, _, _) = linked("a_pool_only");
    let before = sandbox.tree();
    for answer in [ENTER, "n", ESCAPE, CTRL_C] {
        let mut run = Terminal::run(&sandbox, &["unlink"]);
        run.shows("delete").asks("Forget the link of environment dev").types(answer);
        run.ends().exits(130).leaves_the_cursor().says("nothing was changed");
        assert_eq!(sandbox.tree(), before);
    }
    let mut run = Terminal::run(&sandbox, &["unlink"]);
    run.asks("Forget").types("y").ends().exits(0).says("Nothing in AWS was touched");
    assert_eq!(sandbox.tree().into_keys().collect::<Vec<_>>(), ["package.json", "src/"]);
}

/// Names are somebody else's text. They reach the terminal as text, in one line, and the rest of the line stays.
#[test]
fn hostile_names_are_harmless() {
    let evil = "\x1b]0;title\x07\x1b[2J\x1b[1;1Hevil\r\nsecond \u{202e}line\u{9b}31m";
    let long = format!("long-{}-end", "x".repeat(290));
    let (sandbox, account, seeded) = web("b_web_native");
    let mut pools = Vec::new();
    for name in [evil, &long] {
        let made = account.must(REGION, "cognito-idp", "CreateUserPool", json!({"PoolName": name}));
        let pool = made["UserPool"]["Id"].as_str().expect("an id").to_owned();
        for client in [evil, &long] {
            let input = json!({"UserPoolId": pool, "ClientName": client});
            account.must(REGION, "cognito-idp", "CreateUserPoolClient", input);
        }
        pools.push(pool);
    }
    let mut run = import(&sandbox);
    run.asks(POOL).shows(&pools[0]).shows(&pools[1]).shows(&seeded.user_pool_id);
    run.types(DOWN).types(DOWN).types("\x1b[A").types("\x1b[A").types(ENTER);
    run.asks(WEB).types(ENTER).asks(NATIVE).types(ENTER).asks(WRITE).types(ENTER);
    let ended = run.ends().exits(0);
    for sent in ["\x1b]", "\x07", "\x1b[2J", "\x1b[1;1H", "evil\r\n", "\u{202e}", "\u{9b}"] {
        assert!(!ended.output.contains(sent), "{sent:?} was sent: {:?}", ended.output);
    }
    // A line that wraps would be drawn anew below itself with each key. What was chosen is said in full.
    for line in ended.text().lines().filter(|line| line.contains("changed 20") && !line.contains("User pool")) {
        assert!(line.chars().count() < 80, "{line}");
    }
    assert_eq!(sandbox.json("amplink.json")["environments"]["dev"]["userPoolId"], pools[0]);
}

/// Two identity pools trust the user pool, one of them the chosen web client: the other one is not offered.
#[test]
fn the_identity_pool_that_trusts_the_chosen_client_is_chosen_alone() {
    let (sandbox, _, seeded) = web("i_many");
    let mut run = Terminal::run(&sandbox, &["import", "identity-pool"]);
    run.asks(POOL).types("zeta").shows("zeta-pool").types(ENTER);
    run.asks(WEB).types("web-a").types(ENTER);
    run.asks(NATIVE).types("native-a").types(ENTER);
    run.shows("idp_one").shows("is the only one that trusts it: chosen").asks(WRITE).types(ENTER);
    run.ends().exits(0).leaves_the_cursor();
    let link = &sandbox.json("amplink.json")["environments"]["dev"];
    assert_eq!(link["identityPoolId"], json!(seeded.identity_pools["idp_one"]));
}

#[test]
fn several_identity_pools_that_trust_the_client_are_a_list() {
    let (sandbox, account, seeded) = web("i_many");
    let mut run = Terminal::run(&sandbox, &["import", "identity-pool"]);
    run.asks(POOL).types("zeta").shows("zeta-pool").types(ENTER);
    run.asks(WEB).types("web-b").types(ENTER);
    run.asks(NATIVE).types("native-b").types(ENTER);
    run.asks("Identity pool (type to filter)").types("idp_two").types(ENTER);
    run.asks(WRITE).types(ENTER);
    let ended = run.ends().exits(0).leaves_the_cursor();
    let link = &sandbox.json("amplink.json")["environments"]["dev"];
    assert_eq!(link["identityPoolId"], json!(seeded.identity_pools["idp_two"]));
    repeats(&ended, &sandbox, &account, ("package.json", "{}"));
}

/// Ids of another environment are taken over only where somebody says so.
#[test]
fn a_new_environment_asks_whose_resources_it_has() {
    let (sandbox, account, seeded) = linked("a_pool_only");
    seed(&account, "b_web_native");
    let mut run = Terminal::run(&sandbox, &["env", "add", "prod"]);
    run.asks("Environment prod").shows("The same resources as dev").types(ENTER).asks(WRITE).types(ENTER);
    let ended = run.ends().exits(0).leaves_the_cursor();
    assert!(ended.equivalent().contains("env add prod --user-pool-id"), "{}", ended.equivalent());
    assert_eq!(sandbox.json("amplink.json")["environments"]["prod"]["userPoolId"], seeded.user_pool_id.as_str());

    let mut run = Terminal::run(&sandbox, &["env", "add", "test"]);
    run.asks("Environment test").types(DOWN).types(DOWN).shows("Others").types(ENTER).asks(POOL).types(ESCAPE);
    run.ends().exits(130);
    assert!(sandbox.json("amplink.json")["environments"].get("test").is_none());
}

#[test]
fn a_protected_environment_is_let_go_by_its_name() {
    let (sandbox, _, _) = linked("a_pool_only");
    sandbox.run(&["env", "set", "dev", "--protected"]).exits(0);
    let before = sandbox.tree();
    let mut run = Terminal::run(&sandbox, &["unlink"]);
    run.asks("Environment dev is protected").types("prod").types(ENTER);
    run.ends().exits(130).says("nothing was changed");
    assert_eq!(sandbox.tree(), before);
    let mut run = Terminal::run(&sandbox, &["unlink"]);
    run.asks("Environment dev is protected").types("dev").types(ENTER).asks("Forget the link").types("y");
    run.ends().exits(0);
}
