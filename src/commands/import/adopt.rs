//! Ids that the project's own files have already, or a file that is named: found, shown, and taken where it is clear
//! which.

use std::fs::File;

use serde_json::{Value, json};

use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::app_client::AppClientSummary;
use crate::model::ids::{ClientId, EnvironmentName, UserPoolId};
use crate::model::platform::Platform;
use crate::project::Project;
use crate::project::discover::{self, Candidate, Discovery, Id, Place};
use crate::terminal::prompt;
use crate::terminal::sanitize::one_line;
use crate::validate::remedy::shell_word;

use super::flags::{Flags, Goal};
use super::request::{IDENTITY_POOL, NATIVE_CLIENT, Request, USER_POOL, WEB_CLIENT};

/// Ids that were found and taken.
pub(super) struct Adopted {
    candidate: Candidate,
    /// Whether a person picked them among several.
    pub(super) asked: bool,
}

impl Adopted {
    /// The environment that they are for, where the places name one.
    pub(super) fn environment(&self) -> Option<&EnvironmentName> {
        match &self.candidate.environments[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Every place, for JSON output.
    pub(super) fn places(&self) -> Value {
        let place = |place: &Place| json!({ "path": place.path, "line": place.line, "what": place.id.to_string() });
        self.candidate.places.iter().map(place).collect()
    }

    /// An error of what came of the ids says where they come from: those that it names, and every one where a rule
    /// looked at them all.
    pub(super) fn blame(&self, error: Error) -> Error {
        let said: Vec<String> = error.chain().collect();
        let is_named = |id: &Id| error.kind() == Kind::Rule || said.iter().any(|line| line.contains(id.as_str()));
        let mut named: Vec<&Id> = Vec::new();
        for place in &self.candidate.places {
            if is_named(&place.id) && !named.iter().any(|id| id.as_str() == place.id.as_str()) {
                named.push(&place.id);
            }
        }
        if named.is_empty() {
            return error;
        }
        let hint = |error: Error, id: &Id| {
            let of_id = |place: &&Place| place.id.as_str() == id.as_str();
            error.hint(format!("{id} was found in {}", said_places(self.candidate.places.iter().filter(of_id))))
        };
        named.into_iter().fold(error, hint).hint(format!("`{}` and the other flags name others", USER_POOL.flag))
    }
}

/// Looks for ids where none are given and the environment has none, and takes them into the request.
///
/// # Errors
/// Several sets were found, or none in the file that is named, and nobody can be asked.
pub(super) async fn adopt(
    goal: Goal,
    args: &Flags,
    request: &mut Request,
    context: &Context,
    project: &Project,
    environment: &EnvironmentName,
    platform: Platform,
) -> Result<Option<Adopted>> {
    let mut candidates = find(args, request, context, project, environment)?;
    let can_prompt = context.terminal.can_prompt();
    let mut asked = false;
    let candidate = match &candidates[..] {
        [] if goal == Goal::Found && needs_ids(request, project, environment) && !can_prompt => return Err(nothing()),
        [] => return Ok(None),
        [_] => candidates.remove(0),
        several if can_prompt => {
            asked = true;
            let mut rows: Vec<_> = several.iter().map(row).collect();
            rows.push(["something else".to_owned(), String::new(), String::new()]);
            let chosen = prompt::select("These ids were found", &rows)?;
            if chosen == several.len() {
                return Ok(None);
            }
            candidates.swap_remove(chosen)
        }
        several => return Err(unclear(several, platform)),
    };
    if !asked {
        context.terminal.story(one_line(&said(&candidate)));
    }
    let mut adopted = Adopted { candidate, asked };
    fill(request, &adopted.candidate);
    if let (Some(client), Some(pool)) = (adopted.candidate.client.clone(), request.user_pool.clone()) {
        let for_web = platform.uses_web_client() && request.web_client.is_none();
        let has_secret = for_web && has_secret(context, &pool, &client).await.map_err(|error| adopted.blame(error))?;
        place_client(request, client, for_web && !has_secret);
    }
    // What a flag or a variable overrules comes from there.
    adopted.candidate.places.retain(|place| takes(request, &place.id));
    for Place { path, line, id } in &adopted.candidate.places {
        context.terminal.detail(one_line(&format!("{id} from {path}:{line}")));
    }
    Ok(Some(adopted))
}

/// The same without asking anybody: the ids that an import would take if it were not asked.
pub(super) fn only(
    args: &Flags,
    request: &mut Request,
    context: &Context,
    project: &Project,
    environment: &EnvironmentName,
    platform: Platform,
) -> Result<()> {
    if let [only] = &find(args, request, context, project, environment)?[..] {
        fill(request, only);
        if let Some(client) = only.client.clone() {
            place_client(request, client, platform.uses_web_client());
        }
    }
    Ok(())
}

/// The sets of ids that were found and fit what is given.
fn find(
    args: &Flags,
    request: &mut Request,
    context: &Context,
    project: &Project,
    environment: &EnvironmentName,
) -> Result<Vec<Candidate>> {
    let Discovery { mut candidates, notes } = match &args.from {
        Some(source) => {
            // A file that is named is a flag: ids of the variables are of another pool, maybe.
            request.user_pool = None;
            for (given, field) in
                [(&args.web_client_id, &mut request.web_client), (&args.native_client_id, &mut request.native_client)]
            {
                field.take_if(|_| given.is_none());
            }
            request.identity_pool.take_if(|_| args.identity_pool_id.is_none());
            in_file(source)?
        }
        None if needs_ids(request, project, environment) => discover::look(project),
        None => return Ok(Vec::new()),
    };
    for note in &notes {
        context.terminal.detail(one_line(note));
    }
    let options = &context.options;
    if let Some(region) = &options.region {
        candidates.retain(|candidate| candidate.user_pool.as_ref().is_none_or(|pool| pool.region() == *region));
    }
    // Of the environment that is asked for, or of none that has a name: never those of another one.
    if let Some(wanted) = &options.environment {
        let is_named = candidates.iter().any(|candidate| candidate.environments.contains(wanted));
        candidates.retain(|candidate| {
            candidate.environments.contains(wanted) || (candidate.environments.is_empty() && !is_named)
        });
    }
    match &args.from {
        Some(source) if candidates.is_empty() => {
            let named = if source == "-" { "stdin" } else { source };
            let error = Error::usage(format!("{named}: no id of a user pool or an identity pool was found in it"));
            Err(notes.into_iter().fold(error, Error::hint).hint(
                "read are a client library's configuration, Amplify's own files, `.env` files, CDK's outputs file \
                 and what `terraform output -json` prints",
            ))
        }
        _ => Ok(candidates),
    }
}

/// Whether nothing yet says which pool to link.
fn needs_ids(request: &Request, project: &Project, environment: &EnvironmentName) -> bool {
    let is_linked = project.link.as_ref().is_some_and(|link| link.link(environment).is_some());
    request.user_pool.is_none() && request.identity_pool.is_none() && !is_linked
}

fn in_file(source: &str) -> Result<Discovery> {
    let refuse = |why: String| Error::usage(format!("`--from {source}` cannot be read: {why}"));
    if source == "-" {
        return discover::look_in("stdin", std::io::stdin().lock()).map_err(refuse);
    }
    let file = File::open(source).map_err(|error| refuse(error.to_string()))?;
    discover::look_in(source, file).map_err(refuse)
}

/// Whether an id is one of those that are taken.
fn takes(request: &Request, id: &Id) -> bool {
    let ids = [
        request.user_pool.as_ref().map(|id| id.as_str()),
        request.web_client.as_ref().map(|id| id.as_str()),
        request.native_client.as_ref().map(|id| id.as_str()),
        request.identity_pool.as_ref().map(|id| id.as_str()),
    ];
    ids.contains(&Some(id.as_str()))
}

/// What is given stays.
fn fill(request: &mut Request, candidate: &Candidate) {
    fn put<T: Clone>(slot: &mut Option<T>, found: &Option<T>) {
        *slot = slot.take().or_else(|| found.clone());
    }
    put(&mut request.user_pool, &candidate.user_pool);
    put(&mut request.web_client, &candidate.web_client);
    put(&mut request.native_client, &candidate.native_client);
    put(&mut request.identity_pool, &candidate.identity_pool);
}

fn place_client(request: &mut Request, client: ClientId, for_web: bool) {
    let slot = if for_web { &mut request.web_client } else { &mut request.native_client };
    slot.get_or_insert(client);
}

/// A client with a secret is not for the web, whatever a variable is called.
async fn has_secret(context: &Context, pool: &UserPoolId, client: &ClientId) -> Result<bool> {
    let listed = [AppClientSummary { id: client.clone(), name: String::new() }];
    let clients = context.cloud()?.describe_app_clients(pool, &listed, |_| ()).await?;
    Ok(clients.iter().any(|client| client.has_secret))
}

/// `found in src/aws-exports.js:7: user pool X, web client Y`.
fn said(candidate: &Candidate) -> String {
    format!("found in {}: {}", said_files(candidate), ids(candidate).join(", "))
}

/// The ids, each with what it is, once.
fn ids(candidate: &Candidate) -> Vec<String> {
    let mut ids: Vec<(&str, String)> = Vec::new();
    for place in &candidate.places {
        // One that a configuration says the kind of is not said again without it.
        if !ids.iter().any(|(id, _)| *id == place.id.as_str()) {
            ids.push((place.id.as_str(), place.id.to_string()));
        }
    }
    ids.into_iter().map(|(_, said)| said).collect()
}

/// Each file once, with the first line in it.
fn said_files(candidate: &Candidate) -> String {
    let mut firsts: Vec<&Place> = Vec::new();
    for place in &candidate.places {
        if !firsts.iter().any(|first| first.path == place.path) {
            firsts.push(place);
        }
    }
    said_places(firsts.into_iter())
}

/// A few places, for a sentence.
fn said_places<'a>(places: impl Iterator<Item = &'a Place>) -> String {
    let places: Vec<String> = places.map(|place| format!("{}:{}", place.path, place.line)).collect();
    match &places[..] {
        [first, second, third, _, ..] => format!("{first}, {second}, {third} and {} more", places.len() - 3),
        few => few.join(", "),
    }
}

fn row(candidate: &Candidate) -> [String; 3] {
    let files = said_files(candidate);
    let environments: Vec<&str> = candidate.environments.iter().map(EnvironmentName::as_str).collect();
    let files = if environments.is_empty() { files } else { format!("{}: {files}", environments.join(", ")) };
    let pool = candidate.user_pool.as_ref().map(ToString::to_string);
    let pool = pool.or_else(|| candidate.identity_pool.as_ref().map(ToString::to_string)).unwrap_or_default();
    let client = candidate.web_client.as_ref().or(candidate.native_client.as_ref()).or(candidate.client.as_ref());
    [files, pool, client.map(ToString::to_string).unwrap_or_default()]
}

/// Several sets of ids: each with the flags that choose it.
fn unclear(candidates: &[Candidate], platform: Platform) -> Error {
    let error = Error::usage(format!("{} sets of ids were found, and nobody can be asked which", candidates.len()));
    let hint = |error: Error, candidate: &Candidate| {
        let mut request = Request::default();
        fill(&mut request, candidate);
        if let Some(client) = candidate.client.clone() {
            place_client(&mut request, client, platform.uses_web_client());
        }
        let mut words: Vec<String> = Vec::new();
        for (flag, id) in [
            (USER_POOL.flag, request.user_pool.as_ref().map(|id| id.as_str())),
            (WEB_CLIENT.flag, request.web_client.as_ref().map(|id| id.as_str())),
            (NATIVE_CLIENT.flag, request.native_client.as_ref().map(|id| id.as_str())),
            (IDENTITY_POOL.flag, request.identity_pool.as_ref().map(|id| id.as_str())),
            ("--env", candidate.environments.first().map(EnvironmentName::as_str)),
        ] {
            words.extend(id.map(|id| format!("{flag} {}", shell_word(id))));
        }
        error.hint(format!("{}: `{}`", said_files(candidate), words.join(" ")))
    };
    candidates.iter().fold(error, hint)
}

/// No ids were found, and no subcommand says what to link.
fn nothing() -> Error {
    Error::usage("no ids were found in this project, and nobody can be asked")
        .hint("`amplink import user-pool` links a user pool: pass its ids, or a file that has them with `--from`")
        .hint("`amplink import identity-pool` links an identity pool, with what it trusts")
}
