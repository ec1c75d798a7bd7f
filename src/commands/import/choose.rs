//! From what is given to what is wanted: the rest is chosen by a person, or alone where exactly one is valid.

mod trusted;

use crate::cloud::{Cloud, Wanted};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::model::app_client::{AppClient, AppClientSummary};
use crate::model::identity_pool::IdentityPool;
use crate::model::ids::{ClientId, EnvironmentName, Region, UserPoolId};
use crate::model::platform::Platform;
use crate::model::user_pool::UserPoolSummary;
use crate::project::Project;
use crate::project::link_file::Link;
use crate::terminal::prompt;
use crate::terminal::sanitize::one_line;

use super::flags::Goal;
use super::request::{IDENTITY_POOL, NATIVE_CLIENT, Request, USER_POOL, WEB_CLIENT};

/// What has been read on the way to the ids, and need not be read again.
#[derive(Default)]
pub(super) struct Known {
    clients: Vec<AppClient>,
    identity_pool: Option<IdentityPool>,
}

/// Of more app clients than this, only those are read that have a part of the name in common, which a person types:
/// each has to be read to tell whether it has a secret, at five a second.
const READ_ALL_UP_TO: usize = 30;

/// The ids to link, and whether anything was asked for.
pub(super) async fn resolve(
    goal: Goal,
    mut request: Request,
    context: &Context,
    project: &Project,
    environment: &EnvironmentName,
    platform: Platform,
) -> Result<(Wanted, bool)> {
    let can_prompt = context.terminal.can_prompt();
    let asked = inherit(&mut request, context, project, environment)?;
    if !can_prompt {
        let mut flags = Vec::new();
        if goal == Goal::IdentityPool && request.identity_pool.is_none() {
            flags.push(IDENTITY_POOL.ways());
        }
        if request.user_pool.is_none() && request.identity_pool.is_none() {
            flags.push(USER_POOL.ways());
            let lacking = request.lacking(platform);
            flags.extend(lacking.web.then(|| WEB_CLIENT.ways()));
            flags.extend(lacking.native.then(|| NATIVE_CLIENT.ways()));
        }
        let options = &context.options;
        if !options.yes && !options.dry_run && !context.variables.is_ci() {
            flags.push("--yes".to_owned());
        }
        if !flags.is_empty() {
            return Err(missing(&flags));
        }
    }

    let mut asked = asked;
    let mut known = Known::default();
    if let (None, Some(id)) = (&request.user_pool, request.identity_pool.clone()) {
        known = trusted::fill(&mut request, &id, context, platform, &mut asked).await?;
    }
    let lacking = request.lacking(platform);
    let user_pool = match request.user_pool {
        Some(id) => id,
        None => {
            asked = true;
            choose_pool(context).await?
        }
    };
    let (mut web_client, mut native_client) = (request.web_client, request.native_client);
    if lacking.needed() {
        let cloud = context.cloud()?;
        context.terminal.progress(format_args!("listing the app clients of {user_pool}"));
        let listed = cloud.list_app_clients(&user_pool).await;
        context.terminal.progress_done();
        let listed = listed?;
        if listed.is_empty() {
            return Err(Error::new(Kind::Rule, format!("user pool {user_pool} has no app client"))
                .hint("have an app client made for this app, then import again"));
        }
        let picker = Picker { context, cloud, pool: &user_pool, platform };
        // The other platform's client is only asked for together with this one's.
        if let [only] = &listed[..] {
            let only = picker.describe(std::slice::from_ref(only)).await?.remove(0);
            if lacking.web && only.has_secret {
                return Err(picker.no_web_client());
            }
            context.terminal.story(format_args!("{} is the pool's only app client: chosen", said(&only)));
            web_client = web_client.or_else(|| (lacking.both && !only.has_secret).then(|| only.id.clone()));
            native_client = native_client.or_else(|| (lacking.native || lacking.both).then(|| only.id.clone()));
        } else if can_prompt {
            let clients = picker.clients(listed).await?;
            if lacking.web || lacking.both {
                web_client = picker.ask_web(&clients, &mut asked).await?;
            }
            if lacking.native || lacking.both {
                native_client = picker.ask_native(&clients, &mut asked).await?;
            }
        } else if lacking.web {
            web_client = Some(picker.only_web(&listed).await?.id);
        } else {
            return Err(missing(&[NATIVE_CLIENT.ways()]).hint(format!("app clients of the pool: {}", names(&listed))));
        }
    }
    let identity_pool = match request.identity_pool {
        None if goal == Goal::IdentityPool => {
            asked = true;
            let chosen = trusted::choose(context, &user_pool, web_client.as_ref().or(native_client.as_ref())).await?;
            let id = chosen.id.clone();
            known.identity_pool = Some(chosen);
            Some(id)
        }
        given => given,
    };
    let wanted = Wanted {
        user_pool,
        web_client,
        native_client,
        identity_pool,
        groups: false,
        account: None,
        known_clients: known.clients,
        known_identity_pool: known.identity_pool,
    };
    Ok((wanted, asked))
}

/// Fills what is not given from the environment's link, as long as it is about the same user pool: ids are never
/// inherited across pools. With a person there, an environment that is linked is asked about first.
fn inherit(request: &mut Request, context: &Context, project: &Project, environment: &EnvironmentName) -> Result<bool> {
    let Some(link) = link_of_same_pool(request, project, environment) else { return Ok(false) };
    let mut asked = false;
    if request.user_pool.is_none() && context.terminal.can_prompt() {
        asked = true;
        let question = format!("Environment {environment} is linked to user pool {}", link.user_pool_id);
        if prompt::choose(&question, &["Read it again", "Link another one"])? == 1 {
            return Ok(true);
        }
    }
    context
        .terminal
        .detail(format_args!("ids from environment {environment} in {}, where no other is given", project.link_path()));
    from_link(request, project, environment);
    Ok(asked)
}

/// The ids of the environment's link where none is given, unless another user pool is.
pub(super) fn from_link(request: &mut Request, project: &Project, environment: &EnvironmentName) {
    if let Some(link) = link_of_same_pool(request, project, environment) {
        take_ids(request, link);
    }
}

/// A link's ids where none is given.
pub(super) fn take_ids(request: &mut Request, link: &Link) {
    request.user_pool.get_or_insert_with(|| link.user_pool_id.clone());
    request.web_client = request.web_client.take().or_else(|| link.web_client_id.clone());
    request.native_client = request.native_client.take().or_else(|| link.native_client_id.clone());
    request.identity_pool = request.identity_pool.take().or_else(|| link.identity_pool_id.clone());
}

fn link_of_same_pool<'a>(request: &Request, project: &'a Project, environment: &EnvironmentName) -> Option<&'a Link> {
    let link = project.link.as_ref()?.link(environment)?;
    request.user_pool.as_ref().is_none_or(|given| *given == link.user_pool_id).then_some(link)
}

async fn choose_pool(context: &Context) -> Result<UserPoolId> {
    let cloud = context.cloud()?;
    let region: Region = match &context.options.region {
        Some(given) => given.clone(),
        None => match cloud.ambient_region().await {
            Some(region) => {
                context.terminal.story(format_args!("region {region} (from the AWS configuration)"));
                region
            }
            None => prompt::input("Region of the user pool, such as eu-west-1")?,
        },
    };
    context.terminal.progress(format_args!("listing the user pools in {region}"));
    let pools = cloud.list_user_pools(&region).await;
    context.terminal.progress_done();
    let mut pools = pools?;
    pools.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
    match &pools[..] {
        [] => Err(Error::new(Kind::NotFound, format!("there is no user pool in {region} in this account"))
            .hint("another region: `--region`; another account: `--profile`")),
        [only] => {
            let name = one_line(&only.name);
            context.terminal.story(format_args!("user pool {name} ({}) is the only one in {region}: chosen", only.id));
            Ok(only.id.clone())
        }
        several => {
            let row = |pool: &UserPoolSummary| {
                let changed = pool.last_modified.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
                let changed = changed.map(|time| format!("changed {}", time.strftime("%Y-%m-%d")));
                [pool.name.clone(), pool.id.to_string(), changed.unwrap_or_default()]
            };
            let rows: Vec<_> = several.iter().map(row).collect();
            Ok(several[prompt::select("User pool", &rows)?].id.clone())
        }
    }
}

/// The pool's app clients, from which a person picks.
enum Clients {
    /// All of them.
    Read(Vec<AppClient>),
    /// So many that each pick begins with a part of the name.
    Listed(Vec<AppClientSummary>),
}

struct Picker<'a> {
    context: &'a Context,
    cloud: &'a Cloud,
    pool: &'a UserPoolId,
    platform: Platform,
}

impl Picker<'_> {
    async fn describe(&self, clients: &[AppClientSummary]) -> Result<Vec<AppClient>> {
        let terminal = &self.context.terminal;
        let tell = |done: usize| terminal.progress(format_args!("reading app clients: {done} of {}", clients.len()));
        let described = self.cloud.describe_app_clients(self.pool, clients, tell).await;
        terminal.progress_done();
        described
    }

    async fn clients(&self, listed: Vec<AppClientSummary>) -> Result<Clients> {
        if listed.len() > READ_ALL_UP_TO {
            self.context.terminal.story(format_args!("the pool has {} app clients", listed.len()));
            return Ok(Clients::Listed(listed));
        }
        Ok(Clients::Read(self.read(&listed).await?))
    }

    async fn read(&self, listed: &[AppClientSummary]) -> Result<Vec<AppClient>> {
        let mut clients = self.describe(listed).await?;
        clients.sort_by(|a, b| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
        Ok(clients)
    }

    /// Reads the app clients whose name or id holds a text that is asked for.
    async fn search(&self, listed: &[AppClientSummary], what: &str) -> Result<Vec<AppClient>> {
        loop {
            let label = |client: &AppClientSummary| [client.name.clone(), client.id.to_string()];
            if let Some(found) = ask_for_part(self.context, listed, what, "app client", label)? {
                return self.read(&found).await;
            }
        }
    }

    /// Whether to search for a client at all, where the platform can do without.
    fn wants(&self, what: &str, needed: bool) -> Result<bool> {
        Ok(needed || prompt::confirm(&format!("Link a {what}, too?"), true)?)
    }

    async fn ask_web(&self, clients: &Clients, asked: &mut bool) -> Result<Option<ClientId>> {
        *asked |= matches!(clients, Clients::Listed(_));
        let terminal = &self.context.terminal;
        let without_secret = |clients: &[AppClient]| -> Vec<AppClient> {
            clients.iter().filter(|client| !client.has_secret).cloned().collect()
        };
        let valid = match clients {
            Clients::Read(all) => match &without_secret(all)[..] {
                [] if self.platform.uses_web_client() => return Err(self.no_web_client()),
                [] => {
                    terminal.story("every app client has a secret: no web client is linked");
                    return Ok(None);
                }
                [only] => {
                    terminal.story(format_args!("web client: {}, the only one without a secret", said(only)));
                    return Ok(Some(only.id.clone()));
                }
                several => several.to_vec(),
            },
            Clients::Listed(_) if !self.wants("web client", self.platform.uses_web_client())? => return Ok(None),
            // What was found is a part: that one of it is the only valid one says nothing about the others.
            Clients::Listed(listed) => loop {
                let found = without_secret(&self.search(listed, "web client").await?);
                if !found.is_empty() {
                    break found;
                }
                terminal.story("what has that in its name or id has a secret, which is not for the web");
            },
        };
        *asked = true;
        let mut rows: Vec<_> = valid.iter().map(row).collect();
        if !self.platform.uses_web_client() {
            rows.push(none("no web client"));
        }
        let chosen = prompt::select("Web client", &rows)?;
        Ok(valid.get(chosen).map(|client| client.id.clone()))
    }

    async fn ask_native(&self, clients: &Clients, asked: &mut bool) -> Result<Option<ClientId>> {
        *asked = true;
        let found = match clients {
            Clients::Read(all) => all.clone(),
            Clients::Listed(_) if !self.wants("native client", !self.platform.uses_web_client())? => return Ok(None),
            Clients::Listed(listed) => self.search(listed, "native client").await?,
        };
        let mut rows: Vec<_> = found.iter().map(row).collect();
        if self.platform.uses_web_client() {
            rows.push(none("no native client"));
        }
        let chosen = prompt::select("Native client", &rows)?;
        Ok(found.get(chosen).map(|client| client.id.clone()))
    }

    /// The only client without a secret; stops reading at the second one.
    async fn only_web(&self, listed: &[AppClientSummary]) -> Result<AppClient> {
        let mut valid: Vec<AppClient> = Vec::new();
        for chunk in listed.chunks(5) {
            valid.extend(self.describe(chunk).await?.into_iter().filter(|client| !client.has_secret));
            if valid.len() > 1 {
                return Err(missing(&[WEB_CLIENT.ways()]).hint(format!("app clients of the pool: {}", names(listed))));
            }
        }
        let only = valid.pop().ok_or_else(|| self.no_web_client())?;
        self.context.terminal.story(format_args!("web client: {}, the only one without a secret", said(&only)));
        Ok(only)
    }

    fn no_web_client(&self) -> Error {
        Error::new(
            Kind::Rule,
            format!("user pool {} has no app client without a secret, so none for the web", self.pool),
        )
        .hint("have an app client without a secret made; for a mobile app pass `--platform`")
    }
}

/// Asks once for a part of the name or id of what is listed. Tells why, where what has it is nothing or too much to read.
fn ask_for_part<T: Clone>(
    context: &Context,
    listed: &[T],
    what: &str,
    noun: &str,
    name_and_id: impl Fn(&T) -> [String; 2],
) -> Result<Option<Vec<T>>> {
    let part: String = prompt::input(&format!("Part of the {what}'s name or id"))?;
    let part = part.trim().to_lowercase();
    let has_part = |entry: &&T| name_and_id(entry).iter().any(|text| text.to_lowercase().contains(&part));
    let found: Vec<T> = listed.iter().filter(has_part).cloned().collect();
    match found.len() {
        0 => context.terminal.story(format_args!("no {noun} has that in its name or id")),
        1..=READ_ALL_UP_TO => return Ok(Some(found)),
        many => context.terminal.story(format_args!("{many} {noun}s have that: type more of it")),
    }
    Ok(None)
}

/// An app client in a list.
fn row(client: &AppClient) -> [String; 3] {
    let secret = if client.has_secret { "has a secret" } else { "no secret" };
    [client.name.clone(), client.id.to_string(), secret.to_owned()]
}

/// The line of a list that chooses nothing of it.
fn none(label: &str) -> [String; 3] {
    [label.to_owned(), String::new(), String::new()]
}

/// An app client in a sentence.
fn said(client: &AppClient) -> String {
    one_line(&format!("{} ({})", client.name, client.id))
}

/// A few app clients, for a hint.
fn names(clients: &[AppClientSummary]) -> String {
    let mut names: Vec<String> =
        clients.iter().take(10).map(|client| format!("{} ({})", client.id, client.name)).collect();
    if clients.len() > 10 {
        names.push(format!("and {} more", clients.len() - 10));
    }
    names.join(", ")
}

/// Missing answers, all in one error.
fn missing(flags: &[String]) -> Error {
    Error::new(Kind::Usage, format!("missing, and nobody can be asked: {}", flags.join(", ")))
}
