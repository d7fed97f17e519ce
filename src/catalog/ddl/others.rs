//! Objects that no table is made of, from the words that are kept of them.

use super::{Printer, Section};
use crate::{
    catalog::objects::{Kept, OtherDefinition, OtherObject, Routine},
    sql::{name::Ident, statement::ObjectKind, tag::object_kind},
};

impl Printer<'_> {
    pub(super) fn others(&mut self) {
        for (object, definition) in &self.catalog.others {
            self.other(object, definition);
        }
    }

    fn other(&mut self, object: &OtherObject, definition: &OtherDefinition) {
        let kind = object_kind(object.kind);
        let name = shown(object);
        let sql = sql(object, &name, definition);
        self.add(section(object.kind), kind, &name, sql);
        let without_owner = matches!(
            object.kind,
            ObjectKind::Cast | ObjectKind::Transform | ObjectKind::UserMapping | ObjectKind::AccessMethod
        ) || matches!(object.kind, ObjectKind::TextSearchParser | ObjectKind::TextSearchTemplate);
        if let Some(owner) = definition.owner.as_ref().filter(|_| self.style.owners && !without_owner) {
            self.add(Section::Grant, "OWNER", &name, format!("ALTER {kind} {name} OWNER TO {owner};"));
        }
        let on = if object.kind == ObjectKind::Server { "FOREIGN SERVER" } else { kind };
        self.grants(on, &name, &definition.grants);
        self.comment(kind, &name, definition.comment.as_ref());
    }

    /// The whole of CREATE AGGREGATE.
    pub(super) fn aggregate(&self, signature: &str, routine: &Routine) -> String {
        let (order, words) = match routine.definition.first() {
            Some(Kept::Text(text)) if text.starts_with("order by") => (Some(text), &routine.definition[1..]),
            _ => (None, routine.definition.as_slice()),
        };
        let direct = order.and_then(|it| it.rsplit(' ').next()?.parse::<usize>().ok());
        let types: Vec<String> = routine.arguments.iter().map(|it| it.data_type.to_string()).collect();
        let arguments = match direct {
            Some(direct) if direct <= types.len() => {
                format!("{} ORDER BY {}", types[..direct].join(", "), types[direct..].join(", ")).trim().to_owned()
            }
            _ if types.is_empty() => "*".to_owned(),
            _ => types.join(", "),
        };
        let name = signature.split_once('(').map_or(signature, |it| it.0);
        format!("CREATE AGGREGATE {name} ({arguments}) {};", text(words))
    }
}

/// Collations, languages and servers are what tables, functions and others are made of.
fn section(kind: ObjectKind) -> Section {
    match kind {
        ObjectKind::Collation
        | ObjectKind::Language
        | ObjectKind::AccessMethod
        | ObjectKind::ForeignDataWrapper
        | ObjectKind::TextSearchTemplate
        | ObjectKind::TextSearchParser => Section::Early,
        ObjectKind::Server | ObjectKind::TextSearchDictionary => Section::Second,
        ObjectKind::TextSearchConfiguration | ObjectKind::UserMapping => Section::Third,
        ObjectKind::OperatorFamily => Section::Operator,
        ObjectKind::OperatorClass => Section::OperatorClass,
        _ => Section::Operator,
    }
}

/// As ALTER and COMMENT name it.
fn shown(object: &OtherObject) -> String {
    let types: Vec<String> = object.types.iter().map(ToString::to_string).collect();
    let qualified = |name: &str| match &object.schema {
        Some(schema) => format!("{schema}.{name}"),
        None => name.to_owned(),
    };
    let quoted = |name: &str| Ident::exact(name).to_string();
    match (object.kind, types.as_slice()) {
        (ObjectKind::Operator, [right]) => format!("{} (NONE, {right})", qualified(&object.name)),
        (ObjectKind::Operator, _) => format!("{} ({})", qualified(&object.name), types.join(", ")),
        (ObjectKind::Cast, [from, to]) => format!("({from} AS {to})"),
        (ObjectKind::Transform, [of]) => format!("FOR {of} LANGUAGE {}", quoted(&object.name)),
        (ObjectKind::UserMapping, _) => {
            let (role, server) = object.name.split_once(" SERVER ").unwrap_or((&object.name, ""));
            format!("FOR {} SERVER {}", quoted(role), quoted(server))
        }
        (ObjectKind::OperatorClass | ObjectKind::OperatorFamily, _) => {
            let (name, method) = object.name.split_once(" USING ").unwrap_or((&object.name, "btree"));
            format!("{} USING {method}", qualified(&quoted(name)))
        }
        _ => qualified(&quoted(&object.name)),
    }
}

fn sql(object: &OtherObject, name: &str, definition: &OtherDefinition) -> String {
    let kind = object_kind(object.kind);
    let words = text(&definition.words);
    match object.kind {
        ObjectKind::Language | ObjectKind::Conversion => {
            let leading = definition.words.first().filter(|it| it.is("trusted") || it.is("default"));
            let rest = text(&definition.words[usize::from(leading.is_some())..]);
            let leading = leading.map(|it| format!("{} ", it.shown().to_uppercase())).unwrap_or_default();
            format!("CREATE {leading}{kind} {name} {rest};")
        }
        ObjectKind::OperatorClass => {
            let name = name.split(" USING ").next().unwrap_or(name);
            format!("CREATE {kind} {name} {words};")
        }
        ObjectKind::OperatorFamily if words.is_empty() => format!("CREATE {kind} {name};"),
        ObjectKind::OperatorFamily => format!("CREATE {kind} {name};\nALTER {kind} {name} ADD {words};"),
        ObjectKind::Operator => {
            let name = name.split(" (").next().unwrap_or(name);
            format!("CREATE {kind} {name} {words};")
        }
        ObjectKind::TextSearchConfiguration => {
            let mappings = words.split(" , ").filter(|it| !it.is_empty());
            let mappings = mappings.map(|it| format!("\nALTER {kind} {name} ADD MAPPING FOR {it};"));
            format!("CREATE {kind} {name} (PARSER = \"default\");{}", mappings.collect::<String>())
        }
        ObjectKind::Subscription => format!("CREATE {kind} {name} CONNECTION '' {words};"),
        ObjectKind::EventTrigger => {
            let state = definition.words.iter().find_map(|it| match it {
                Kept::Text(text) => text.strip_prefix("state ").map(str::to_uppercase),
                _ => None,
            });
            let state = state.map(|it| format!("\nALTER {kind} {name} {it};")).unwrap_or_default();
            let words: Vec<Kept> =
                definition.words.iter().filter(|it| !it.shown().starts_with("state ")).cloned().collect();
            format!("CREATE {kind} {name} {};{state}", text(&words))
        }
        _ if words.is_empty() => format!("CREATE {kind} {name};"),
        _ => format!("CREATE {kind} {name} {words};"),
    }
}

fn text(words: &[Kept]) -> String {
    words.iter().map(Kept::shown).collect::<Vec<_>>().join(" ")
}
