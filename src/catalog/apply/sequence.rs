//! CREATE and ALTER SEQUENCE.

use super::{
    Mismatch,
    columns::NewSequence,
    context::Apply,
    error::{Outcome, wrong_kind},
};
use crate::{
    catalog::{
        RelationId,
        relation::{Relation, RelationKind, Sequence},
        types::DataType,
    },
    sql::statement::{AlterSequence, CreateSequence, OwnedBy, SequenceOptions},
};

/// An ascending sequence with the server's defaults for its type.
pub(super) fn fresh(data_type: DataType) -> Sequence {
    let max = largest(&data_type);
    Sequence { data_type, start: 1, increment: 1, min: 1, max, cache: 1, cycle: false, owned_by: None, identity: false }
}

fn largest(data_type: &DataType) -> i64 {
    match data_type.name.name.as_str() {
        "int2" => i64::from(i16::MAX),
        "int4" => i64::from(i32::MAX),
        _ => i64::MAX,
    }
}

fn smallest(data_type: &DataType) -> i64 {
    -largest(data_type) - 1
}

/// Applies options; a new sequence's start follows its direction.
pub(super) fn change(sequence: &mut Sequence, options: &SequenceOptions, new: bool) -> Outcome {
    if let Some(increment) = options.increment {
        if increment == 0 {
            return Err(Mismatch::new("22023", "INCREMENT must not be zero"));
        }
        sequence.increment = increment;
    }
    let ascending = sequence.increment > 0;
    match options.max {
        Some(Some(max)) => sequence.max = max,
        Some(None) => sequence.max = if ascending { largest(&sequence.data_type) } else { -1 },
        None if new => sequence.max = if ascending { largest(&sequence.data_type) } else { -1 },
        None => {}
    }
    match options.min {
        Some(Some(min)) => sequence.min = min,
        Some(None) => sequence.min = if ascending { 1 } else { smallest(&sequence.data_type) },
        None if new => sequence.min = if ascending { 1 } else { smallest(&sequence.data_type) },
        None => {}
    }
    if sequence.min >= sequence.max {
        let message = format!("MINVALUE ({}) must be less than MAXVALUE ({})", sequence.min, sequence.max);
        return Err(Mismatch::new("22023", message));
    }
    match options.start {
        Some(start) => sequence.start = start,
        None if new => sequence.start = if ascending { sequence.min } else { sequence.max },
        None => {}
    }
    for (start, bound, word) in [
        (sequence.start < sequence.min, sequence.min, "less than MINVALUE"),
        (sequence.start > sequence.max, sequence.max, "greater than MAXVALUE"),
    ] {
        if start {
            let message = format!("START value ({}) cannot be {word} ({bound})", sequence.start);
            return Err(Mismatch::new("22023", message));
        }
    }
    sequence.cache = options.cache.unwrap_or(sequence.cache);
    sequence.cycle = options.cycle.unwrap_or(sequence.cycle);
    Ok(())
}

impl Apply<'_> {
    pub(super) fn create_sequence(&mut self, create: &CreateSequence) -> Outcome {
        if create.if_not_exists && self.exists_where_created(&create.name, create.persistence) {
            return Ok(());
        }
        let name = self.new_relation_name(&create.name, create.persistence)?;
        let data_type = match &create.options.data_type {
            Some(name) => self.data_type(name)?,
            None => NewSequence::default_type(),
        };
        let mut sequence = fresh(data_type);
        change(&mut sequence, &create.options, true)?;
        let relation = self.blank(name, create.persistence, RelationKind::Sequence(Box::new(sequence)));
        let id = self.catalog.insert(relation);
        self.own_sequence(id, &create.options)
    }

    pub(super) fn alter_sequence(&mut self, alter: &AlterSequence) -> Outcome {
        let relation = match self.relation(&alter.name) {
            Ok(found) => found,
            Err(_) if alter.if_exists => return Ok(()),
            Err(mismatch) => return Err(mismatch),
        };
        if relation.sequence().is_none() {
            return Err(wrong_kind(&relation.name.name, "a sequence"));
        }
        self.change_sequence(&relation, &alter.options)?;
        self.own_sequence(relation.id, &alter.options)
    }

    pub(super) fn change_sequence(&mut self, relation: &Relation, options: &SequenceOptions) -> Outcome {
        let Some(mut sequence) = relation.sequence().cloned() else { return Ok(()) };
        if let Some(name) = &options.data_type {
            let new = self.data_type(name)?;
            // Bounds at the old type's limits move to the new type's.
            if sequence.max == largest(&sequence.data_type) {
                sequence.max = largest(&new);
            }
            if sequence.min == smallest(&sequence.data_type) {
                sequence.min = smallest(&new);
            }
            sequence.data_type = new;
        }
        change(&mut sequence, options, false)?;
        self.edit(relation.id, |it| it.kind = RelationKind::Sequence(Box::new(sequence)));
        if let Some(logged) = options.logged {
            let persistence = super::alter_table::persistence(logged);
            self.edit(relation.id, |it| it.persistence = persistence);
        }
        Ok(())
    }

    fn own_sequence(&mut self, id: RelationId, options: &SequenceOptions) -> Outcome {
        let owner = match &options.owned_by {
            None => return Ok(()),
            Some(OwnedBy::None) => None,
            Some(OwnedBy::Column { table, column }) => {
                let table = match self.relation(table) {
                    Ok(found) => found,
                    Err(_) if self.is_partial() => return Ok(()),
                    Err(mismatch) => return Err(mismatch),
                };
                let sequence_schema = self.catalog.relation(id).map(|it| it.name.schema.clone());
                if sequence_schema.as_ref() != Some(&table.name.schema) {
                    let message = "sequence must be in same schema as table it is linked to";
                    return Err(Mismatch::new("55000", message));
                }
                let found = table.column(column);
                let number =
                    found.map(|it| it.number).ok_or_else(|| super::error::no_column(column, &table.name.name))?;
                Some((table.id, number))
            }
        };
        self.edit(id, |it| {
            if let RelationKind::Sequence(sequence) = &mut it.kind {
                sequence.owned_by = owner;
            }
        });
        Ok(())
    }
}
