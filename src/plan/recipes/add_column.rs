//! ADD COLUMN: the column alone first; defaults that differ row by row, NOT NULL and constraints in steps of their own.

use super::{Proposal, Situation, Target, as_written::path, backfill, constraint, not_null, unique::Key};
use crate::{
    plan::{
        PhaseKind,
        draft::{Draft, Run},
        sql, verify,
    },
    simulate::effects::{Loss, RewriteReason},
    sql::{
        expr::Expr,
        name::Ident,
        statement::{AlterKind, ColumnConstraint, ColumnConstraintKind, ColumnDefinition},
    },
    text::Span,
};

pub(super) fn recipe(situation: &Situation<'_>) -> Option<Proposal> {
    let (target, AlterKind::AddColumn { column, if_not_exists }) = situation.alter_kind()? else { return None };
    let shape = Shape::of(column);
    let rewrite = target.relation.and_then(|it| situation.step.effects.on(it.id)).and_then(|it| it.rewrite);
    // Filled by the server alone, or checked by its type: there is no way to add these without a rewrite.
    let inherent = shape.filled_by_server || !matches!(rewrite, None | Some(RewriteReason::VolatileDefault));
    if inherent || (*if_not_exists && target.relation.is_some_and(|it| it.column(&column.name).is_some())) {
        return None;
    }
    let volatile = rewrite.is_some();
    let required = shape.not_null && shape.default.is_none() && loses(situation, &column.name);
    let separate = shape.builds_index() || shape.has_constraints() && situation.is_slow();
    if !(volatile || required || separate) {
        return None;
    }
    let builder = Builder { situation, target: &target, column, shape, volatile, required };
    Some(builder.proposal())
}

fn loses(situation: &Situation<'_>, column: &Ident) -> bool {
    let is_required = |it: &Loss| matches!(it, Loss::ColumnRequired { column: it, .. } if it == column);
    situation.step.effects.losses.iter().any(is_required)
}

/// A column definition taken apart.
struct Shape<'a> {
    default: Option<&'a Expr>,
    not_null: bool,
    filled_by_server: bool,
    constraints: Vec<&'a ColumnConstraint>,
}

impl<'a> Shape<'a> {
    fn of(column: &'a ColumnDefinition) -> Self {
        let mut shape = Self { default: None, not_null: false, filled_by_server: false, constraints: Vec::new() };
        for constraint in &column.constraints {
            match &constraint.kind {
                ColumnConstraintKind::Default(expr) => shape.default = Some(expr),
                ColumnConstraintKind::NotNull { .. } => shape.not_null = true,
                ColumnConstraintKind::Null => {}
                ColumnConstraintKind::Generated { .. } | ColumnConstraintKind::Identity { .. } => {
                    shape.filled_by_server = true;
                }
                ColumnConstraintKind::PrimaryKey(_) => {
                    shape.not_null = true;
                    shape.constraints.push(constraint);
                }
                _ => shape.constraints.push(constraint),
            }
        }
        let serial = column.data_type.as_ref().is_some_and(|it| it.name.name.as_str().ends_with("serial"));
        shape.filled_by_server |= serial;
        shape
    }

    fn has_constraints(&self) -> bool {
        !self.constraints.is_empty()
    }

    fn builds_index(&self) -> bool {
        let unique = |it: &&ColumnConstraint| {
            matches!(it.kind, ColumnConstraintKind::Unique(_) | ColumnConstraintKind::PrimaryKey(_))
        };
        self.constraints.iter().any(unique)
    }
}

struct Builder<'a> {
    situation: &'a Situation<'a>,
    target: &'a Target<'a>,
    column: &'a ColumnDefinition,
    shape: Shape<'a>,
    volatile: bool,
    required: bool,
}

impl Builder<'_> {
    fn proposal(&self) -> Proposal {
        let mut proposal = Proposal::default();
        self.bare_column(&mut proposal);
        let phase = match (self.required, self.volatile) {
            (true, _) => PhaseKind::Contract,
            (false, true) => PhaseKind::Backfill,
            (false, false) => PhaseKind::Expand,
        };
        if self.volatile {
            proposal.drafts.push(self.fill());
            proposal.questions.extend(backfill::trigger_question(self.target.relation));
        }
        if self.shape.not_null && (self.volatile || self.required) {
            let mut proof =
                not_null::proof(self.situation, &self.target.name, &self.target.bare, &self.column.name, phase);
            if let Some(first) = proof.first_mut().filter(|_| self.required) {
                let name = path(&self.target.name, &self.column.name);
                first.gate = Some(format!("ship code that writes {name} in every insert"));
                proposal.questions.push(format!(
                    "what shall {name} be in the rows that are there? The migration gives no default, so it fails where there are \
                     rows; fill them before the contract phase, or add the column with a constant default, which needs no \
                     backfill"
                ));
            }
            proposal.drafts.append(&mut proof);
        }
        for constraint in &self.shape.constraints {
            proposal.drafts.extend(self.constraint(constraint, phase));
        }
        for draft in &mut proposal.drafts {
            draft.session.get_or_insert_with(|| self.situation.session().clone());
        }
        proposal
    }

    fn bare_column(&self, proposal: &mut Proposal) {
        let (table, name) = (&self.target.name, &self.column.name);
        let mut definition = self.head().to_owned();
        if let Some(default) = self.shape.default.filter(|_| !self.volatile) {
            definition += &format!(" DEFAULT {}", default.text);
            if self.shape.not_null {
                definition += " NOT NULL";
            }
        }
        let why = if self.required {
            "without NOT NULL, so that running code can go on inserting"
        } else {
            "the column alone changes only the catalog"
        };
        let add = Draft::new(format!("ALTER TABLE {table} ADD COLUMN {definition}"), why)
            .verify(verify::column_exists(table, name))
            .undo(format!("ALTER TABLE {table} DROP COLUMN IF EXISTS {name}"));
        proposal.drafts.push(add);
        if let Some(default) = self.shape.default.filter(|_| self.volatile) {
            let set = Draft::new(
                format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {}", default.text),
                "new rows are filled from now on; the default set later rewrites nothing",
            )
            .run(Run::Joined)
            .verify(verify::column_has_default(table, name))
            .undo(format!("ALTER TABLE {table} ALTER COLUMN {name} DROP DEFAULT"));
            proposal.drafts.push(set);
        }
    }

    /// Name, type, collation and storage: what comes before the first constraint.
    fn head(&self) -> &str {
        let span = self.column.span;
        let end = self.column.constraints.iter().map(|it| it.span.start).min().unwrap_or(span.end);
        self.situation.text(Span { end, ..span }).trim_end()
    }

    fn fill(&self) -> Draft {
        let (table, name) = (&self.target.name, &self.column.name);
        let default = self.shape.default.map_or("DEFAULT", |it| &*it.text);
        let update = format!("UPDATE {table} SET {name} = {default} WHERE {name} IS NULL");
        let key = backfill::Key::of(self.situation, self.target.relation);
        let mut draft = backfill::batches(&update, table, table, &key)
            .verify(format!("SELECT NOT EXISTS (SELECT FROM {table} WHERE {name} IS NULL)"))
            .nothing_to_undo();
        draft.why = "each row gets a value of its own, a thousand rows a transaction".to_owned();
        draft
    }

    fn constraint(&self, constraint: &ColumnConstraint, phase: PhaseKind) -> Vec<Draft> {
        let column = &self.column.name;
        let named = |suffix: &str| constraint.name.clone().unwrap_or_else(|| self.default_name(suffix));
        match &constraint.kind {
            ColumnConstraintKind::Check { expr, no_inherit } => {
                let name = named("check");
                let inherit = if *no_inherit { " NO INHERIT" } else { "" };
                let body = format!("CONSTRAINT {name} CHECK ({}){inherit}", expr.text);
                constraint::in_two_steps(self.target, &name, &body, phase)
            }
            ColumnConstraintKind::References(_) => {
                let name = named("fkey");
                let text = self.situation.text(constraint.span);
                let tokens = sql::tokens(text);
                let at = sql::top_level(text, &tokens, 0, "REFERENCES").map_or(0, |it| tokens[it].start as usize);
                let references = text.get(at..).unwrap_or_default();
                let body = format!("CONSTRAINT {name} FOREIGN KEY ({column}) {references}");
                constraint::in_two_steps(self.target, &name, &body, phase)
            }
            ColumnConstraintKind::Unique(parameters) | ColumnConstraintKind::PrimaryKey(parameters) => {
                let primary = matches!(constraint.kind, ColumnConstraintKind::PrimaryKey(_));
                let name = match (&constraint.name, primary) {
                    (Some(name), _) => name.clone(),
                    (None, true) => sql::generated_name(&format!("{}_pkey", self.target.bare.as_str())),
                    (None, false) => named("key"),
                };
                let columns = std::slice::from_ref(column);
                let attributes = constraint.attributes;
                Key { target: self.target, name, columns, parameters, attributes, primary }.drafts(phase)
            }
            _ => Vec::new(),
        }
    }

    /// As Postgres names an unnamed constraint of a column, read off the schema afterwards where it is known.
    fn default_name(&self, suffix: &str) -> Ident {
        let (bare, column) = (self.target.bare.as_str(), self.column.name.as_str());
        let usual = sql::generated_name(&format!("{bare}_{column}_{suffix}"));
        let made = |name: &Ident| -> Option<bool> {
            let table = self.situation.after().relation(self.target.relation?.id)?.table()?;
            Some(table.constraint(name).is_some())
        };
        if made(&usual) != Some(false) {
            return usual;
        }
        let before = self.target.relation.and_then(|it| it.table());
        let after =
            self.target.relation.and_then(|it| self.situation.after().relation(it.id)).and_then(|it| it.table());
        let new = after.and_then(|it| {
            let is_new = |name: &Ident| before.is_none_or(|it| it.constraint(name).is_none());
            it.constraints.iter().map(|it| &it.name).find(|it| is_new(it) && it.as_str().contains(suffix))
        });
        new.cloned().unwrap_or(usual)
    }
}
