//! `amplink generate`: one configuration file in any format, from the link, from ids, or from what somebody exported.

use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use clap::builder::PossibleValuesParser;
use serde_json::{Map, Value, json};

use crate::cloud::Wanted;
use crate::context::Context;
use crate::emit::{self, FORMATS, Format, Need, Request};
use crate::error::{Error, Kind, Result};
use crate::model::facts::Facts;
use crate::model::ids::{ClientId, EnvironmentName, IdentityPoolId, UserPoolId};
use crate::model::platform::Platform;
use crate::project::amplify_gen1::AmplifyProject;
use crate::project::export::Export;
use crate::project::link_file::{self, GeneratedFile, Link, LinkFile, Settings};
use crate::project::{Project, detect};
use crate::terminal::report::Report;
use crate::terminal::sanitize::one_line;
use crate::validate::reference_auth;

use super::{CommandResult, Failure, Outcome, pull, steps};

/// Arguments of `generate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The format; `amplink formats` says what each is for
    #[arg(value_parser = PossibleValuesParser::new(FORMATS.iter().map(|format| format.id)), hide_possible_values = true)]
    format: String,
    /// Write it to this file, inside the project, instead of to stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write that file with every pull from now on: amplink.json names it then
    #[arg(long, requires = "output", conflicts_with_all = ["from_file", "user_pool_id"])]
    keep: bool,
    /// Read AWS also where the snapshot would do
    #[arg(long, conflicts_with_all = ["frozen", "from_file"])]
    live: bool,
    /// Ask nobody: fail where amplink.lock.json is not enough, without network and credentials
    #[arg(long, conflicts_with_all = ["from_file", "user_pool_id"])]
    frozen: bool,
    /// Take what a colleague exported (`amplink export`) instead of a link
    #[arg(long, value_name = "FILE", conflicts_with = "user_pool_id")]
    from_file: Option<PathBuf>,
    /// Take this user pool instead of a link
    #[arg(long, value_name = "ID")]
    user_pool_id: Option<UserPoolId>,
    /// The app client that the file is for, of either kind
    #[arg(long, value_name = "ID", requires = "user_pool_id", conflicts_with_all = ["web_client_id", "native_client_id"])]
    client_id: Option<ClientId>,
    /// The app client of the browser libraries
    #[arg(long, value_name = "ID", requires = "user_pool_id")]
    web_client_id: Option<ClientId>,
    /// The app client of the mobile libraries
    #[arg(long, value_name = "ID", requires = "user_pool_id")]
    native_client_id: Option<ClientId>,
    /// An identity pool that trusts the app client
    #[arg(long, value_name = "ID", requires = "user_pool_id")]
    identity_pool_id: Option<IdentityPoolId>,
    /// The kind of app that the file is for, where the format is for several
    #[arg(long, value_name = "PLATFORM")]
    platform: Option<Platform>,
    /// Write the native client's secret into a mobile file; reads AWS
    #[arg(long, conflicts_with_all = ["frozen", "from_file"])]
    include_client_secret: bool,
    /// What stands in front of every name in an .env file: VITE_, NEXT_PUBLIC_, EXPO_PUBLIC_, none, or another
    #[arg(long, value_name = "PREFIX", value_parser = link_file::parse_prefix)]
    prefix: Option<String>,
    /// Overwrite a file that was edited by hand
    #[arg(long, requires = "output")]
    force: bool,
}

/// What the file is rendered from.
struct Source {
    facts: Facts,
    /// Where they come from, for JSON output.
    word: &'static str,
    /// The project's policy for the rules, and the environment that they are about.
    link: LinkFile,
    environment: EnvironmentName,
}

/// What a run with these arguments asks of AWS.
#[derive(Debug)]
pub(super) enum Asks {
    /// Nothing at all.
    Nothing,
    /// For the resources that the flags name.
    Named(Box<Wanted>),
    /// For those of the link.
    Link { groups: bool },
}

pub(super) fn asks(args: &Args) -> Result<Asks> {
    let format = find(args);
    let groups = format.needs.contains(&Need::Groups);
    if args.frozen || args.from_file.is_some() {
        return Ok(Asks::Nothing);
    }
    match &args.user_pool_id {
        Some(pool) => Ok(Asks::Named(Box::new(wanted(args, pool, platform(args, format, None, None)?)?))),
        None => Ok(Asks::Link { groups }),
    }
}

pub(super) async fn run(args: Args, context: &Context) -> CommandResult {
    let format = find(&args);
    if args.include_client_secret && !format.holds_secret {
        return Err(Error::usage(format!("`{}` has no place for a client secret", format.id))
            .hint("leave `--include-client-secret` out")
            .into());
    }
    if args.prefix.is_some() && !format.needs.contains(&Need::Prefix) {
        return Err(Error::usage(format!("`{}` has no names that a prefix could stand in front of", format.id))
            .hint("leave `--prefix` out; it is for `env`")
            .into());
    }
    let writes = args.output.is_some() && !context.options.dry_run;
    let workspace = steps::open(context, writes).await?;
    let project = &workspace.project;
    let output = args.output.as_deref().map(|path| steps::inside(context, project, path)).transpose()?;
    let export = args.from_file.as_deref().map(Export::read).transpose()?;
    let platform = platform(&args, format, Some(project), export.as_ref())?;
    let file = |path: &str| GeneratedFile {
        format: format.id.to_owned(),
        path: path.to_owned(),
        include_client_secret: args.include_client_secret,
        prefix: args.prefix.clone().unwrap_or_default(),
    };
    if let Some(path) = output.as_deref().filter(|_| args.keep) {
        return keep(&args, file(path), project, context).await;
    }
    if let Some(path) = &output {
        steps::may_be_written(project, path)?;
    }

    let source = source(&args, export, format, platform, project, context).await?;
    if format.needs.contains(&Need::TenChecks) {
        let findings = reference_auth::of_facts(&source.facts, None);
        if let Some(error) = reference_auth::refusal(&findings) {
            return Err(Failure { error, findings });
        }
    }
    steps::can_be_written(format, &source.facts, platform)?;
    let mut link = source.link.clone();
    link.files = vec![file(output.as_deref().unwrap_or(format.file_name))];
    link.platform = Some(platform);
    let findings = steps::findings(&link, &source.environment, &source.facts)?;
    context.terminal.findings(findings.iter().filter(|finding| steps::shown(finding)));
    let mut report = Report { findings, ..Report::new("generate", "done") };

    // What the other categories are like is known of the current environment alone.
    let amplify = project.amplify.as_ref().filter(|amplify| amplify.current().as_ref() == Some(&source.environment));
    let amplify_meta = amplify.map(AmplifyProject::meta);
    match &output {
        Some(path) => {
            let plan = steps::plan_file(project, &file(path), &source.facts, platform, amplify_meta)?;
            report = report.with_changes(&plan.changes);
            report.result = json!({ "format": format.id, "platform": platform, "source": source.word, "path": path });
            steps::write_out(context, project, &plan, args.force, &mut report)?;
            tell_of_others(format, context);
        }
        None => {
            let text = render(&args, format, platform, &source.facts, amplify_meta)?;
            context.terminal.text(&text);
            report.result = json!({ "format": format.id, "platform": platform, "source": source.word, "text": text });
        }
    }
    Ok(Outcome::done(report))
}

fn find(args: &Args) -> &'static Format {
    emit::format(&args.format).expect("clap lets only formats of the table through")
}

/// The flag's, the project's or the exporter's where the format is for it, else the format's first.
fn platform(args: &Args, format: &Format, project: Option<&Project>, export: Option<&Export>) -> Result<Platform> {
    if let Some(given) = args.platform {
        if format.is_for(given) {
            return Ok(given);
        }
        let known: Vec<String> = format
            .platforms
            .iter()
            .filter_map(|platform| Some(platform.to_possible_value()?.get_name().to_owned()))
            .collect();
        return Err(Error::usage(format!("`{}` is not for {}", format.id, given.title()))
            .hint(format!("platforms of this format: {}", known.join(", "))));
    }
    let linked = project.and_then(|project| project.link.as_ref()?.platform);
    let found = linked.or_else(|| Some(detect::detect(project?.root())?.platform));
    let found = found.or_else(|| export?.platform);
    Ok(found.filter(|platform| format.is_for(*platform)).unwrap_or(format.platforms[0]))
}

async fn source(
    args: &Args,
    export: Option<Export>,
    format: &Format,
    platform: Platform,
    project: &Project,
    context: &Context,
) -> Result<Source> {
    if let (Some(path), Some(export)) = (&args.from_file, export) {
        if format.needs.contains(&Need::Groups) && !steps::knows_groups(&export.facts) {
            return Err(Error::failure(format!(
                "`{}` does not hold the pool's groups, which `{}` names",
                path.display(),
                format.id
            ))
            .hint("ask for one that is made with `amplink export --live`"));
        }
        let (link, environment) = (LinkFile::empty(), export.environment);
        return Ok(Source { facts: export.facts, word: "file", link, environment });
    }
    if let Some(pool) = &args.user_pool_id {
        let facts = read(context, &wanted(args, pool, platform)?).await?;
        let environment = "none".parse().expect("a plain word");
        return Ok(Source { facts, word: "live", link: LinkFile::empty(), environment });
    }
    let Some(link_file) = &project.link else {
        return Err(steps::not_linked().hint(
            "without a link: `--user-pool-id` with `--client-id`, or `--from-file` with what somebody exported",
        ));
    };
    let environment = steps::environment(context, link_file)?;
    let link = steps::linked(link_file, &environment)?;
    let files = [GeneratedFile::plain(format.id, format.file_name)];
    let is_live = args.live || args.include_client_secret;
    let (facts, word) = match steps::frozen(project, link_file, &environment, &files) {
        Ok(known) if !is_live => (known.facts.clone(), "snapshot"),
        Err(error) if args.frozen => return Err(error),
        known => {
            if let Err(error) = known {
                context.terminal.detail(format_args!("reading AWS: {}", one_line(&error.to_string())));
            }
            (steps::read(context, &environment, link, &steps::wanted(link, &files)).await?, "live")
        }
    };
    Ok(Source { facts, word, link: link_file.clone(), environment })
}

/// What to read where ids are given.
fn wanted(args: &Args, pool: &UserPoolId, platform: Platform) -> Result<Wanted> {
    let (mut web, mut native) = (args.web_client_id.clone(), args.native_client_id.clone());
    if let Some(client) = &args.client_id {
        *(if platform.uses_web_client() { &mut web } else { &mut native }) = Some(client.clone());
    }
    if web.is_none() && native.is_none() {
        return Err(Error::usage("no app client is given, and every format names one")
            .hint("pass `--client-id`, or `--web-client-id` and `--native-client-id`"));
    }
    let link = Link {
        account: None,
        region: pool.region(),
        user_pool_id: pool.clone(),
        web_client_id: web,
        native_client_id: native,
        identity_pool_id: args.identity_pool_id.clone(),
        settings: Settings::default(),
    };
    Ok(steps::wanted(&link, &[GeneratedFile::plain(&args.format, "")]))
}

async fn read(context: &Context, wanted: &Wanted) -> Result<Facts> {
    context.terminal.progress(format_args!("reading user pool {}", wanted.user_pool));
    let facts = context.cloud()?.read(wanted).await;
    context.terminal.progress_done();
    facts
}

fn render(
    args: &Args,
    format: &Format,
    platform: Platform,
    facts: &Facts,
    amplify_meta: Option<&Map<String, Value>>,
) -> Result<String> {
    let carried = Map::new();
    let request = Request {
        facts,
        platform,
        amplify_meta,
        previous: None,
        include_secret: args.include_client_secret,
        prefix: args.prefix.as_deref().unwrap_or_default(),
        existing: None,
        copied: &[],
        carried: &carried,
    };
    let written = (format.write)(&request).map_err(|fault| Error::failure(fault.to_string()))?;
    Ok(written.text)
}

/// Adds the file to the link, and pulls.
async fn keep(args: &Args, file: GeneratedFile, project: &Project, context: &Context) -> CommandResult {
    let Some(link_file) = &project.link else { return Err(steps::not_linked().into()) };
    let environment = steps::environment(context, link_file)?;
    if link_file.current.as_ref().is_some_and(|current| *current != environment) {
        return Err(Error::new(Kind::Usage, format!("the project's files do not show environment {environment}"))
            .hint(format!("leave `--env` out, or run `amplink pull --env {environment}` first"))
            .into());
    }
    let mut link_file = link_file.clone();
    match link_file.files.iter_mut().find(|known| detect::tidy(&known.path) == file.path) {
        Some(known) if known.format == file.format => *known = GeneratedFile { path: known.path.clone(), ..file },
        _ => {
            steps::may_be_written(project, &file.path)?;
            link_file.files.push(file);
        }
    }
    let pulled = pull::Args::that_writes(args.force, args.frozen);
    let done = pull::bring_up("generate", pulled, &link_file, environment, project, context).await?;
    tell_of_others(find(args), context);
    Ok(done)
}

/// Amplify's own tools write the file anew from a backend, and know nothing of amplink.
fn tell_of_others(format: &Format, context: &Context) {
    if Path::new(format.file_name).file_stem().is_some_and(|stem| stem == "amplify_outputs") {
        context
            .terminal
            .story("`ampx sandbox` and `ampx generate outputs` write this file anew, and know nothing of amplink.");
    }
}
