//! `aws-exports.js`: the flat object as a JavaScript module. A person's keys and comments in it survive.

use serde_json::{Map, Value};

use crate::model::platform::Platform;

use super::shape::commented::Node;
use super::shape::js_module::Module;
use super::shape::web;
use super::{Format, Generation, Remains, Removal, Request, Syntax, When, Written};

pub(super) static FORMAT: Format = Format {
    id: "aws-exports",
    summary: "The Gen 1 configuration of a JavaScript app, as a module",
    platforms: &[Platform::JavaScript],
    generation: Generation::One,
    written: When::Import,
    file_name: "aws-exports.js",
    holds_secret: false,
    needs: &[],
    write,
    remove,
    data: |text| Module::parse(text).map(|module| module.object.to_value()),
    is_generated: Module::is_generated,
};

fn write(request: &Request<'_>) -> Result<Written, Syntax> {
    let mut members = web::document(request);
    let Some(existing) = request.existing else {
        let text = Module::new(Node::from_value(&Value::Object(members))).print();
        return Ok(Written { text, kept: Map::new(), copied: Vec::new() });
    };
    let mut module = Module::parse(existing)?;
    let is_foreign = |key: &str| web::is_foreign(key, request, &members);
    let foreign: Vec<(String, Node)> =
        module.object.members().iter().filter(|(key, _)| is_foreign(key)).cloned().collect();
    let kept: Map<String, Value> = foreign.iter().map(|(key, node)| (key.clone(), node.to_value())).collect();
    let old = module.object.to_value();
    web::keep_project_region(&mut members, request, old.get(web::first_key()), &kept);

    let mut object = Node::from_value(&Value::Object(members));
    object.adopt_comments(&module.object);
    for (key, node) in foreign {
        object.push(key, node);
    }
    module.object = object;
    Ok(Written { text: module.print(), kept, copied: Vec::new() })
}

fn remove(removal: &Removal<'_>) -> Result<Remains, Syntax> {
    let mut module = Module::parse(removal.existing)?;
    let mut kept = module.object.to_value().as_object().cloned().unwrap_or_default();
    kept.retain(|key, _| !web::is_owned(key, None, removal.previous));
    let goes = |key: &str| web::goes(key, removal.previous, &kept);
    let text = module.cut(goes);
    let removed = text != removal.existing;
    module.object = module.object.without(goes);
    // A comment or a frame that a person wrote is a reason to leave the file; amplink's own frame is none.
    let is_persons = !kept.is_empty() || module.object.has_comments() || !module.has_official_frame();
    Ok(Remains { text: is_persons.then_some(text), kept, removed })
}
