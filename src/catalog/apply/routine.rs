//! Functions, procedures and aggregates; overloads are told apart by their input types.

use super::{
    Mismatch,
    context::Apply,
    error::{Outcome, plain},
};
use crate::{
    catalog::{
        objects::{Read, Routine, RoutineArgument},
        program,
        types::DataType,
    },
    sql::{
        expr::TypeName,
        name::{Ident, ObjectName, QualifiedName},
        plpgsql::NodeKind,
        statement::{
            AlterFunction, ArgumentMode, CreateFunction, FunctionBody, ObjectKind, PlannerHints, StatementKind,
            Volatility,
        },
    },
};
use std::sync::Arc;

impl Apply<'_> {
    pub(super) fn create_function(&mut self, create: &CreateFunction) -> Outcome {
        let name = self.place(&create.name)?;
        let argument = |it: &crate::sql::statement::Argument| {
            Ok(RoutineArgument {
                name: it.name.clone(),
                mode: it.mode,
                data_type: self.routine_type(&it.data_type)?,
                default: it.default.clone(),
            })
        };
        let arguments: Vec<RoutineArgument> = create.arguments.iter().map(argument).collect::<Outcome<_>>()?;
        let returns = create.returns.as_ref().map(|it| self.routine_type(it)).transpose()?;
        let table = arguments.iter().any(|it| it.mode == ArgumentMode::Table);
        let kind = if create.procedure { ObjectKind::Procedure } else { ObjectKind::Function };
        let mut routine = Routine {
            kind,
            returns: returns.or_else(|| implied_result(&arguments)).filter(|_| !create.procedure),
            arguments,
            returns_set: table || create.returns.as_ref().is_some_and(|it| it.setof),
            language: create.language.clone().unwrap_or_else(|| Ident::exact("sql")),
            volatility: create.volatility.unwrap_or(Volatility::Volatile),
            strict: create.strict,
            security_definer: create.security_definer,
            hints: PlannerHints::default(),
            settings: create.settings.clone(),
            body: create.body.clone(),
            definition: Vec::new(),
            read: Read::default(),
            owner: self.session.role.clone(),
            grants: self.default_routine_grants(&name.schema),
            comment: None,
            extension: None,
        };
        routine.hint(&self.placed_hints(&create.hints));
        self.check_body(create)?;
        self.add_routine(&name, routine, create.or_replace)
    }

    /// The support function with its schema; none for the server's own.
    fn placed_hints(&self, hints: &PlannerHints) -> PlannerHints {
        let mut hints = hints.clone();
        if let Some(support) = &mut hints.support {
            let visible = || self.catalog.visible(self.session).collect::<Vec<_>>();
            let schemas = support.schema.take().map_or_else(visible, |it| vec![it]);
            let known = |it: &Ident| {
                let name = QualifiedName { schema: it.clone(), name: support.name.clone() };
                self.catalog.routines.contains_key(&name)
            };
            support.schema = schemas.into_iter().find(known);
        }
        hints
    }

    /// Queries of a SQL body are analysed when it is made, in the schema as it is then; plpgsql is only read.
    fn check_body(&self, create: &CreateFunction) -> Outcome {
        let language = create.language.as_ref().map_or("sql", Ident::as_str);
        if !self.session.check_function_bodies || self.has_unlisted_objects() || create.body == FunctionBody::None {
            return Ok(());
        }
        let names: Vec<Ident> = create.arguments.iter().filter_map(|it| it.name.clone()).collect();
        match language {
            "plpgsql" => super::block::compile(&create.body.program(language), &names),
            "sql" => {
                let (mut catalog, mut session) = (self.catalog.clone(), self.session.clone());
                let mut inside = Apply { catalog: &mut catalog, session: &mut session, depth: self.depth };
                create.settings.iter().for_each(|it| inside.set(it));
                for node in create.body.program(language).block.body {
                    let NodeKind::Sql { statement, .. } = node.kind else { continue };
                    let bound = program::with_parameters(*statement, &create.name.name, &names);
                    if let StatementKind::Dml(dml) = bound {
                        inside.dml(&dml)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A type of an argument or result; the pseudo type of a table's row is that table.
    fn routine_type(&self, name: &TypeName) -> Outcome<DataType> {
        self.data_type(name)
    }

    pub(super) fn add_routine(&mut self, name: &QualifiedName, mut routine: Routine, or_replace: bool) -> Outcome {
        let mut overloads = self.catalog.routines.get(name).map(|it| it.to_vec()).unwrap_or_default();
        let same = |it: &Routine| it.input_types().eq(routine.input_types());
        match overloads.iter().position(same) {
            Some(_) if !or_replace => {
                let shown = name.name.as_str();
                let message = format!("function \"{shown}\" already exists with same argument types");
                return Err(Mismatch::new("42723", message));
            }
            Some(position) => {
                let old = &overloads[position];
                if old.kind != routine.kind {
                    return Err(Mismatch::new("42809", "cannot change routine kind"));
                }
                if old.kind != ObjectKind::Aggregate && old.returns != routine.returns
                    || old.returns_set != routine.returns_set
                {
                    return Err(Mismatch::new("42P13", "cannot change return type of existing function"));
                }
                renamed_inputs(old, &routine)?;
                routine.owner = old.owner.clone();
                routine.grants = old.grants.clone();
                routine.comment = old.comment.clone();
                overloads[position] = routine;
            }
            None => overloads.push(routine),
        }
        self.catalog.routines.insert(name.clone(), Arc::new(overloads));
        Ok(())
    }

    /// The overload that a name (with argument types) means: its name and place among the overloads.
    pub(super) fn routine(
        &self,
        kind: ObjectKind,
        name: &ObjectName,
        arguments: Option<&[TypeName]>,
    ) -> Outcome<(QualifiedName, usize)> {
        let word = match kind {
            ObjectKind::Procedure => "procedure",
            ObjectKind::Aggregate => "aggregate",
            ObjectKind::Routine => "routine",
            _ => "function",
        };
        let types =
            arguments.map(|all| all.iter().map(|it| self.catalog.resolve_type(it, self.session)).collect::<Vec<_>>());
        let schemas: Vec<Ident> = match &name.schema {
            Some(schema) => vec![schema.clone()],
            None => self.catalog.visible(self.session).collect(),
        };
        for schema in schemas {
            let qualified = QualifiedName { schema, name: name.name.clone() };
            let Some(overloads) = self.catalog.routines.get(&qualified) else { continue };
            let found = match &types {
                Some(types) => overloads.iter().position(|it| fits(it, types)),
                None if overloads.len() > 1 => {
                    let message = format!("{word} name \"{}\" is not unique", plain(name));
                    return Err(Mismatch::new("42725", message));
                }
                None => Some(0),
            };
            let Some(position) = found else { continue };
            let actual = overloads[position].kind;
            let wrong = matches!(kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate)
                && actual != kind
                && !(kind == ObjectKind::Function && actual == ObjectKind::Aggregate);
            if wrong {
                let signature = signature(name, types.as_deref());
                let article = if word == "aggregate" { "an" } else { "a" };
                return Err(Mismatch::new("42809", format!("{signature} is not {article} {word}")));
            }
            return Ok((qualified, position));
        }
        let message = match &types {
            Some(types) => format!("{word} {} does not exist", signature(name, Some(types))),
            None => format!("could not find a {word} named \"{}\"", plain(name)),
        };
        Err(Mismatch::new("42883", message))
    }

    pub(super) fn edit_routine(&mut self, name: &QualifiedName, position: usize, change: impl FnOnce(&mut Routine)) {
        if let Some(overloads) = self.catalog.routines.get_mut(name)
            && let Some(routine) = Arc::make_mut(overloads).get_mut(position)
        {
            change(routine);
        }
    }

    pub(super) fn alter_function(&mut self, alter: &AlterFunction) -> Outcome {
        let (name, position) = self.routine(alter.kind, &alter.signature.name, alter.signature.arguments.as_deref())?;
        let hints = self.placed_hints(&alter.hints);
        self.edit_routine(&name, position, |routine| {
            routine.hint(&hints);
            routine.strict = alter.strict.unwrap_or(routine.strict);
            routine.volatility = alter.volatility.unwrap_or(routine.volatility);
            routine.security_definer = alter.security_definer.unwrap_or(routine.security_definer);
            for setting in &alter.settings {
                routine
                    .settings
                    .retain(|it| it.name != setting.name && (&*setting.name != "all" || !setting.values.is_empty()));
                if !setting.values.is_empty() {
                    routine.settings.push(setting.clone());
                }
            }
        });
        Ok(())
    }
}

/// DROP and ALTER name input types; DROP PROCEDURE may name OUT arguments too.
fn fits(routine: &Routine, types: &[DataType]) -> bool {
    let plain = |it: &DataType| (it.name.clone(), it.array);
    let inputs = routine.input_types().map(plain);
    let all = routine.arguments.iter().map(|it| plain(&it.data_type));
    let wanted = || types.iter().map(plain);
    inputs.eq(wanted()) || (routine.kind == ObjectKind::Procedure && all.eq(wanted()))
}

pub(super) fn signature(name: &ObjectName, types: Option<&[DataType]>) -> String {
    let types: Vec<String> = types.unwrap_or_default().iter().map(shown_type).collect();
    format!("{name}({})", types.join(","))
}

/// Types as messages show them: a user's without its schema.
fn shown_type(data_type: &DataType) -> String {
    let array = if data_type.array { "[]" } else { "" };
    if data_type.is_builtin() {
        DataType { modifiers: Vec::new(), ..data_type.clone() }.to_string()
    } else {
        format!("{}{array}", data_type.name.name)
    }
}

/// OUT arguments say what a function without RETURNS returns.
fn implied_result(arguments: &[RoutineArgument]) -> Option<DataType> {
    let is_output =
        |it: &&RoutineArgument| matches!(it.mode, ArgumentMode::Out | ArgumentMode::InOut | ArgumentMode::Table);
    let mut outputs = arguments.iter().filter(is_output);
    let first = outputs.next()?;
    if outputs.next().is_none() { Some(first.data_type.clone()) } else { Some(super::columns::builtin("record")) }
}

fn renamed_inputs(old: &Routine, new: &Routine) -> Outcome {
    let is_input = |it: &&RoutineArgument| !matches!(it.mode, ArgumentMode::Out | ArgumentMode::Table);
    let pairs = old.arguments.iter().filter(is_input).zip(new.arguments.iter().filter(is_input));
    for (before, after) in pairs {
        if before.name.is_some() && before.name != after.name {
            let name = before.name.as_ref().map_or("", Ident::as_str);
            return Err(Mismatch::new("42P13", format!("cannot change name of input parameter \"{name}\"")));
        }
        if before.default.is_some() && after.default.is_none() {
            return Err(Mismatch::new("42P13", "cannot remove parameter defaults from existing function"));
        }
    }
    Ok(())
}
