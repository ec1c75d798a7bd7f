//! Ids that a project has already: in a client library's configuration, in Amplify's own files, in variables, in what a
//! deployment put out. Read offline; whether the things exist and belong together is for the cloud to say.

mod keys;
mod leaves;
mod named;
mod search;

use std::fmt;
use std::io::Read;

use crate::model::ids::{ClientId, EnvironmentName, IdentityPoolId, UserPoolId};

use super::Project;
use leaves::{Leaf, Syntax};
use search::Kind;

/// What an id is the id of, as far as the place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    UserPool,
    WebClient,
    NativeClient,
    Client,
    IdentityPool,
}

impl Role {
    /// The text as such an id; what only stands in an id's place is none.
    fn id(self, text: &str, path: &str, line: usize, notes: &mut Vec<String>) -> Option<Id> {
        let text = text.trim();
        let (id, is_placeholder) = match self {
            Self::UserPool => {
                let id: UserPoolId = text.parse().ok()?;
                (Id::UserPool(id.clone()), id.is_placeholder())
            }
            Self::IdentityPool => {
                let id: IdentityPoolId = text.parse().ok()?;
                (Id::IdentityPool(id.clone()), id.is_placeholder())
            }
            Self::WebClient | Self::NativeClient | Self::Client => {
                let id: ClientId = text.parse().ok()?;
                let is_placeholder = id.is_placeholder();
                let id = match self {
                    Self::WebClient => Id::WebClient(id),
                    Self::NativeClient => Id::NativeClient(id),
                    _ => Id::Client(id),
                };
                (id, is_placeholder)
            }
        };
        if is_placeholder {
            notes.push(format!("{path}:{line}: `{text}` is a placeholder: passed over"));
            return None;
        }
        Some(id)
    }
}

/// An id, and what it is the id of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Id {
    /// A user pool's.
    UserPool(UserPoolId),
    /// The app client's of a browser library's configuration.
    WebClient(ClientId),
    /// The app client's of a mobile library's configuration.
    NativeClient(ClientId),
    /// An app client's of which nothing says what it is for.
    Client(ClientId),
    /// An identity pool's.
    IdentityPool(IdentityPoolId),
}

impl Id {
    /// The id as Cognito writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::UserPool(id) => id.as_str(),
            Self::WebClient(id) | Self::NativeClient(id) | Self::Client(id) => id.as_str(),
            Self::IdentityPool(id) => id.as_str(),
        }
    }

    fn role(&self) -> Role {
        match self {
            Self::UserPool(_) => Role::UserPool,
            Self::WebClient(_) => Role::WebClient,
            Self::NativeClient(_) => Role::NativeClient,
            Self::Client(_) => Role::Client,
            Self::IdentityPool(_) => Role::IdentityPool,
        }
    }
}

/// As in a sentence: `user pool eu-west-1_...`.
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::UserPool(_) => "user pool",
            Self::WebClient(_) => "web client",
            Self::NativeClient(_) => "native client",
            Self::Client(_) => "app client",
            Self::IdentityPool(_) => "identity pool",
        };
        write!(f, "{what} {}", self.as_str())
    }
}

/// Where an id stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's path in the project, with `/`.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// The id that stands there.
    pub id: Id,
}

/// Ids that are said to belong together, and every place that says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The user pool.
    pub user_pool: Option<UserPoolId>,
    /// The app client of the browser libraries.
    pub web_client: Option<ClientId>,
    /// The app client of the mobile libraries.
    pub native_client: Option<ClientId>,
    /// An app client of which nothing says what it is for.
    pub client: Option<ClientId>,
    /// The identity pool.
    pub identity_pool: Option<IdentityPoolId>,
    /// The environments that they are for, where a place names one.
    pub environments: Vec<EnvironmentName>,
    /// Where they were found, file after file; in each the user pool comes first.
    pub places: Vec<Place>,
}

impl Candidate {
    /// The first one of a kind stays.
    fn add(&mut self, id: Id, path: &str, line: usize) {
        let is_first = match &id {
            Id::UserPool(id) => put(&mut self.user_pool, id),
            Id::WebClient(id) => put(&mut self.web_client, id),
            Id::NativeClient(id) => put(&mut self.native_client, id),
            Id::Client(id) => put(&mut self.client, id),
            Id::IdentityPool(id) => put(&mut self.identity_pool, id),
        };
        if is_first {
            self.places.push(Place { path: path.to_owned(), line, id });
        }
    }

    fn count(&self) -> usize {
        let clients = [&self.web_client, &self.native_client, &self.client].into_iter().flatten().count();
        clients + usize::from(self.user_pool.is_some()) + usize::from(self.identity_pool.is_some())
    }

    /// Whether nothing in the two speaks against their being about the same.
    fn fits(&self, other: &Self) -> bool {
        fn same<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
            one.is_none() || other.is_none() || one == other
        }
        let plain_fits = |plain: &Option<ClientId>, of: &Self| {
            let clear: Vec<&ClientId> = [&of.web_client, &of.native_client].into_iter().flatten().collect();
            clear.is_empty() || plain.as_ref().is_none_or(|plain| clear.contains(&plain))
        };
        same(&self.user_pool, &other.user_pool)
            && same(&self.web_client, &other.web_client)
            && same(&self.native_client, &other.native_client)
            && same(&self.identity_pool, &other.identity_pool)
            && same(&self.client, &other.client)
            && plain_fits(&self.client, other)
            && plain_fits(&other.client, self)
    }

    /// Whether the two name the same pool.
    fn shares_pool(&self, other: &Self) -> bool {
        let user_pool = self.user_pool.is_some() && self.user_pool == other.user_pool;
        user_pool || (self.identity_pool.is_some() && self.identity_pool == other.identity_pool)
    }

    fn absorb(&mut self, other: Self) {
        self.user_pool = self.user_pool.take().or(other.user_pool);
        self.web_client = self.web_client.take().or(other.web_client);
        self.native_client = self.native_client.take().or(other.native_client);
        self.identity_pool = self.identity_pool.take().or(other.identity_pool);
        self.client = self.client.take().or(other.client);
        if self.web_client.is_some() || self.native_client.is_some() {
            // It is one of the two, else they would not fit.
            self.client = None;
        }
        for environment in other.environments {
            if !self.environments.contains(&environment) {
                self.environments.push(environment);
            }
        }
        self.places.extend(other.places);
    }
}

fn put<T: Clone>(slot: &mut Option<T>, value: &T) -> bool {
    let is_first = slot.is_none();
    slot.get_or_insert_with(|| value.clone());
    is_first
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Sources that agree are one candidate; each has a user pool or an identity pool.
    pub candidates: Vec<Candidate>,
    /// What was passed over, and why.
    pub notes: Vec<String>,
}

/// Looks for ids in the files of a project, other than those that amplink itself generates.
///
/// A file that cannot be read is passed over; files that only show an example count where nothing else is found.
pub fn look(project: &Project) -> Discovery {
    let mut notes = Vec::new();
    let generated: Vec<&str> =
        project.link.iter().flat_map(|link| &link.files).map(|file| file.path.as_str()).collect();
    let (mut found, mut examples) = (Vec::new(), Vec::new());
    for file in search::files(project.root(), &generated, &mut notes) {
        let read = search::read(&project.root().join(&file.path)).and_then(|text| match text {
            Some(text) => leaves::leaves(&text, file.syntax),
            None => Ok(Vec::new()),
        });
        match read {
            Ok(leaves) => {
                let by_name = matches!(file.kind, Kind::Variables | Kind::Outputs);
                let sources = sources(&file.path, &leaves, by_name, &mut notes);
                if file.is_example { examples.extend(sources) } else { found.extend(sources) }
            }
            Err(why) => notes.push(format!("{} was passed over: {why}", file.path)),
        }
    }
    let mut candidates = merge(found);
    if candidates.is_empty() {
        candidates = merge(examples);
    }
    Discovery { candidates, notes }
}

/// Finds ids in what is read from `source`, whatever kind of file it is; `name` is what a person calls it.
///
/// # Errors
/// It cannot be read or is no text of any known kind: why, in a few words.
pub fn look_in(name: &str, source: impl Read) -> Result<Discovery, String> {
    let mut bytes = Vec::new();
    source.take(search::limit()).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let text = search::text(bytes)?;
    let mut notes = Vec::new();
    let leaves = leaves::leaves(&text, Syntax::of(&text))?;
    let candidates = merge(sources(name, &leaves, true, &mut notes));
    Ok(Discovery { candidates, notes })
}

/// The sets of ids in a file: under the names that they have everywhere, else under anybody's.
fn sources(path: &str, leaves: &[Leaf], by_name: bool, notes: &mut Vec<String>) -> Vec<Candidate> {
    let sources = keys::read(path, leaves, notes);
    if sources.is_empty() && by_name { named::read(path, leaves, notes) } else { sources }
}

/// Sources that agree become one; one without a pool belongs to the only candidate that there is.
fn merge(sources: Vec<Candidate>) -> Vec<Candidate> {
    let mut in_order: Vec<(usize, Candidate)> = sources.into_iter().enumerate().collect();
    // What says most comes first, so that what says less finds all that it might belong to.
    in_order.sort_by_key(|(_, source)| (source.user_pool.is_none(), std::cmp::Reverse(source.count())));
    let mut merged: Vec<(usize, Vec<usize>, Candidate)> = Vec::new();
    for (number, source) in in_order {
        let only = merged.len() == 1 && source.user_pool.is_none();
        let known = merged.iter_mut().find(|(_, _, known)| known.fits(&source) && (only || known.shares_pool(&source)));
        match known {
            Some((first, numbers, known)) => {
                *first = number.min(*first);
                numbers.extend(source.places.iter().map(|_| number));
                known.absorb(source);
            }
            None if source.user_pool.is_none() && source.identity_pool.is_none() => {}
            None => merged.push((number, source.places.iter().map(|_| number).collect(), source)),
        }
    }
    merged.sort_by_key(|(first, ..)| *first);
    let in_places_order = |(_, numbers, mut candidate): (usize, Vec<usize>, Candidate)| {
        let mut places: Vec<(usize, Place)> = numbers.into_iter().zip(std::mem::take(&mut candidate.places)).collect();
        places.sort_by_key(|(number, place)| (*number, place.id.role()));
        candidate.places = places.into_iter().map(|(_, place)| place).collect();
        candidate
    };
    merged.into_iter().map(in_places_order).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: &str = "3n4b5urk1ft4fl3mg5e62d9ado";
    const NATIVE: &str = "7k2lq9v0m3n4b5x6c8z1a2s3d4";

    fn look_at(text: &str) -> Vec<Candidate> {
        look_in("file", text.as_bytes()).unwrap().candidates
    }

    fn said(text: &str) -> Vec<String> {
        let places = |candidate: &Candidate| {
            candidate.places.iter().map(|place| format!("{}: {}", place.line, place.id)).collect::<Vec<_>>().join(", ")
        };
        look_at(text).iter().map(places).collect()
    }

    #[test]
    fn every_kind_of_file_is_known_by_what_is_in_it() {
        let identity = "us-east-1:82cebe6f-a3bc-4054-9483-40fa31234655";
        for text in [
            format!(
                "export default {{\"aws_user_pools_id\":\"us-east-1_uZ3kP9qLm\",\"aws_user_pools_web_client_id\":\"{WEB}\",\"aws_cognito_identity_pool_id\":\"{identity}\"}};"
            ),
            format!(
                "Amplify.configure({{Auth:{{Cognito:{{userPoolId:'us-east-1_uZ3kP9qLm',userPoolClientId:'{WEB}',identityPoolId:'{identity}'}}}}}});"
            ),
            format!("A=us-east-1_uZ3kP9qLm\nVITE_CLIENT={WEB}\nB={identity}").replace('\n', "\nX=1\n"),
            format!(
                "{{\"Stack\":{{\"Pool\":\"us-east-1_uZ3kP9qLm\",\"WebClient\":\"{WEB}\",\"Identity\":\"{identity}\"}}}}"
            ),
            format!(
                "{{\"pool\":{{\"sensitive\":false,\"type\":\"string\",\"value\":\"us-east-1_uZ3kP9qLm\"}},\"web_client\":{{\"value\":\"{WEB}\"}},\"identity\":{{\"value\":\"{identity}\"}}}}"
            ),
        ] {
            let found = look_at(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].user_pool.as_ref().map(UserPoolId::as_str), Some("us-east-1_uZ3kP9qLm"), "{text}");
            assert_eq!(found[0].web_client.as_ref().map(ClientId::as_str), Some(WEB), "{text}");
            assert_eq!(found[0].identity_pool.as_ref().map(IdentityPoolId::as_str), Some(identity), "{text}");
        }
    }

    #[test]
    fn several_sets_in_one_file_are_told_apart() {
        let text = format!(
            "STAGING_USER_POOL_ID=us-east-1_uZ3kP9qLm\nSTAGING_WEB_CLIENT_ID={WEB}\n\
             PROD_USER_POOL_ID=eu-west-1_qW8rT2yUi\nPROD_WEB_CLIENT_ID={NATIVE}\n"
        );
        assert_eq!(
            said(&text),
            [
                format!("1: user pool us-east-1_uZ3kP9qLm, 2: web client {WEB}"),
                format!("3: user pool eu-west-1_qW8rT2yUi, 4: web client {NATIVE}")
            ]
        );
    }

    #[test]
    fn of_several_clients_of_a_kind_none_is_taken() {
        let text = format!("POOL=us-east-1_uZ3kP9qLm\nA_CLIENT_ID={WEB}\nB_CLIENT_ID={NATIVE}\n");
        assert_eq!(said(&text), ["1: user pool us-east-1_uZ3kP9qLm"]);
        let text = format!("POOL=us-east-1_uZ3kP9qLm\nWEB_CLIENT_ID={WEB}\nADMIN_CLIENT_ID={NATIVE}\n");
        assert_eq!(said(&text), [format!("1: user pool us-east-1_uZ3kP9qLm, 2: web client {WEB}")]);
    }

    #[test]
    fn a_client_without_a_pool_is_no_candidate() {
        assert_eq!(said(&format!("CLIENT_ID={WEB}\n")), Vec::<String>::new());
    }

    fn source(path: &str, ids: &[Id]) -> Candidate {
        let mut candidate = Candidate::default();
        ids.iter().enumerate().for_each(|(line, id)| candidate.add(id.clone(), path, line + 1));
        candidate
    }

    #[test]
    fn sources_that_agree_are_one_candidate_with_every_place() {
        let pool = |text: &str| Id::UserPool(format!("us-east-1_{text}").parse().unwrap());
        let identity = Id::IdentityPool("us-east-1:82cebe6f-a3bc-4054-9483-40fa31234655".parse().unwrap());
        let web = Id::WebClient(WEB.parse().unwrap());
        let plain = |text: &str| Id::Client(text.parse().unwrap());
        let paths = |sources: &[Candidate]| {
            let paths = |candidate: Candidate| {
                let mut paths: Vec<String> = candidate.places.into_iter().map(|place| place.path).collect();
                paths.dedup();
                paths.join(" ")
            };
            merge(sources.to_vec()).into_iter().map(paths).collect::<Vec<_>>()
        };
        let a = source("a", &[pool("uZ3kP9qLm")]);
        let b = source("b", &[pool("uZ3kP9qLm"), web.clone()]);
        let c = source("c", &[pool("uZ3kP9qLm"), plain(WEB)]);
        let other = source("other", &[pool("qW8rT2yUi")]);
        assert_eq!(paths(&[a.clone(), b.clone(), c.clone()]), ["a b c"]);
        let merged = merge(vec![a.clone(), c.clone(), b.clone()]).remove(0);
        assert_eq!((merged.web_client.map(|id| id.to_string()).as_deref(), merged.client), (Some(WEB), None));
        assert_eq!(paths(&[a.clone(), other.clone(), b.clone()]), ["a b", "other"]);
        // Another client of the same pool is another opinion.
        assert_eq!(paths(&[b.clone(), source("d", &[pool("uZ3kP9qLm"), plain(NATIVE)])]), ["b", "d"]);
        // What has no user pool belongs to the only one there is; which of two it belongs to, nobody knows.
        let loose = source("loose", &[identity]);
        assert_eq!(paths(&[loose.clone(), b.clone()]), ["loose b"]);
        assert_eq!(paths(&[loose, b, other]), ["loose", "b", "other"]);
        assert_eq!(paths(&[source("client", &[plain(NATIVE)]), a]), ["client a"]);
    }
}
