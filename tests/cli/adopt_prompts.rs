//! Ids that the project's files have already, in a real terminal: one confirmation, or a list.

use crate::sandbox::Sandbox;
use crate::support::local_aws::Account;
use crate::support::scenarios::{REGION, Seeded, seed};
use crate::terminal::{CTRL_C, DOWN, ENTER, Terminal};

const LIST: &str = "These ids were found (type to filter)";

/// A JavaScript project whose `.env` has the ids of a scenario.
fn project(scenario: &str) -> (Sandbox, Account<'static>, Seeded) {
    let (mut sandbox, account, seeded) = Sandbox::web(scenario);
    sandbox.set("AWS_REGION", REGION);
    sandbox.write(".env", &env(&seeded));
    (sandbox, account, seeded)
}

fn env(seeded: &Seeded) -> String {
    format!("POOL={}\nWEB_CLIENT={}\n", seeded.user_pool_id, seeded.web_client_id)
}

fn pool(sandbox: &Sandbox) -> String {
    sandbox.json("amplink.json")["environments"]["dev"]["userPoolId"].as_str().expect("a text").to_owned()
}

#[test]
fn one_confirmation_and_the_project_is_linked() {
    for command in [&["import"][..], &["import", "user-pool"]] {
        let (sandbox, _, seeded) = project("b_web_native");
        let mut run = Terminal::run(&sandbox, command);
        let found = format!("found in .env:1: user pool {}, web client {}", seeded.user_pool_id, seeded.web_client_id);
        run.shows(&found).shows("src/aws-exports.js").asks("Link environment dev to user pool pool-b?").types(ENTER);
        let ended = run.ends().exits(0).leaves_the_cursor().never_says("Write these files?");
        assert_eq!(pool(&sandbox), seeded.user_pool_id);
        let told = ended.equivalent();
        assert!(
            told.starts_with(&format!("amplink import user-pool --env dev --user-pool-id {}", seeded.user_pool_id)),
            "{told}"
        );
    }
}

#[test]
fn declining_leads_to_the_lists() {
    let (sandbox, account, _) = project("b_web_native");
    let other = seed(&account, "a_pool_only");
    let mut run = Terminal::run(&sandbox, &["import"]);
    run.asks("Link environment dev to user pool pool-b?").types("n");
    run.asks("User pool (type to filter)").types("pool-a").types(ENTER);
    run.asks("Write these files?").types(ENTER).ends().exits(0);
    assert_eq!(pool(&sandbox), other.user_pool_id);
}

#[test]
fn several_sets_of_ids_are_a_list() {
    for (keys, expected) in [(ENTER, "pool-b"), (DOWN, "pool-a")] {
        let (sandbox, account, seeded) = project("b_web_native");
        let other = seed(&account, "a_pool_only");
        sandbox.write("web/.env", &env(&other));
        let mut run = Terminal::run(&sandbox, &["import"]);
        run.asks(LIST).shows(".env:1").shows(&seeded.user_pool_id).shows("web/.env:1").shows(&other.user_pool_id);
        run.shows("something else").types(keys);
        if keys == DOWN {
            run.types(ENTER);
        }
        run.asks(&format!("Link environment dev to user pool {expected}?")).types("y").ends().exits(0);
        let wanted = if expected == "pool-b" { &seeded } else { &other };
        assert_eq!(pool(&sandbox), wanted.user_pool_id);
    }
}

#[test]
fn something_else_leads_to_the_lists() {
    let (sandbox, account, _) = project("b_web_native");
    sandbox.write("web/.env", &env(&seed(&account, "a_pool_only")));
    let before = sandbox.tree();
    let mut run = Terminal::run(&sandbox, &["import"]);
    run.asks(LIST).types(DOWN).types(DOWN).types(ENTER);
    run.asks("User pool (type to filter)").types(CTRL_C).ends().exits(130);
    assert_eq!(sandbox.tree(), before);
}

/// With nobody's ids anywhere, `import` asks as `import user-pool` does.
#[test]
fn nothing_found_asks_for_everything() {
    let (sandbox, _, seeded) = project("i_many");
    std::fs::remove_file(sandbox.root().join(".env")).expect("it was there");
    let mut run = Terminal::run(&sandbox, &["import"]);
    run.asks("User pool (type to filter)").shows(&seeded.user_pool_id).types(CTRL_C);
    run.ends().exits(130).never_says("found in");
}

/// A file that a person wrote is shown before it is overwritten, wherever its ids go.
#[test]
fn a_persons_file_is_asked_about_before_the_link() {
    let (sandbox, _, seeded) = project("b_web_native");
    let text = format!(
        "export default {{\n    aws_user_pools_id: '{}',\n    aws_user_pools_web_client_id: '{}',\n}};\n",
        seeded.user_pool_id, seeded.web_client_id
    );
    sandbox.write("src/aws-exports.js", &text);
    let mut run = Terminal::run(&sandbox, &["import"]);
    run.shows("found in src/aws-exports.js:2, .env:1").asks("Overwrite what amplink generates").types("n");
    run.ends().exits(7);
    assert_eq!(sandbox.read("src/aws-exports.js"), text);
    let mut run = Terminal::run(&sandbox, &["import"]);
    run.asks("Overwrite what amplink generates").types("y").asks("Link environment dev").types(ENTER).ends().exits(0);
    assert_eq!(pool(&sandbox), seeded.user_pool_id);
}

/// With `--yes` there is nothing to ask; where the ids come from is said all the same.
#[test]
fn yes_confirms_what_was_found() {
    let (sandbox, _, seeded) = project("b_web_native");
    Terminal::run(&sandbox, &["import", "--yes"]).ends().exits(0).asked_nothing().says("found in .env:1");
    assert_eq!(pool(&sandbox), seeded.user_pool_id);
}
