//! What holds for every input: nothing panics, what is written can be read, and a second run changes nothing.

use amplink::emit::shape::dart;
use amplink::emit::shape::js_module::Module;
use amplink::emit::{FORMATS, Format, Removal, Request, Written};
use amplink::model::facts::Facts;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Any JSON, a few levels deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A person's own members: any name but amplink's.
fn own_members() -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map("[a-z]{1,3}|\\PC{0,5}", any_json(), 0..4).prop_map(|members| {
        let reserved = |key: &String| ["oauth", "auth", "UserAgent", "Version"].contains(&key.as_str());
        members.into_iter().filter(|(key, _)| !reserved(key)).collect()
    })
}

/// Facts of a pool whose free texts are anything.
fn any_facts() -> impl Strategy<Value = Facts> {
    (any::<[String; 3]>(), any::<[bool; 4]>(), prop::option::of(any::<[bool; 3]>())).prop_map(|(texts, on, mfa)| {
        let [name, scope, url] = texts;
        let client = json!({
            "id": "client", "name": name, "hasSecret": on[0], "identityProviders": ["COGNITO", scope], "oauthEnabled": on[1],
            "oauthFlows": ["code"], "oauthScopes": [scope], "callbackUrls": [url], "logoutUrls": [url, name],
        });
        serde_json::from_value(json!({
            "userPool": {
                "id": "eu-west-1_a", "name": name, "domain": on[2].then_some("shop"), "mfaConfiguration": "OPTIONAL",
                "requiredAttributes": ["sub", "email", scope],
                "passwordPolicy": {"minimumLength": 9, "requireLowercase": on[0], "requireUppercase": on[1],
                    "requireNumbers": on[2], "requireSymbols": on[3]},
            },
            "webClient": client, "nativeClient": client,
            "mfa": mfa.map(|[sms, totp, email]| json!({"sms": sms, "totp": totp, "email": email})),
        }))
        .expect("facts")
    })
}

fn write(format: &Format, facts: &Facts, existing: Option<&str>) -> Written {
    let carried = Map::new();
    let request = Request {
        facts,
        platform: format.platforms[0],
        amplify_meta: None,
        previous: None,
        include_secret: false,
        existing,
        copied: &[],
        carried: &carried,
    };
    (format.write)(&request).expect("it can be read")
}

/// The formats that keep a person's members; the others, in the languages of TypeScript and Terraform, are written whole.
fn merged() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().copied().filter(|format| !is_whole(format))
}

fn is_whole(format: &Format) -> bool {
    [".ts", ".tf"].iter().any(|end| format.file_name.ends_with(end))
}

/// A file of the format with a person's members in it, and a way to find them again.
fn with_own(format: &Format, own: &Map<String, Value>) -> String {
    let json = serde_json::to_string(own).expect("JSON");
    match format.file_name.rsplit('.').next() {
        Some("js") => format!("// note\nexport default {json};\n"),
        Some("dart") => dart::print(&json),
        _ => json,
    }
}

fn members(format: &Format, text: &str) -> Map<String, Value> {
    match format.file_name.rsplit('.').next() {
        Some("js") => Module::parse(text).expect("a module").object.to_value().as_object().expect("members").clone(),
        Some("dart") => serde_json::from_str(&dart::parse(text).expect("a text").0).expect("JSON"),
        _ => serde_json::from_str(text).expect("JSON"),
    }
}

proptest! {
    #[test]
    fn what_is_written_can_be_read_and_a_second_run_changes_nothing(facts in any_facts(), own in own_members()) {
        for format in merged() {
            let first = write(format, &facts, Some(&with_own(format, &own))).text;
            prop_assert_eq!(&write(format, &facts, Some(&first)).text, &first, "{}", format.id);
            let found = members(format, &first);
            for (key, value) in &own {
                prop_assert_eq!(found.get(key), Some(value), "{}", format.id);
            }
        }
    }

    #[test]
    fn what_a_person_added_is_all_that_is_left_after_a_removal(facts in any_facts(), own in own_members()) {
        let carried = Map::new();
        for format in merged() {
            let text = write(format, &facts, Some(&with_own(format, &own))).text;
            let removal = Removal { existing: &text, previous: Some(&facts), created: false, carried: &carried };
            let remains = (format.remove)(&removal).expect("it can be read");
            prop_assert!(remains.removed, "{}", format.id);
            let mut left = remains.text.map(|text| members(format, &text)).unwrap_or_default();
            // The mobile files' own two lines stay as long as anything does.
            left.retain(|key, _| key != "UserAgent" && key != "Version");
            prop_assert_eq!(&left, &own, "{}", format.id);
        }
    }

    /// Whatever stood there before; and an edit of one character makes it a person's.
    #[test]
    fn what_is_written_whole_is_known_again_until_it_is_edited(facts in any_facts(), at in any::<prop::sample::Index>()) {
        for format in FORMATS.iter().copied().filter(|format| is_whole(format)) {
            let text = write(format, &facts, None).text;
            prop_assert!((format.is_generated)(&text), "{}", text);
            prop_assert_eq!(&write(format, &facts, Some("const other = 1;")).text, &text, "{}", format.id);
            let body = text.find('\n').expect("a header") + 1;
            let at = body + at.index(text.len() - body);
            if text.is_char_boundary(at) {
                let mut edited = text.clone();
                edited.insert(at, 'x');
                prop_assert!(!(format.is_generated)(&edited), "{}", edited);
            }
        }
    }

    /// Terraform reads the name that the identity pool has, whatever is in it.
    #[test]
    fn terraform_reads_the_very_name(facts in any_facts(), name in "\\PC{0,6}|[$%{}a\"\\\\\n\t]{0,8}") {
        let mut facts = facts;
        facts.identity_pool = serde_json::from_value(json!({
            "id": "eu-west-1:1", "name": name, "allowsGuests": true,
            "roles": {"authenticated": "arn:aws:iam::123456789012:role/a/b"},
        })).expect("an identity pool");
        let text = write(amplink::emit::format("terraform").expect("a format"), &facts, None).text;
        let read: Value = hcl::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert_eq!(&read["data"]["aws_cognito_identity_pool"]["this"]["identity_pool_name"], &json!(name), "{}", text);
        prop_assert_eq!(&read["data"]["aws_iam_role"]["authenticated"]["name"], &json!("b"), "{}", text);
    }

    #[test]
    fn no_text_panics_a_reader(text in any::<String>(), frame in 0..4usize) {
        let text = ["", "const a = {", "export default {b: ", "const a = '''"][frame].to_owned() + &text;
        for format in FORMATS {
            let carried = Map::new();
            let removal = Removal { existing: &text, previous: None, created: true, carried: &carried };
            let _ = (format.remove)(&removal);
            let _ = (format.is_generated)(&text);
        }
    }

    /// Comments anywhere in the object: none is lost, none is doubled.
    #[test]
    fn comments_are_neither_lost_nor_doubled(facts in any_facts(), places in prop::collection::vec(0..400usize, 1..6)) {
        let format = FORMATS[0];
        let mut text = write(format, &facts, None).text;
        let start = text.find('{').expect("an object") + 1;
        for (number, place) in places.iter().enumerate() {
            // A line of its own, wherever a line of the object ends.
            let end = text.find("\n};").expect("its end");
            let ends: Vec<usize> = text[start..end].match_indices('\n').map(|(at, _)| start + at).collect();
            let at = ends[place % ends.len()];
            text.insert_str(at, &format!("\n// comment {number}."));
        }
        let written = write(format, &facts, Some(&text)).text;
        for number in 0..places.len() {
            prop_assert_eq!(written.matches(&format!("// comment {number}.")).count(), 1, "{}", written);
        }
        prop_assert_eq!(members(format, &written), members(format, &write(format, &facts, None).text));
    }
}
