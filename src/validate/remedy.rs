//! Trust policies as people mend them: JSON, a command, a template. Pure; nothing is run.

use clap::ValueEnum;
use serde_json::Value;

/// The remedy of every rule whose finding a corrected trust policy mends.
pub const FIX_AS: &str = "`amplink check --fix-as aws-cli` prints the corrected trust policy as a command; also as JSON, \
    CloudFormation and Terraform";

/// How a corrected trust policy is printed (`--fix-as`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FixFormat {
    /// The document itself.
    Json,
    /// A command of the AWS CLI, for a POSIX shell.
    AwsCli,
    /// A CloudFormation template's resource, in YAML.
    #[value(name = "cloudformation")]
    CloudFormation,
    /// A Terraform resource.
    Terraform,
}

/// The corrected trust policy of a role, in the format asked for, ending in a newline.
pub fn render(format: FixFormat, role_name: &str, document: &Value) -> String {
    match format {
        FixFormat::Json => format!("{document:#}\n"),
        FixFormat::AwsCli => aws_cli(role_name, document),
        FixFormat::CloudFormation => cloudformation(role_name, document),
        FixFormat::Terraform => terraform(role_name, document),
    }
}

/// <https://docs.aws.amazon.com/cli/latest/reference/iam/update-assume-role-policy.html>
fn aws_cli(role_name: &str, document: &Value) -> String {
    // A name may begin with a dash, which must not make it an option.
    let between = if role_name.starts_with('-') { '=' } else { ' ' };
    let (name, policy) = (shell_word(role_name), shell_word(&document.to_string()));
    format!("aws iam update-assume-role-policy --role-name{between}{name} --policy-document {policy}\n")
}

/// A word that a POSIX shell takes as it is: quoted unless it is plain.
pub fn shell_word(text: &str) -> String {
    // Not `=`, at which zsh expands a word that begins with it.
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-+.,@/:%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html>
fn cloudformation(role_name: &str, document: &Value) -> String {
    // A logical id is of letters and digits only.
    let id: String = role_name.chars().filter(char::is_ascii_alphanumeric).collect();
    let id = if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id } else { format!("Role{id}") };
    let mut text =
        format!("Resources:\n  {id}:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:");
    yaml(&mut text, document, 8);
    text.push('\n');
    text
}

/// Block style, texts always in double quotes: JSON's escapes are YAML's too.
fn yaml(text: &mut String, value: &Value, indent: usize) {
    let line = |text: &mut String| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', indent));
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                line(text);
                yaml_member(text, key, value, indent);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                line(text);
                text.push('-');
                match item.as_object().filter(|members| !members.is_empty()) {
                    // The first member stands beside the dash, as people write it.
                    Some(members) => {
                        for (number, (key, value)) in members.iter().enumerate() {
                            if number == 0 {
                                text.push(' ');
                            } else {
                                line(text);
                                text.push_str("  ");
                            }
                            yaml_member(text, key, value, indent + 2);
                        }
                    }
                    None => yaml(text, item, indent + 2),
                }
            }
        }
        scalar => {
            text.push(' ');
            text.push_str(&literal(scalar));
        }
    }
}

fn yaml_member(text: &mut String, key: &str, value: &Value, indent: usize) {
    text.push_str(&if is_plain(key) { key.to_owned() } else { quoted(key) });
    text.push(':');
    yaml(text, value, indent + 2);
}

/// <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role>
fn terraform(role_name: &str, document: &Value) -> String {
    let label: String =
        role_name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let label = if label.starts_with(|c: char| c.is_ascii_alphabetic()) { label } else { format!("role_{label}") };
    let mut text = format!(
        "resource \"aws_iam_role\" \"{label}\" {{\n  name = {}\n\n  assume_role_policy = jsonencode(",
        hcl_text(role_name)
    );
    hcl(&mut text, document, 2);
    text.push_str(")\n}\n");
    text
}

fn hcl(text: &mut String, value: &Value, indent: usize) {
    let line = |text: &mut String, indent: usize| {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', indent));
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            text.push('{');
            for (key, value) in members {
                line(text, indent + 2);
                text.push_str(&if is_plain(key) { key.clone() } else { hcl_text(key) });
                text.push_str(" = ");
                hcl(text, value, indent + 2);
            }
            line(text, indent);
            text.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('[');
            for item in items {
                line(text, indent + 2);
                hcl(text, item, indent + 2);
                text.push(',');
            }
            line(text, indent);
            text.push(']');
        }
        Value::String(value) => text.push_str(&hcl_text(value)),
        scalar => text.push_str(&literal(scalar)),
    }
}

/// Whether a member's name needs no quotes. `Null`, a condition operator, would be YAML's null.
fn is_plain(key: &str) -> bool {
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "for"];
    !key.is_empty()
        && key.bytes().all(|b| b.is_ascii_alphabetic())
        && !words.iter().any(|word| word.eq_ignore_ascii_case(key))
}

/// A text in HCL, where `${` and `%{` would begin a template.
fn hcl_text(text: &str) -> String {
    quoted(text).replace("${", "$${").replace("%{", "%%{")
}

/// A scalar, or an empty list or object, as JSON has it.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// A text in double quotes, with the escapes that JSON, YAML and HCL have in common.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            // YAML takes none of these as they are.
            c if c.is_control() || ['\u{2028}', '\u{2029}', '\u{feff}', '\u{fffe}', '\u{ffff}'].contains(&c) => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document() -> Value {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": "cognito-identity.amazonaws.com"},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
            "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": "it's ${x} %{y}"}, "Bool": {}, "Null": {"aws:a": true}},
        }]})
    }

    #[test]
    fn the_names_of_the_formats() {
        let names: Vec<_> = FixFormat::value_variants()
            .iter()
            .map(|format| format.to_possible_value().expect("no format is hidden").get_name().to_owned())
            .collect();
        assert_eq!(names, ["json", "aws-cli", "cloudformation", "terraform"]);
    }

    #[test]
    fn json_is_the_document() {
        let text = render(FixFormat::Json, "role", &document());
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document());
    }

    #[test]
    fn a_shell_passes_the_name_and_the_document_on_as_they_are() {
        for name in ["role", "my role; rm -rf $HOME `x` \"y\" 'z' \\", "-x", "a\nb", "", "é", "~", "*"] {
            let command = render(FixFormat::AwsCli, name, &document());
            let said = std::process::Command::new("sh")
                .args(["-c", &format!("aws() {{ printf '%s\\0' \"$@\"; }}\n{command}")])
                .output()
                .unwrap();
            let said = String::from_utf8(said.stdout).unwrap().replace("--role-name=", "--role-name\0");
            let expected = ["iam", "update-assume-role-policy", "--role-name", name, "--policy-document"];
            let words: Vec<&str> = said.trim_end_matches('\0').split('\0').collect();
            assert_eq!(words[..5], expected);
            assert_eq!(serde_json::from_str::<Value>(words[5]).unwrap(), document());
        }
    }

    #[test]
    fn cloudformation_in_blocks() {
        let text = render(FixFormat::CloudFormation, "my-role", &document());
        assert_eq!(
            text,
            r#"Resources:
  myrole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: "Allow"
            Principal:
              Federated: "cognito-identity.amazonaws.com"
            Action:
              - "sts:AssumeRoleWithWebIdentity"
              - "sts:TagSession"
            Condition:
              StringEquals:
                "cognito-identity.amazonaws.com:aud": "it's ${x} %{y}"
              Bool: {}
              "Null":
                "aws:a": true
"#
        );
    }

    #[test]
    fn terraform_escapes_its_templates() {
        let text = render(FixFormat::Terraform, "1 role${x}", &document());
        assert_eq!(
            text,
            r#"resource "aws_iam_role" "role_1_role__x_" {
  name = "1 role$${x}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = "cognito-identity.amazonaws.com"
        }
        Action = [
          "sts:AssumeRoleWithWebIdentity",
          "sts:TagSession",
        ]
        Condition = {
          StringEquals = {
            "cognito-identity.amazonaws.com:aud" = "it's $${x} %%{y}"
          }
          Bool = {}
          "Null" = {
            "aws:a" = true
          }
        }
      },
    ]
  })
}
"#
        );
    }
}
