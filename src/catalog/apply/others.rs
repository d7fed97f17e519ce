//! Objects that no table is made of: aggregates, operators, casts, collations, text search, languages, foreign data.
//!
//! Each is kept as the words of its definition with the names in them resolved, in one order and without what is the
//! default, so that equal objects print the same whoever wrote them.

use super::{
    context::Apply,
    error::{Outcome, duplicate},
};
use crate::{
    catalog::{
        objects::{Kept, OtherDefinition, OtherObject, Read, Routine, RoutineArgument},
        relation::{Relation, RelationKind},
        types::DataType,
    },
    sql::{
        name::{Ident, ObjectName, QualifiedName},
        statement::{
            AlterObject, AlterObjectAction, Definition, FunctionBody, ObjectKind, ObjectRef, OtherStatement,
            Volatility, Word,
        },
        tag::object_kind,
    },
};
use std::sync::Arc;

impl Apply<'_> {
    pub(super) fn create_other(&mut self, other: &OtherStatement) -> Outcome {
        let Some(definition) = &other.definition else { return Ok(()) };
        match definition.kind {
            // Not part of a schema.
            ObjectKind::Database | ObjectKind::Tablespace | ObjectKind::Role => Ok(()),
            ObjectKind::Aggregate => self.create_aggregate(definition),
            _ => self.define_other(definition),
        }
    }

    fn define_other(&mut self, definition: &Definition) -> Outcome {
        let mut words = self.kept(&definition.words);
        let mut object = definition.object.clone();
        match definition.kind {
            ObjectKind::Operator => object.arguments = Some(operands(&definition.words)),
            ObjectKind::OperatorClass => {
                let method = after(&definition.words, "using").and_then(bare).unwrap_or("btree");
                object.part = Some(Ident::exact(method));
            }
            _ => {}
        }
        let key = self.other_key(definition.kind, &object, true)?;
        if self.catalog.others.contains_key(&key) {
            if definition.if_not_exists {
                return Ok(());
            }
            let (kind, name) = (object_kind(definition.kind).to_lowercase(), object.name.name.as_str());
            return Err(duplicate(&kind, name));
        }
        if definition.kind == ObjectKind::OperatorClass {
            self.family_of_class(&object, &key, &mut words);
        }
        let made = OtherDefinition {
            words: normal(definition.kind, words),
            owner: self.session.role.clone(),
            // Everybody may use a new language.
            grants: if definition.kind == ObjectKind::Language { super::grants::usage_of_all() } else { Vec::new() },
            comment: None,
        };
        self.catalog.others.insert(key, Arc::new(made));
        Ok(())
    }

    /// A class without FAMILY makes one of its own name.
    fn family_of_class(&mut self, class: &ObjectRef, key: &OtherObject, words: &mut Vec<Kept>) {
        if words.iter().any(|it| it.is("family")) {
            return;
        }
        let family = OtherObject { kind: ObjectKind::OperatorFamily, ..key.clone() };
        let owner = self.session.role.clone();
        self.catalog.others.entry(family).or_insert_with(|| Arc::new(OtherDefinition { owner, ..Default::default() }));
        let at = words.iter().position(|it| it.is("as")).unwrap_or(words.len());
        let schema = key.schema.clone().unwrap_or_else(|| Ident::exact("public"));
        let name = QualifiedName { schema, name: class.name.name.clone() };
        words.splice(at..at, [Kept::Text("family".into()), Kept::Name(name)]);
    }

    fn create_aggregate(&mut self, definition: &Definition) -> Outcome {
        let name = self.place(&definition.object.name)?;
        let mut arguments = Vec::new();
        for argument in &definition.arguments {
            arguments.push(RoutineArgument {
                name: argument.name.clone(),
                mode: argument.mode,
                data_type: self.data_type(&argument.data_type)?,
                default: None,
            });
        }
        let mut words = self.kept(&definition.words);
        if let Some(at) = words.iter().position(|it| it.is("basetype")) {
            // The old style: `*` and 'ANY' are no argument at all.
            let value = words.get(at + 2).cloned();
            let data_type = match value {
                Some(Kept::Type(data_type)) => Some(data_type),
                Some(Kept::Text(text)) if &*text != "*" => self.kept_type(&text),
                _ => None,
            };
            let mode = crate::sql::statement::ArgumentMode::In;
            arguments.extend(data_type.map(|data_type| RoutineArgument { name: None, mode, data_type, default: None }));
            let end = if words.get(at + 3).is_some_and(|it| it.is(",")) { at + 4 } else { at + 3 };
            words.drain(at..end.min(words.len()));
        }
        if let Some(direct) = definition.direct_arguments {
            words.insert(0, Kept::Text(format!("order by behind {direct}").into()));
        }
        let routine = Routine {
            kind: ObjectKind::Aggregate,
            arguments,
            returns: None,
            returns_set: false,
            language: Ident::exact("internal"),
            volatility: Volatility::Immutable,
            strict: false,
            security_definer: false,
            hints: Default::default(),
            settings: Vec::new(),
            body: FunctionBody::None,
            definition: normal(ObjectKind::Aggregate, words),
            read: Read::default(),
            owner: self.session.role.clone(),
            grants: self.default_routine_grants(&name.schema),
            comment: None,
            extension: None,
        };
        self.add_routine(&name, routine, definition.or_replace)
    }

    // ---- names --------------------------------------------------------------------------------------------------------

    /// The object that a statement names; of one that is not there, where it would be made.
    pub(super) fn other_key(&mut self, kind: ObjectKind, object: &ObjectRef, create: bool) -> Outcome<OtherObject> {
        use ObjectKind as K;
        let types = object.arguments.iter().flatten().map(|it| self.data_type(it)).collect::<Outcome<Vec<_>>>();
        let mut types = types.unwrap_or_default();
        types.iter_mut().for_each(|it| it.modifiers.clear());
        let part = object.part.as_ref().map(Ident::as_str).unwrap_or_default();
        let own = object.name.name.as_str();
        let name: Arc<str> = match kind {
            K::OperatorClass | K::OperatorFamily => format!("{own} USING {part}").into(),
            K::UserMapping => format!("{part} SERVER {own}").into(),
            K::Cast => "".into(),
            K::Transform => part.into(),
            _ => own.into(),
        };
        if kind == K::Transform {
            let name = crate::sql::expr::TypeName { name: object.name.clone(), ..no_type_name() };
            types = vec![self.catalog.resolve_type(&name, self.session)];
        }
        let in_schema = matches!(
            kind,
            K::Operator
                | K::OperatorClass
                | K::OperatorFamily
                | K::Collation
                | K::Conversion
                | K::TextSearchConfiguration
                | K::TextSearchDictionary
                | K::TextSearchParser
                | K::TextSearchTemplate
        );
        let of = |schema: Option<Ident>| OtherObject { kind, name: name.clone(), schema, types: types.clone() };
        if !in_schema {
            return Ok(of(None));
        }
        if object.name.schema.is_some() || create {
            return Ok(of(Some(self.place(&object.name)?.schema)));
        }
        let mut visible = self.catalog.visible(self.session).map(|it| of(Some(it)));
        let found = visible.find(|it| self.catalog.others.contains_key(it));
        Ok(found.unwrap_or_else(|| of(None)))
    }

    pub(super) fn edit_other(&mut self, key: &OtherObject, change: impl FnOnce(&mut OtherDefinition)) {
        if let Some(found) = self.catalog.others.get_mut(key) {
            change(Arc::make_mut(found));
        }
    }

    pub(super) fn move_other(&mut self, alter: &AlterObject, action: &AlterObjectAction) -> Outcome {
        let key = self.other_key(alter.kind, &alter.object, false)?;
        let mut new = key.clone();
        match action {
            AlterObjectAction::OwnerTo(owner) => {
                let owner = self.role_name(owner);
                self.edit_other(&key, |it| {
                    it.grants.retain(|it| Some(&it.grantee) != owner.as_ref());
                    it.owner = owner;
                });
                return Ok(());
            }
            AlterObjectAction::RenameTo(name) => {
                let using = key.name.split_once(" USING ").map(|it| format!(" USING {}", it.1)).unwrap_or_default();
                new.name = format!("{}{using}", name.as_str()).into();
            }
            AlterObjectAction::SetSchema(schema) => {
                self.need_schema(schema)?;
                new.schema = Some(schema.clone());
            }
            AlterObjectAction::Other(_) => return Ok(()),
        }
        if let Some(found) = self.catalog.others.remove(&key) {
            self.catalog.others.insert(new.clone(), found);
            self.rename_in_others(&key, &new);
        }
        Ok(())
    }

    fn rename_collation(&mut self, old: &QualifiedName, new: &QualifiedName) {
        let uses = |it: &Option<QualifiedName>| it.as_ref() == Some(old);
        let keys = |it: &Relation| it.index().is_some_and(|it| it.keys.iter().any(|it| uses(&it.collation)));
        let named = |it: &&Arc<Relation>| it.columns().iter().any(|it| uses(&it.collation)) || keys(it);
        for id in self.catalog.relations().filter(named).map(|it| it.id).collect::<Vec<_>>() {
            self.edit(id, |it| {
                let columns = match &mut it.kind {
                    RelationKind::Table(table) => table.columns.as_mut_slice(),
                    RelationKind::View(view) | RelationKind::MaterializedView(view) => view.columns.as_mut_slice(),
                    RelationKind::Composite(columns) => columns.as_mut_slice(),
                    RelationKind::Index(index) => {
                        let keys = index.keys.iter_mut().map(|it| &mut it.collation);
                        keys.filter(|it| uses(it)).for_each(|it| *it = Some(new.clone()));
                        return;
                    }
                    RelationKind::Sequence(_) => return,
                };
                let collations = columns.iter_mut().map(|it| &mut it.collation);
                collations.filter(|it| uses(it)).for_each(|it| *it = Some(new.clone()));
            });
        }
    }

    /// Other objects name it: a user mapping its server, a transform its language, a configuration its dictionaries.
    fn rename_in_others(&mut self, old: &OtherObject, new: &OtherObject) {
        let unquoted = |it: &OtherObject| it.name.split(" USING ").next().unwrap_or_default().to_owned();
        let (from, to) = (unquoted(old), unquoted(new));
        let qualified = |it: &OtherObject, name: &str| {
            it.schema.clone().map(|schema| QualifiedName { schema, name: Ident::exact(name) })
        };
        let names = (qualified(old, &from), qualified(new, &to));
        if let (ObjectKind::Collation, (Some(old), Some(new))) = (old.kind, &names) {
            self.rename_collation(old, new);
        }
        for (mut key, mut found) in self.catalog.others.clone() {
            let before = (key.clone(), found.clone());
            match (old.kind, key.kind) {
                (ObjectKind::Server, ObjectKind::UserMapping) => {
                    let end = format!(" SERVER {from}");
                    if let Some(role) = key.name.strip_suffix(&end) {
                        key.name = format!("{role} SERVER {to}").into();
                    }
                }
                (ObjectKind::Language, ObjectKind::Transform) if *key.name == from => key.name = to.clone().into(),
                _ => {}
            }
            Arc::make_mut(&mut found).words.iter_mut().for_each(|it| it.rename(&from, &to, &names));
            if before.1.words != found.words || before.0 != key {
                self.catalog.others.remove(&before.0);
                self.catalog.others.insert(key, found);
            }
        }
        if old.kind == ObjectKind::Server {
            let of_server = self.catalog.relations().filter(|it| {
                it.table().and_then(|it| it.foreign_server.as_ref()).is_some_and(|it| it.as_str() == from)
            });
            for id in of_server.map(|it| it.id).collect::<Vec<_>>() {
                self.edit_table(id, |it| it.foreign_server = Some(Ident::exact(&to)));
            }
        }
    }

    // ---- ALTER … with anything else -----------------------------------------------------------------------------------

    pub(super) fn alter_other(&mut self, alter: &AlterObject, words: &[Word]) -> Outcome {
        let key = self.other_key(alter.kind, &alter.object, false)?;
        let change = self.kept(words);
        match alter.kind {
            ObjectKind::TextSearchConfiguration => self.edit_other(&key, |it| change_mappings(&mut it.words, &change)),
            ObjectKind::Server | ObjectKind::ForeignDataWrapper | ObjectKind::UserMapping => {
                let kind = alter.kind;
                self.edit_other(&key, |it| change_options(kind, &mut it.words, &change));
            }
            ObjectKind::TextSearchDictionary => self.edit_other(&key, |it| merge_settings(&mut it.words, &change)),
            ObjectKind::Operator => {
                let change: Vec<Kept> = change.into_iter().skip_while(|it| it.is("set")).collect();
                self.edit_other(&key, |it| merge_settings(&mut it.words, &change));
            }
            ObjectKind::OperatorFamily => self.edit_other(&key, |it| change_members(&mut it.words, &change)),
            ObjectKind::EventTrigger => {
                let state = change.iter().map(Kept::shown).collect::<Vec<_>>().join(" ");
                self.edit_other(&key, |it| {
                    it.words.retain(|it| !matches!(it, Kept::Text(text) if text.starts_with("state ")));
                    if state != "enable" {
                        it.words.push(Kept::Text(format!("state {state}").into()));
                    }
                });
            }
            _ => {}
        }
        Ok(())
    }

    // ---- words --------------------------------------------------------------------------------------------------------

    pub(super) fn kept(&self, words: &[Word]) -> Vec<Kept> {
        let mut kept = Vec::with_capacity(words.len());
        for (at, word) in words.iter().enumerate() {
            let is_key = matches!(words.get(at + 1), Some(Word::Symbol(it)) if &**it == "=");
            let is_value = at >= 2 && matches!(words.get(at - 1), Some(Word::Symbol(it)) if &**it == "=");
            let of_type = is_value && words.get(at - 2).and_then(bare).is_some_and(|it| TYPE_SETTINGS.contains(&it));
            kept.push(match word {
                Word::Bare(text) if of_type => match self.kept_type(text) {
                    Some(data_type) => Kept::Type(data_type),
                    None => Kept::Text(text.clone()),
                },
                Word::Bare(text) if is_key || (!is_value && KEYWORDS.contains(&&**text)) => Kept::Text(text.clone()),
                Word::Bare(text) => self.kept_name(&ObjectName { schema: None, name: Ident::exact(text) }),
                Word::Name(name) => self.kept_name(name),
                Word::Type(name) => Kept::Type(self.catalog.resolve_type(name, self.session)),
                Word::Operator(name) => Kept::Text(Arc::from(name.name.as_str())),
                Word::Literal(text) => Kept::Literal(text.clone()),
                Word::Symbol(text) => Kept::Text(text.clone()),
            });
        }
        kept
    }

    fn kept_name(&self, name: &ObjectName) -> Kept {
        if name.schema.as_ref().is_some_and(|it| it.as_str() == "pg_catalog") {
            return Kept::Text(name.name.as_str().into());
        }
        let qualified = |schema: Ident| QualifiedName { schema, name: name.name.clone() };
        if let Some(schema) = &name.schema {
            return Kept::Name(qualified(schema.clone()));
        }
        let known = |it: &QualifiedName| {
            let other = |it: &OtherObject| {
                it.schema.is_some()
                    && !matches!(it.kind, ObjectKind::OperatorClass | ObjectKind::Operator)
                    && it.name.split(" USING ").next() == Some(name.name.as_str())
            };
            self.catalog.routines.contains_key(it)
                || self.catalog.types.contains_key(it)
                || self.catalog.others.keys().any(|key| key.schema.as_ref() == Some(&it.schema) && other(key))
        };
        match self.catalog.visible(self.session).map(qualified).find(known) {
            Some(found) => Kept::Name(found),
            None => Kept::Text(name.name.as_str().into()),
        }
    }

    fn kept_type(&self, text: &str) -> Option<DataType> {
        self.catalog.find_type(&crate::sql::parse_type(text), self.session)
    }
}

/// Not taken for the name of a function or type that is called the same.
const KEYWORDS: &[&str] = &[
    "add",
    "as",
    "assignment",
    "authorization",
    "by",
    "data",
    "default",
    "drop",
    "family",
    "for",
    "foreign",
    "from",
    "function",
    "handler",
    "implicit",
    "in",
    "inline",
    "inout",
    "mapping",
    "no",
    "operator",
    "options",
    "order",
    "procedure",
    "publication",
    "replace",
    "server",
    "set",
    "sql",
    "storage",
    "table",
    "tag",
    "to",
    "trusted",
    "type",
    "using",
    "validator",
    "version",
    "when",
    "with",
    "without",
    "wrapper",
];

/// Settings whose value is a type.
const TYPE_SETTINGS: &[&str] = &["basetype", "leftarg", "mstype", "rightarg", "stype"];

fn no_type_name() -> crate::sql::expr::TypeName {
    crate::sql::expr::TypeName {
        name: ObjectName { schema: None, name: Ident::exact("") },
        modifiers: Vec::new(),
        interval_fields: None,
        array_dimensions: 0,
        setof: false,
    }
}

/// The word behind a keyword.
fn after<'w>(words: &'w [Word], keyword: &str) -> Option<&'w Word> {
    let at = words.iter().position(|it| bare(it) == Some(keyword))?;
    words.get(at + 1)
}

fn bare(word: &Word) -> Option<&str> {
    match word {
        Word::Bare(text) => Some(text),
        _ => None,
    }
}

/// LEFTARG and RIGHTARG of an operator.
fn operands(words: &[Word]) -> Vec<crate::sql::expr::TypeName> {
    let value = |key: &str| {
        let at = words.iter().position(|it| bare(it) == Some(key))?;
        Some(match words.get(at + 2)? {
            Word::Type(name) => name.clone(),
            Word::Bare(text) => crate::sql::parse_type(text),
            Word::Name(name) => crate::sql::parse_type(&name.to_string()),
            _ => return None,
        })
    };
    ["leftarg", "rightarg"].into_iter().filter_map(value).collect()
}

// ---- one form for all spellings -------------------------------------------------------------------------------------

/// Splits at commas outside of parentheses.
fn items(words: &[Kept]) -> Vec<Vec<Kept>> {
    let mut all = vec![Vec::new()];
    let mut depth = 0i32;
    for word in words {
        depth += i32::from(word.is("(")) - i32::from(word.is(")"));
        match all.last_mut() {
            Some(last) if depth > 0 || !word.is(",") => last.push(word.clone()),
            _ => all.push(Vec::new()),
        }
    }
    all.retain(|it| !it.is_empty());
    all
}

fn joined(mut all: Vec<Vec<Kept>>) -> Vec<Kept> {
    all.sort_by_key(|it| it.iter().map(Kept::shown).collect::<Vec<_>>().join(" "));
    all.join(&Kept::Text(",".into()))
}

/// The list behind a position of an opening parenthesis, and where it ends.
fn list_at(words: &[Kept], open: usize) -> (Vec<Vec<Kept>>, usize) {
    let mut depth = 0i32;
    let close = words[open..].iter().position(|it| {
        depth += i32::from(it.is("(")) - i32::from(it.is(")"));
        depth == 0
    });
    let close = close.map_or(words.len(), |it| it + open);
    (items(words.get(open + 1..close).unwrap_or_default()), close)
}

fn with_list(words: &[Kept], open: usize, close: usize, list: Vec<Vec<Kept>>) -> Vec<Kept> {
    let mut out = words[..open].to_vec();
    if !list.is_empty() {
        out.push(Kept::Text("(".into()));
        out.extend(joined(list));
        out.push(Kept::Text(")".into()));
    }
    out.extend(words.get(close + 1..).unwrap_or_default().iter().cloned());
    out
}

fn normal(kind: ObjectKind, mut words: Vec<Kept>) -> Vec<Kept> {
    match kind {
        ObjectKind::UserMapping => words.retain(|it| !matches!(it, Kept::Literal(_))),
        ObjectKind::Subscription => return subscription(words),
        ObjectKind::OperatorClass => return operator_class(words),
        ObjectKind::TextSearchConfiguration => return configuration(&words),
        ObjectKind::Collation if words.first().is_some_and(|it| it.is("from")) => {
            words = ["(", "provider", "=", "libc", ",", "locale", "="].map(|it| Kept::Text(it.into())).into();
            words.extend([Kept::Text("C".into()), Kept::Text(")".into())]);
        }
        _ => {}
    }
    let Some(open) = words.iter().position(|it| it.is("(")) else { return words };
    if !matches!(kind, ObjectKind::Cast | ObjectKind::Conversion) {
        let (mut list, close) = list_at(&words, open);
        list.iter_mut().for_each(|it| setting(kind, it));
        if kind == ObjectKind::Collation {
            collation(&mut list);
        }
        words = with_list(&words, open, close, list);
    }
    words
}

/// `key = value`: the value quoted or not, the key as it is called today.
fn setting(kind: ObjectKind, item: &mut [Kept]) {
    if kind == ObjectKind::Operator && item.first().is_some_and(|it| it.is("procedure")) {
        item[0] = Kept::Text("function".into());
    }
    if !item.get(1).is_some_and(|it| it.is("=")) {
        return;
    }
    if let Some(Kept::Literal(text)) = item.get(2) {
        item[2] = Kept::Text(text.clone());
    } else if let Some(Kept::Type(data_type)) = item.get(2).filter(|_| item.len() == 3) {
        item[2] = Kept::Type(data_type.clone());
    }
}

fn key_is(item: &[Kept], key: &str) -> bool {
    item.first().is_some_and(|it| it.is(key))
}

fn collation(list: &mut Vec<Vec<Kept>>) {
    let value =
        |list: &[Vec<Kept>], key: &str| list.iter().find(|it| key_is(it, key)).and_then(|it| it.get(2).cloned());
    let setting = |key: &str, value: Kept| vec![Kept::Text(key.into()), Kept::Text("=".into()), value];
    if let (Some(collate), Some(ctype)) = (value(list, "lc_collate"), value(list, "lc_ctype"))
        && collate == ctype
    {
        list.retain(|it| !key_is(it, "lc_collate") && !key_is(it, "lc_ctype"));
        list.push(setting("locale", collate));
    }
    if value(list, "provider").is_none() {
        list.push(setting("provider", Kept::Text("libc".into())));
    }
    list.retain(|it| !(key_is(it, "deterministic") && it.get(2).is_some_and(|it| it.is("true"))));
    list.retain(|it| !key_is(it, "version"));
}

/// Operand types are left out, since they are the class's own; what belongs to the family alone is the family's.
fn operator_class(words: Vec<Kept>) -> Vec<Kept> {
    let Some(at) = words.iter().position(|it| it.is("as")) else { return words };
    let of = after_kept(&words, "type");
    let mut list: Vec<Vec<Kept>> = items(&words[at + 1..]);
    for item in &mut list {
        let mut depth = 0i32;
        item.retain(|it| {
            let inside = depth > 0 || it.is("(");
            depth += i32::from(it.is("(")) - i32::from(it.is(")"));
            !inside
        });
    }
    list.retain(|it| !(key_is(it, "storage") && it.get(1) == of.as_ref()));
    let mut out = words[..at].to_vec();
    if !list.is_empty() {
        out.push(Kept::Text("as".into()));
        out.extend(joined(list));
    }
    out
}

fn after_kept(words: &[Kept], keyword: &str) -> Option<Kept> {
    let at = words.iter().position(|it| it.is(keyword))?;
    words.get(at + 1).cloned()
}

/// The connection may hold a password; options that only say how to begin are no part of what was made.
fn subscription(words: Vec<Kept>) -> Vec<Kept> {
    let start = words.iter().position(|it| it.is("publication")).unwrap_or(0);
    let end = words.iter().position(|it| it.is("with")).unwrap_or(words.len());
    let mut out = vec![Kept::Text("publication".into())];
    out.extend(joined(items(words.get(start + 1..end).unwrap_or_default())));
    out
}

// ---- text search configurations: a parser and `token with dictionaries` -------------------------------------------------

const TOKENS: &[&str] = &[
    "asciiword",
    "word",
    "numword",
    "email",
    "url",
    "host",
    "sfloat",
    "version",
    "hword_numpart",
    "hword_part",
    "hword_asciipart",
    "numhword",
    "asciihword",
    "hword",
    "url_path",
    "file",
    "float",
    "int",
    "uint",
];

/// Made from a parser it is empty; made from one of the server's own it has that one's dictionaries.
fn configuration(words: &[Kept]) -> Vec<Kept> {
    let Some(from) = words.iter().position(|it| it.is("copy")).and_then(|at| words.get(at + 2)) else {
        return Vec::new();
    };
    let language = from.shown();
    let mut all = Vec::new();
    for token in TOKENS {
        let ascii = matches!(*token, "asciiword" | "asciihword" | "hword_asciipart");
        let word = ascii || matches!(*token, "word" | "hword" | "hword_part");
        let dictionary = match language.as_str() {
            "simple" => "simple".to_owned(),
            "russian" if ascii => "english_stem".to_owned(),
            other if word => format!("{other}_stem"),
            _ => "simple".to_owned(),
        };
        all.push(vec![Kept::Text((*token).into()), Kept::Text("with".into()), Kept::Text(dictionary.into())]);
    }
    joined(all)
}

/// `ADD MAPPING FOR t, … WITH d, …`, `ALTER MAPPING [FOR t, …] REPLACE a WITH b`, `DROP MAPPING FOR t, …`
fn change_mappings(words: &mut Vec<Kept>, change: &[Kept]) {
    let mut mappings = items_of_mappings(words);
    let position = |word: &str| change.iter().position(|it| it.is(word));
    let (with, replace) = (position("with"), position("replace"));
    let end = replace.or(with).unwrap_or(change.len());
    let of = position("for").map(|it| items(change.get(it + 1..end).unwrap_or_default())).unwrap_or_default();
    let tokens: Vec<String> = of.iter().filter_map(|it| it.first().map(Kept::shown)).collect();
    let new = with.map(|it| items(&change[it + 1..])).unwrap_or_default();
    if let Some(at) = replace {
        let (Some(old), Some(new)) = (change.get(at + 1), new.first().and_then(|it| it.first())) else { return };
        for (token, dictionaries) in &mut mappings {
            if tokens.is_empty() || tokens.contains(token) {
                dictionaries.iter_mut().filter(|it| *it == old).for_each(|it| *it = new.clone());
            }
        }
    } else {
        mappings.retain(|it| !tokens.contains(&it.0));
        if with.is_some() {
            let dictionaries: Vec<Kept> = new.into_iter().flatten().collect();
            mappings.extend(tokens.into_iter().map(|it| (it, dictionaries.clone())));
        }
    }
    let item = |(token, dictionaries): (String, Vec<Kept>)| {
        let mut item = vec![Kept::Text(token.into()), Kept::Text("with".into())];
        item.extend(dictionaries);
        item
    };
    *words = joined(mappings.into_iter().map(item).collect());
}

fn items_of_mappings(words: &[Kept]) -> Vec<(String, Vec<Kept>)> {
    let mapping = |it: Vec<Kept>| Some((it.first()?.shown(), it.get(2..).unwrap_or_default().to_vec()));
    items(words).into_iter().filter_map(mapping).collect()
}

// ---- ALTER … OPTIONS and its like --------------------------------------------------------------------------------------

/// `[VERSION 'x'] [OPTIONS (ADD a 'x', SET b 'y', DROP c)]`
fn change_options(kind: ObjectKind, words: &mut Vec<Kept>, change: &[Kept]) {
    if let Some(Kept::Literal(version)) = after_kept(change, "version") {
        match words.iter().position(|it| it.is("version")) {
            Some(at) if at + 1 < words.len() => words[at + 1] = Kept::Literal(version),
            _ => {
                let at = usize::from(words.first().is_some_and(|it| it.is("type"))) * 2;
                words.splice(at..at, [Kept::Text("version".into()), Kept::Literal(version)]);
            }
        }
    }
    let Some(open) = change.iter().position(|it| it.is("options")).map(|it| it + 1) else { return };
    let (changes, _) = list_at(change, open.min(change.len().saturating_sub(1)));
    let at = words.iter().position(|it| it.is("options"));
    let (mut list, close) = match at {
        Some(at) => list_at(words, at + 1),
        None => (Vec::new(), words.len()),
    };
    apply_options(&mut list, changes);
    if kind == ObjectKind::UserMapping {
        list.iter_mut().for_each(|it| it.retain(|it| !matches!(it, Kept::Literal(_))));
    }
    match at {
        Some(at) if list.is_empty() => drop(words.drain(at..(close + 1).min(words.len()))),
        Some(at) => *words = with_list(words, at + 1, close, list),
        None => {
            words.push(Kept::Text("options".into()));
            *words = with_list(words, words.len(), words.len(), list);
        }
    }
}

pub(super) fn apply_options(list: &mut Vec<Vec<Kept>>, changes: Vec<Vec<Kept>>) {
    for change in changes {
        let verb = change.first().filter(|it| ["add", "set", "drop"].iter().any(|verb| it.is(verb)));
        let verb = verb.filter(|_| matches!(change.get(1), Some(Kept::Text(_) | Kept::Name(_)))).map(Kept::shown);
        let option: Vec<Kept> = change.iter().skip(usize::from(verb.is_some())).cloned().collect();
        list.retain(|it| it.first() != option.first());
        if verb.as_deref() != Some("drop") {
            list.push(option);
        }
    }
}

/// `(key = value, key)`: a key without value takes the setting away.
fn merge_settings(words: &mut Vec<Kept>, change: &[Kept]) {
    let (Some(open), Some(of)) = (words.iter().position(|it| it.is("(")), change.iter().position(|it| it.is("(")))
    else {
        return;
    };
    let (mut list, close) = list_at(words, open);
    for mut item in list_at(change, of).0 {
        setting(ObjectKind::Operator, &mut item);
        list.retain(|it| it.first() != item.first());
        let none = item.get(2).is_none_or(|it| it.is("none"));
        if !none {
            list.push(item);
        }
    }
    *words = with_list(words, open, close, list);
}

/// `ADD member, …` and `DROP member, …` of an operator family.
fn change_members(words: &mut Vec<Kept>, change: &[Kept]) {
    let mut members = items(words);
    let named = items(change.get(1..).unwrap_or_default());
    if change.first().is_some_and(|it| it.is("add")) {
        members.extend(named);
    } else {
        // A member is dropped by its kind, number and types.
        let key = |it: &[Kept]| it.iter().filter(|it| !it.is("<")).map(Kept::shown).collect::<Vec<_>>().join(" ");
        members.retain(|it| !named.iter().any(|named| key(it).starts_with(&key(named))));
    }
    *words = joined(members);
}
