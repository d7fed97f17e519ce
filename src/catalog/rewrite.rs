//! Renames inside expressions and queries: the tree and the text beside it stay true to each other.

use super::{Catalog, RelationId, session::Session};
use crate::sql::{
    expr::{CommonTableBody, Expr, FromItem, Projected, Query, Select, Tree},
    name::{Ident, ObjectName, QualifiedName},
    token::{Lexer, Token, TokenKind},
};
use std::sync::Arc;

/// An identifier in SQL text and what stands around it.
struct Word<'a> {
    ident: Ident,
    /// The identifier before the dot on its left.
    qualifier: Option<Ident>,
    before_dot: bool,
    before_paren: bool,
    /// Behind `::` or AS: a type or an alias.
    renamed_or_cast: bool,
    in_from: bool,
    /// In FROM, where a relation's name stands and not its alias.
    starts_item: bool,
    /// Inside parentheses that hold a query.
    nested: bool,
    /// The whole of a select list's item, without an alias.
    alone: bool,
    text: &'a str,
}

/// The text with some identifiers replaced.
fn patch(text: &str, replace: impl Fn(&Word<'_>) -> Option<String>) -> Arc<str> {
    let mut lexer = Lexer::new(text, 0, text.len());
    let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next()).filter(|it| it.kind != TokenKind::Comment).collect();
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut levels) = (0, vec![Level::default()]);
    for at in 0..tokens.len() {
        let token = tokens[at];
        let slice = |at: usize| tokens.get(at).map_or("", |it| slice(text, *it));
        track(&mut levels, slice(at), slice(at + 1));
        let Some(ident) = ident(text, token) else { continue };
        let level = levels.last().copied().unwrap_or_default();
        let dotted = at >= 2 && slice(at - 1) == ".";
        let qualifier = dotted.then(|| ident_at(text, &tokens, at - 2)).flatten();
        let start = if dotted { at - 2 } else { at };
        let before = if start == 0 { "" } else { slice(start - 1) };
        let is = |it: &str, words: &[&str]| words.iter().any(|word| it.eq_ignore_ascii_case(word));
        let word = Word {
            ident,
            qualifier,
            before_dot: slice(at + 1) == ".",
            before_paren: slice(at + 1) == "(",
            renamed_or_cast: is(before, &["::", "as"]),
            in_from: level.in_from,
            starts_item: level.in_from && is(before, &["from", "join", ",", "only", "(", "update", "into", "to"]),
            nested: levels.iter().skip(1).any(|it| it.query),
            alone: level.in_list
                && is(before, &["select", ",", "distinct", "all"])
                && (at + 1 >= tokens.len() || is(slice(at + 1), &[",", "from", ")", ";"])),
            text: slice(at),
        };
        if let Some(new) = replace(&word) {
            out.push_str(&text[copied..token.start as usize]);
            out.push_str(&new);
            copied = token.end as usize;
        }
    }
    out.push_str(&text[copied..]);
    Arc::from(out)
}

/// Where in a query a parenthesis level is.
#[derive(Clone, Copy, Default)]
struct Level {
    query: bool,
    in_list: bool,
    in_from: bool,
}

fn track(levels: &mut Vec<Level>, text: &str, next: &str) {
    let set = |levels: &mut Vec<Level>, in_list, in_from| {
        if let Some(level) = levels.last_mut() {
            *level = Level { query: true, in_list, in_from };
        }
    };
    let lower = if text.len() <= 9 { text.to_ascii_lowercase() } else { String::new() };
    match lower.as_str() {
        "(" => {
            let joins = levels.last().is_some_and(|it| it.in_from);
            let query = next.eq_ignore_ascii_case("select") || next.eq_ignore_ascii_case("with");
            // A parenthesised join is still a FROM list.
            levels.push(Level { query, in_list: false, in_from: joins && !query });
        }
        ")" if levels.len() > 1 => drop(levels.pop()),
        "select" => set(levels, true, false),
        "from" | "join" | "update" | "into" | "to" => set(levels, false, true),
        "where" | "group" | "order" | "on" | "using" | "having" | "limit" | "union" | "set" | "returning"
        | "intersect" | "except" | "window" => set(levels, false, false),
        _ => {}
    }
}

fn slice(text: &str, token: Token) -> &str {
    text.get(token.start as usize..token.end as usize).unwrap_or_default()
}

fn ident(text: &str, token: Token) -> Option<Ident> {
    match token.kind {
        TokenKind::Word => Some(Ident::unquoted(slice(text, token))),
        TokenKind::QuotedIdent => {
            let inner = slice(text, token).strip_prefix('"')?.strip_suffix('"')?;
            Some(Ident::exact(&inner.replace("\"\"", "\"")))
        }
        _ => None,
    }
}

fn ident_at(text: &str, tokens: &[Token], at: usize) -> Option<Ident> {
    ident(text, *tokens.get(at)?)
}

// ---- columns --------------------------------------------------------------------------------------------------------

/// A column's new name, and under which names its relation goes in one expression or query.
struct ColumnRename<'a> {
    from: &'a Ident,
    to: &'a Ident,
    qualifiers: Vec<Ident>,
    /// Bare names outside of subqueries mean the column.
    outside: bool,
    /// Bare names in (sub)queries mean the column: no other relation there has one of that name.
    inside: bool,
}

impl ColumnRename<'_> {
    fn means(&self, qualifier: Option<&Ident>, nested: bool) -> bool {
        match qualifier {
            Some(qualifier) => self.qualifiers.contains(qualifier),
            None if nested => self.inside,
            None => self.outside,
        }
    }

    fn tree(&self, tree: &mut Tree, nested: bool) {
        match tree {
            Tree::Column { qualifier, name }
                if name == self.from && self.means(qualifier.as_ref().map(|it| &it.name), nested) =>
            {
                *name = self.to.clone();
            }
            Tree::Subquery { query, .. } => self.query(query),
            Tree::Unparsed { words } => {
                words.iter_mut().filter(|it| *it == self.from).for_each(|it| *it = self.to.clone());
            }
            _ => {}
        }
        for child in tree.children_mut() {
            self.tree(child, nested);
        }
    }

    fn query(&self, query: &mut Query) {
        each_select(query, &mut |select: &mut Select| {
            for projected in &mut select.projection {
                if let Projected::Expr { tree, alias } = projected {
                    let before = super::names::of_expression(tree);
                    self.tree(tree, true);
                    if alias.is_none() && super::names::of_expression(tree) != before {
                        // The output keeps its name.
                        *alias = before.map(|it| Ident::exact(&it));
                    }
                }
            }
            select.conditions.iter_mut().for_each(|it| self.tree(it, true));
            select.from.iter_mut().for_each(|it| self.item(it));
        });
        query.trailing.iter_mut().for_each(|it| self.tree(it, true));
    }

    fn item(&self, item: &mut FromItem) {
        match item {
            FromItem::Function { call, .. } => self.tree(call, true),
            FromItem::Join { left, right, on, .. } => {
                self.item(left);
                self.item(right);
                if let Some(tree) = on {
                    self.tree(tree, true);
                }
            }
            FromItem::Relation { .. } | FromItem::Subquery { .. } => {}
        }
    }

    fn text(&self, text: &str, is_query: bool) -> Arc<str> {
        patch(text, |word| {
            let hit = word.ident == *self.from
                && !word.before_dot
                && !word.before_paren
                && !word.renamed_or_cast
                && !word.in_from
                && self.means(word.qualifier.as_ref(), word.nested || is_query);
            let keeps_name = word.alone && (word.nested || is_query);
            hit.then(|| if keeps_name { format!("{} AS {}", self.to, word.text) } else { self.to.to_string() })
        })
    }
}

/// Visits the branches of a query and of those inside it in FROM and WITH (not those in expressions).
fn each_select(query: &mut Query, visit: &mut impl FnMut(&mut Select)) {
    for common in &mut query.with {
        match &mut common.body {
            CommonTableBody::Query(body) => each_select(body, visit),
            CommonTableBody::Dml(dml) => {
                if let Some(body) = &mut dml.query.query {
                    each_select(Arc::make_mut(body), visit);
                }
            }
        }
    }
    for branch in &mut query.branches {
        visit(branch);
        branch.from.iter_mut().for_each(|it| nested_from(it, visit));
        if let Some(nested) = &mut branch.nested {
            each_select(nested, visit);
        }
    }
}

fn nested_from(item: &mut FromItem, visit: &mut impl FnMut(&mut Select)) {
    match item {
        FromItem::Subquery { query, .. } => each_select(query, visit),
        FromItem::Join { left, right, .. } => {
            nested_from(left, visit);
            nested_from(right, visit);
        }
        _ => {}
    }
}

/// Relations in FROM anywhere in a query, with their aliases.
pub(super) fn relations_named(query: &Query, visit: &mut impl FnMut(&ObjectName, Option<&Ident>)) {
    fn from(item: &FromItem, visit: &mut impl FnMut(&ObjectName, Option<&Ident>)) {
        match item {
            FromItem::Relation { name, alias, .. } => visit(name, alias.as_ref()),
            FromItem::Subquery { query, .. } => relations_named(query, visit),
            FromItem::Function { .. } => {}
            FromItem::Join { left, right, .. } => {
                from(left, visit);
                from(right, visit);
            }
        }
    }
    for common in &query.with {
        match &common.body {
            CommonTableBody::Query(body) => relations_named(body, visit),
            CommonTableBody::Dml(dml) => {
                if let Some(body) = &dml.query.query {
                    relations_named(body, visit);
                }
            }
        }
    }
    for branch in &query.branches {
        branch.from.iter().for_each(|it| from(it, visit));
        if let Some(nested) = &branch.nested {
            relations_named(nested, visit);
        }
        for tree in branch.conditions.iter().chain(branch.projection.iter().filter_map(|it| match it {
            Projected::Expr { tree, .. } => Some(tree),
            Projected::All { .. } => None,
        })) {
            subqueries(tree, &mut |query| relations_named(query, visit));
        }
    }
}

/// Queries inside an expression.
pub(super) fn subqueries(tree: &Tree, visit: &mut impl FnMut(&Query)) {
    tree.walk(&mut |it| {
        if let Tree::Subquery { query, .. } = it {
            visit(query);
        }
    });
}

impl Catalog {
    /// Says under which names `relation` goes in the queries, before it is renamed.
    fn column_rename<'a>(
        &self,
        queries: &[&Query],
        relation: RelationId,
        names: (&'a Ident, &'a Ident),
        session: &Session,
        outside: bool,
    ) -> ColumnRename<'a> {
        let (from, to) = names;
        let own = self.relation(relation).map(|it| it.name.name.clone());
        let mut rename = ColumnRename { from, to, qualifiers: own.into_iter().collect(), outside, inside: true };
        for query in queries {
            relations_named(query, &mut |name, alias| match self.resolve_anywhere(name, session) {
                Some(found) if found == relation => rename.qualifiers.extend(alias.cloned()),
                Some(other) => {
                    let other = self.relation(other);
                    rename.inside &= other.is_none_or(|it| it.column(from).is_none());
                }
                None => {}
            });
        }
        rename
    }

    /// By the path, else by the only schema that has it: stored text may have been written under another path.
    pub(super) fn resolve_anywhere(&self, name: &ObjectName, session: &Session) -> Option<RelationId> {
        if let Some(found) = self.resolve(name, session) {
            return Some(found.id);
        }
        let candidates = self.schemas.keys().map(|it| QualifiedName { schema: it.clone(), name: name.name.clone() });
        let mut found = candidates.filter(|_| name.schema.is_none()).filter_map(|it| self.find(&it));
        let first = found.next()?;
        found.next().is_none().then_some(first.id)
    }

    /// An expression after a column of `relation` got a new name; `own`: it is an expression over that relation.
    pub(super) fn rename_column_in(
        &self,
        expr: &Expr,
        relation: RelationId,
        names: (&Ident, &Ident),
        session: &Session,
        own: bool,
    ) -> Expr {
        let mut queries = Vec::new();
        subqueries(&expr.tree, &mut |query| queries.push(query.clone()));
        let mut rename = self.column_rename(&queries.iter().collect::<Vec<_>>(), relation, names, session, own);
        if own {
            // Triggers and rules name the two versions of a row.
            rename.qualifiers.extend(["old", "new"].map(Ident::exact));
        }
        let mut tree = Tree::clone(&expr.tree);
        rename.tree(&mut tree, false);
        if tree == *expr.tree {
            return expr.clone();
        }
        Expr { text: rename.text(&expr.text, false), tree: Arc::new(tree) }
    }

    /// A view's query after a column of `relation` got a new name.
    pub(super) fn rename_column_in_query(
        &self,
        text: &str,
        query: &Query,
        relation: RelationId,
        names: (&Ident, &Ident),
        session: &Session,
    ) -> (Arc<str>, Query) {
        let rename = self.column_rename(&[query], relation, names, session, false);
        let mut renamed = query.clone();
        rename.query(&mut renamed);
        (rename.text(text, true), renamed)
    }
}

// ---- relations ------------------------------------------------------------------------------------------------------

/// SQL text after a relation (or function, or type) got another name or schema.
///
/// `calls`: names before a parenthesis are meant, else those in FROM and before a dot.
pub(super) fn rename_object(text: &str, from: &QualifiedName, to: &QualifiedName, calls: bool) -> Arc<str> {
    let qualify = |word: &Word<'_>| word.qualifier.is_none() && from.schema != to.schema;
    let renamed = patch(text, |word| {
        let here = if calls { word.before_paren } else { word.starts_item || word.before_dot };
        let schema = word.qualifier.as_ref().is_none_or(|it| *it == from.schema);
        let hit = word.ident == from.name && here && schema && !word.renamed_or_cast;
        hit.then(|| if qualify(word) && (calls || word.starts_item) { to.to_string() } else { to.name.to_string() })
    });
    if from.schema == to.schema {
        return renamed;
    }
    // `old.name` has become `old.new`: the schema follows.
    let mut lexer = Lexer::new(&renamed, 0, renamed.len());
    let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next()).filter(|it| it.kind != TokenKind::Comment).collect();
    let mut out = String::new();
    let mut copied = 0;
    for (at, token) in tokens.iter().enumerate() {
        let names_it = ident(&renamed, *token).as_ref() == Some(&from.schema)
            && tokens.get(at + 1).is_some_and(|it| slice(&renamed, *it) == ".")
            && ident_at(&renamed, &tokens, at + 2).as_ref() == Some(&to.name);
        if names_it {
            out.push_str(&renamed[copied..token.start as usize]);
            out.push_str(&to.schema.to_string());
            copied = token.end as usize;
        }
    }
    out.push_str(&renamed[copied..]);
    Arc::from(out)
}

/// The same in a tree: relations in subqueries, or function calls.
pub(super) fn rename_object_in(expr: &Expr, from: &QualifiedName, to: &QualifiedName, calls: bool) -> Expr {
    let mut tree = Tree::clone(&expr.tree);
    rename_in_tree(&mut tree, from, to, calls);
    if tree == *expr.tree {
        return expr.clone();
    }
    Expr { text: rename_object(&expr.text, from, to, calls), tree: Arc::new(tree) }
}

fn rename_in_tree(tree: &mut Tree, from: &QualifiedName, to: &QualifiedName, calls: bool) {
    match tree {
        Tree::Call { function, .. } if calls => rename_name(function, from, to),
        Tree::Column { qualifier: Some(qualifier), .. } if !calls && qualifier.name == from.name => {
            qualifier.name = to.name.clone();
        }
        Tree::Subquery { query, .. } => rename_in_query(query, from, to, calls),
        _ => {}
    }
    for child in tree.children_mut() {
        rename_in_tree(child, from, to, calls);
    }
}

fn rename_name(name: &mut ObjectName, from: &QualifiedName, to: &QualifiedName) {
    if name.name == from.name && name.schema.as_ref().is_none_or(|it| *it == from.schema) {
        if name.schema.is_some() || from.schema != to.schema {
            name.schema = Some(to.schema.clone());
        }
        name.name = to.name.clone();
    }
}

pub(super) fn rename_in_query(query: &mut Query, from: &QualifiedName, to: &QualifiedName, calls: bool) {
    fn item(it: &mut FromItem, from: &QualifiedName, to: &QualifiedName, calls: bool) {
        match it {
            FromItem::Relation { name, .. } if !calls => rename_name(name, from, to),
            FromItem::Function { call, .. } => rename_in_tree(call, from, to, calls),
            FromItem::Join { left, right, on, .. } => {
                item(left, from, to, calls);
                item(right, from, to, calls);
                if let Some(tree) = on {
                    rename_in_tree(tree, from, to, calls);
                }
            }
            _ => {}
        }
    }
    each_select(query, &mut |select: &mut Select| {
        for projected in &mut select.projection {
            if let Projected::Expr { tree, .. } = projected {
                rename_in_tree(tree, from, to, calls);
            }
        }
        select.conditions.iter_mut().for_each(|it| rename_in_tree(it, from, to, calls));
        select.from.iter_mut().for_each(|it| item(it, from, to, calls));
    });
    query.trailing.iter_mut().for_each(|it| rename_in_tree(it, from, to, calls));
}

impl Catalog {
    /// SQL text that means the same under any search path: relations in FROM get their schema, except those in `public`.
    pub(super) fn qualify(&self, text: &str, common: &[Ident], session: &Session) -> Arc<str> {
        patch(text, |word| {
            let bare = word.starts_item && word.qualifier.is_none() && !word.before_dot && !word.before_paren;
            if !bare || common.contains(&word.ident) {
                return None;
            }
            let found = self.resolve(&ObjectName { schema: None, name: word.ident.clone() }, session)?;
            (found.name.schema.as_str() != "public").then(|| found.name.to_string())
        })
    }

    /// The same for a query's tree and text.
    pub(super) fn qualify_query(&self, text: &str, query: &mut Query, session: &Session) -> Arc<str> {
        let mut common = Vec::new();
        common_tables(query, &mut common);
        let text = self.qualify(text, &common, session);
        let mut names = Vec::new();
        relations_named(query, &mut |name, _| names.push(name.clone()));
        for name in names.iter().filter(|it| it.schema.is_none() && !common.contains(&it.name)) {
            let found = self.resolve(name, session).filter(|it| it.name.schema.as_str() != "public");
            if let Some(found) = found {
                // Only in FROM: a qualifier elsewhere still finds the item by its bare name.
                each_select(query, &mut |select: &mut Select| {
                    select.from.iter_mut().for_each(|it| qualify_item(it, name, &found.name));
                });
            }
        }
        text
    }

    /// The same for an expression with subqueries.
    pub(super) fn qualify_expr(&self, expr: &Expr, session: &Session) -> Expr {
        fn change(catalog: &Catalog, tree: &mut Tree, session: &Session) {
            if let Tree::Subquery { query, .. } = tree {
                catalog.qualify_query("", query, session);
            }
            tree.children_mut().into_iter().for_each(|it| change(catalog, it, session));
        }
        let mut common = Vec::new();
        subqueries(&expr.tree, &mut |query| common_tables(query, &mut common));
        let mut tree = Tree::clone(&expr.tree);
        change(self, &mut tree, session);
        if tree == *expr.tree {
            return expr.clone();
        }
        Expr { text: self.qualify(&expr.text, &common, session), tree: Arc::new(tree) }
    }
}

fn qualify_item(item: &mut FromItem, from: &ObjectName, to: &QualifiedName) {
    match item {
        FromItem::Relation { name, .. } if name == from => name.schema = Some(to.schema.clone()),
        FromItem::Join { left, right, .. } => {
            qualify_item(left, from, to);
            qualify_item(right, from, to);
        }
        _ => {}
    }
}

/// Names of all common tables, wherever they are visible.
fn common_tables(query: &Query, names: &mut Vec<Ident>) {
    names.extend(query.with.iter().map(|it| it.name.clone()));
    for common in &query.with {
        if let CommonTableBody::Query(body) = &common.body {
            common_tables(body, names);
        }
    }
    for branch in &query.branches {
        for item in &branch.from {
            if let FromItem::Subquery { query, .. } = item {
                common_tables(query, names);
            }
        }
    }
}

// ---- sequences ------------------------------------------------------------------------------------------------------

/// The relation that `nextval('…')` in an expression names.
pub(super) fn sequences_of(tree: &Tree) -> Vec<ObjectName> {
    let mut found = Vec::new();
    tree.walk(&mut |it| {
        if let Tree::Call { function, arguments } = it
            && matches!(function.name.as_str(), "nextval" | "currval" | "setval")
        {
            found.extend(arguments.first().and_then(literal).map(relation_name));
        }
    });
    found
}

fn literal(tree: &Tree) -> Option<&str> {
    match tree {
        Tree::Text(text) => Some(text),
        Tree::Cast { operand, .. } => literal(operand),
        _ => None,
    }
}

/// `'public."Orders_id_seq"'` as a name.
fn relation_name(text: &str) -> ObjectName {
    let mut lexer = Lexer::new(text, 0, text.len());
    let tokens = std::iter::from_fn(|| lexer.next());
    let mut parts: Vec<Ident> = tokens.filter_map(|it| ident(text, it)).collect();
    let name = parts.pop().unwrap_or_else(|| Ident::exact(text));
    ObjectName { schema: parts.pop(), name }
}

/// `nextval('new'::regclass)`, as Postgres makes it for serial columns.
pub(super) fn nextval(sequence: &QualifiedName) -> Expr {
    let name = sequence.to_string();
    let to = crate::sql::expr::TypeName {
        name: ObjectName { schema: None, name: Ident::exact("regclass") },
        modifiers: Vec::new(),
        interval_fields: None,
        array_dimensions: 0,
        setof: false,
    };
    let operand = Box::new(Tree::Text(Arc::from(name.as_str())));
    let function = ObjectName { schema: None, name: Ident::exact("nextval") };
    let tree = Tree::Call { function, arguments: vec![Tree::Cast { operand, to }] };
    Expr { text: Arc::from(format!("nextval('{}'::regclass)", name.replace('\'', "''"))), tree: Arc::new(tree) }
}

/// An expression after a sequence got another name.
pub(super) fn rename_sequence(expr: &Expr, old: &QualifiedName, new: &QualifiedName) -> Expr {
    fn change(tree: &mut Tree, old: &str, new: &str) {
        if let Tree::Text(text) = tree
            && **text == *old
        {
            *text = Arc::from(new);
        }
        tree.children_mut().into_iter().for_each(|it| change(it, old, new));
    }
    let mut expr = expr.clone();
    for written in [old.to_string(), old.name.to_string()] {
        let quoted = |it: &str| format!("'{}'", it.replace('\'', "''"));
        let replacement = new.to_string();
        let mut tree = Tree::clone(&expr.tree);
        change(&mut tree, &written, &replacement);
        if tree != *expr.tree {
            let text = expr.text.replace(&quoted(&written), &quoted(&replacement));
            expr = Expr { text: Arc::from(text), tree: Arc::new(tree) };
        }
    }
    expr
}
