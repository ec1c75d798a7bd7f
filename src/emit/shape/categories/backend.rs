//! What of `amplify-meta.json` the official generators are told: `getResourceOutputs` of Amplify's CLI.

use serde_json::{Map, Value};

use super::{Auth, js};

/// The service of a user pool, an identity pool or both.
pub const COGNITO: &str = "Cognito";

/// The resources of a backend that were pushed, by service.
pub struct Backend<'a> {
    /// The project's region.
    pub region: Option<&'a Value>,
    /// The services in the order of their first resource.
    pub services: Vec<(&'a str, Vec<Resource<'a>>)>,
}

/// One resource that has outputs.
#[derive(Clone, Copy)]
pub struct Resource<'a> {
    /// Its name in the project.
    pub name: &'a str,
    /// All that the file says of it.
    pub meta: &'a Map<String, Value>,
    /// The outputs of its stack.
    pub output: &'a Map<String, Value>,
}

impl<'a> Resource<'a> {
    /// A resource's entry, where it has outputs.
    pub fn new(name: &'a str, meta: &'a Value) -> Option<Self> {
        let meta = meta.as_object()?;
        let output = meta.get("output")?.as_object()?;
        Some(Self { name, meta, output })
    }

    /// An output, whatever it holds.
    pub fn out(self, key: &str) -> Option<Value> {
        self.output.get(key).cloned()
    }

    /// An output that counts as true.
    pub fn truthy(self, key: &str) -> Option<&'a Value> {
        js::truthy(self.output, key)
    }

    /// Whether a member of the entry itself counts as true.
    pub fn is(self, key: &str) -> bool {
        js::truthy(self.meta, key).is_some()
    }
}

impl<'a> Backend<'a> {
    /// Reads a file whose members are in JavaScript's order.
    ///
    /// A resource counts once it has outputs and was pushed; notifications are switched on without a push. Linked auth
    /// counts without either, in the place of its category, and takes the place of any other.
    pub fn read(meta: &'a Map<String, Value>, auth: Auth<'_>) -> Self {
        let is_linked = matches!(auth, Auth::Linked(_));
        let mut services: Vec<(&str, Vec<Resource<'_>>)> = Vec::new();
        for (category, resources) in meta {
            if is_linked && category == "auth" {
                place(&mut services, COGNITO);
            }
            let Some(resources) = resources.as_object() else { continue };
            for (name, entry) in resources {
                let service = entry.get("service").and_then(Value::as_str).unwrap_or_default();
                if is_linked && service == COGNITO {
                    continue;
                }
                let Some(resource) = Resource::new(name, entry) else { continue };
                if resource.is("lastPushTimeStamp") || category == "notifications" {
                    place(&mut services, service).push(resource);
                }
            }
        }
        if is_linked {
            place(&mut services, COGNITO);
        }
        Self { region: region(meta), services }
    }
}

/// The project's region.
pub fn region(meta: &Map<String, Value>) -> Option<&Value> {
    meta.get("providers")?.get("awscloudformation")?.get("Region")
}

fn place<'a, 'b>(services: &'b mut Vec<(&'a str, Vec<Resource<'a>>)>, name: &'a str) -> &'b mut Vec<Resource<'a>> {
    let at = services.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        services.push((name, Vec::new()));
        services.len() - 1
    });
    &mut services[at].1
}
