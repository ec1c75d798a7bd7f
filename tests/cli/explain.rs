//! `amplink explain`: what the rules look at and why, without a project and without AWS.

use amplink::validate::rules::RULES;
use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn a_rule_is_explained() {
    let sandbox = Sandbox::offline();
    assert_snapshot!(sandbox.run(&["explain", "web-client-has-secret"]), @"
    web-client-has-secret: the web client has a secret
    severity: error
    looks at: whether the linked web client has a secret
    why:      A browser cannot keep a secret, and Amplify's JavaScript libraries send none: with such a client every sign-in fails.
    remedy:   choose a web client without a secret, or have one made: a secret cannot be taken off a client
    see:      https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html
    --- stderr
    --- exit code 0
    ");
    assert_snapshot!(sandbox.run(&["explain", "web-client-has-secret", "--json"]), @r#"
    {
      "schemaVersion": 1,
      "command": "explain",
      "status": "done",
      "findings": [],
      "changes": [],
      "result": {
        "rule": {
          "id": "web-client-has-secret",
          "severity": "error",
          "title": "the web client has a secret",
          "looksAt": "whether the linked web client has a secret",
          "why": "A browser cannot keep a secret, and Amplify's JavaScript libraries send none: with such a client every sign-in fails.",
          "remedy": "choose a web client without a secret, or have one made: a secret cannot be taken off a client",
          "reference": "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-client-apps.html"
        }
      },
      "next": []
    }
    --- stderr
    --- exit code 0
    "#);
}

#[test]
fn without_a_rule_all_are_listed() {
    let sandbox = Sandbox::offline();
    let listed = sandbox.run(&["explain"]).exits(0).stdout;
    assert_eq!(listed.lines().count(), RULES.len());
    assert_snapshot!(listed.lines().take(3).collect::<Vec<_>>().join("\n"), @"
    error    web-client-has-secret                     the web client has a secret
    error    no-web-client                             no web client for a JavaScript project
    error    no-native-client                          no native client for a mobile project
    ");
    let document = sandbox.run(&["explain", "--json"]).exits(0).document();
    let rules = document["result"]["rules"].as_array().expect("a list");
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().expect("a text")).collect();
    assert_eq!(ids, RULES.map(|rule| rule.id));
}

#[test]
fn a_mistyped_rule_is_guessed() {
    let sandbox = Sandbox::offline();
    assert_snapshot!(sandbox.run(&["explain", "web-client-has-secrets"]), @"
    --- stderr
    error: there is no rule `web-client-has-secrets`
    hint: did you mean `web-client-has-secret`?
    hint: `amplink explain` lists all rules
    --- exit code 2
    ");
    assert_snapshot!(sandbox.run(&["explain", "xyzzy"]), @"
    --- stderr
    error: there is no rule `xyzzy`
    hint: `amplink explain` lists all rules
    --- exit code 2
    ");
}
