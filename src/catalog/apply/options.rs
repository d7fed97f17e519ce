//! Storage parameters: which there are, for which kind of relation, and which values they take.
//!
//! From `reloptions.c` and the access methods of Postgres 14 to 18.

use super::{Mismatch, context::Apply, error::Outcome};
use crate::{
    catalog::relation::{Relation, RelationKind},
    sql::statement::StorageOption,
};

/// The values that a parameter takes.
enum Values {
    Bool,
    Int(i64, i64),
    Real(f64, f64),
    Words(&'static [&'static str]),
}

use Values::{Bool, Int, Real, Words};

const BIG: i64 = i32::MAX as i64;
/// `auto`, and all the ways to say on and off.
static AUTO: &[&str] = &["auto", "on", "off", "true", "false", "yes", "no", "1", "0"];

/// Of tables and of their TOAST tables.
static TOAST: &[(&str, Values, u16)] = &[
    ("autovacuum_enabled", Bool, 14),
    ("vacuum_truncate", Bool, 14),
    ("autovacuum_vacuum_threshold", Int(0, BIG), 14),
    ("autovacuum_vacuum_max_threshold", Int(-1, BIG), 18),
    ("autovacuum_vacuum_insert_threshold", Int(-1, BIG), 14),
    ("autovacuum_vacuum_cost_limit", Int(1, 10_000), 14),
    ("autovacuum_freeze_min_age", Int(0, 1_000_000_000), 14),
    ("autovacuum_multixact_freeze_min_age", Int(0, 1_000_000_000), 14),
    ("autovacuum_freeze_max_age", Int(100_000, 2_000_000_000), 14),
    ("autovacuum_multixact_freeze_max_age", Int(10_000, 2_000_000_000), 14),
    ("autovacuum_freeze_table_age", Int(0, 2_000_000_000), 14),
    ("autovacuum_multixact_freeze_table_age", Int(0, 2_000_000_000), 14),
    ("log_autovacuum_min_duration", Int(-1, BIG), 14),
    ("autovacuum_vacuum_cost_delay", Real(-1.0, 100.0), 14),
    ("autovacuum_vacuum_scale_factor", Real(0.0, 100.0), 14),
    ("autovacuum_vacuum_insert_scale_factor", Real(0.0, 100.0), 14),
    ("vacuum_max_eager_freeze_failure_rate", Real(0.0, 1.0), 18),
    ("vacuum_index_cleanup", Words(AUTO), 14),
];

/// Of tables and materialized views alone.
static HEAP: &[(&str, Values, u16)] = &[
    ("fillfactor", Int(10, 100), 14),
    ("user_catalog_table", Bool, 14),
    ("autovacuum_analyze_threshold", Int(0, BIG), 14),
    ("autovacuum_analyze_scale_factor", Real(0.0, 100.0), 14),
    ("toast_tuple_target", Int(128, 8160), 14),
    ("parallel_workers", Int(0, 1024), 14),
];

static VIEW: &[(&str, Values, u16)] = &[
    ("security_barrier", Bool, 14),
    ("security_invoker", Bool, 15),
    ("check_option", Words(&["local", "cascaded"]), 14),
];

/// Of a column.
static COLUMN: &[(&str, Values, u16)] =
    &[("n_distinct", Real(-1.0, f64::MAX), 14), ("n_distinct_inherited", Real(-1.0, f64::MAX), 14)];

static BTREE: &[(&str, Values, u16)] = &[
    ("fillfactor", Int(10, 100), 14),
    ("vacuum_cleanup_index_scale_factor", Real(0.0, 1e10), 14),
    ("deduplicate_items", Bool, 14),
];
static FILL_ONLY: &[(&str, Values, u16)] = &[("fillfactor", Int(10, 100), 14)];
static GIST: &[(&str, Values, u16)] =
    &[("fillfactor", Int(10, 100), 14), ("buffering", Words(&["auto", "on", "off"]), 14)];
static GIN: &[(&str, Values, u16)] = &[("fastupdate", Bool, 14), ("gin_pending_list_limit", Int(64, 2_097_151), 14)];
static BRIN: &[(&str, Values, u16)] = &[("pages_per_range", Int(1, 131_072), 14), ("autosummarize", Bool, 14)];

/// The parameters of an index; None for access methods of extensions.
fn of_index(method: &str) -> Option<&'static [(&'static str, Values, u16)]> {
    Some(match method {
        "btree" => BTREE,
        "hash" | "spgist" => FILL_ONLY,
        "gist" => GIST,
        "gin" => GIN,
        "brin" => BRIN,
        _ => return None,
    })
}

impl Apply<'_> {
    /// What is set is known and has a value that is allowed.
    pub(super) fn check_options(&self, relation: &Relation, options: &[StorageOption]) -> Outcome {
        match &relation.kind {
            RelationKind::Table(it) if it.is_partitioned() => self.partitioned_options(options),
            RelationKind::Table(it) if it.foreign_server.is_some() => Ok(()),
            RelationKind::Table(_) | RelationKind::MaterializedView(_) => self.table_options(options),
            RelationKind::View(_) => self.each(options, VIEW),
            RelationKind::Index(it) => self.index_options(it.method.as_str(), options),
            RelationKind::Sequence(_) | RelationKind::Composite(_) => Ok(()),
        }
    }

    pub(super) fn column_options(&self, options: &[StorageOption]) -> Outcome {
        self.each(options, COLUMN)
    }

    pub(super) fn index_options(&self, method: &str, options: &[StorageOption]) -> Outcome {
        of_index(method).map_or(Ok(()), |known| self.each(options, known))
    }

    pub(super) fn partitioned_options(&self, options: &[StorageOption]) -> Outcome {
        match options.first() {
            Some(first) if self.catalog.version.0 < 16 => Err(unknown(&first.name)),
            Some(_) => Err(Mismatch::new("42809", "cannot specify storage parameters for a partitioned table")),
            None => Ok(()),
        }
    }

    pub(super) fn table_options(&self, options: &[StorageOption]) -> Outcome {
        for option in options {
            match option.name.split_once('.') {
                Some(("toast", name)) => self.one(name, option, &[TOAST])?,
                Some((namespace, _)) => {
                    let message = format!("unrecognized parameter namespace \"{namespace}\"");
                    return Err(Mismatch::new("22023", message));
                }
                None => self.one(&option.name, option, &[TOAST, HEAP])?,
            }
        }
        Ok(())
    }

    fn each(&self, options: &[StorageOption], known: &'static [(&'static str, Values, u16)]) -> Outcome {
        options.iter().try_for_each(|it| self.one(&it.name, it, &[known]))
    }

    fn one(&self, name: &str, option: &StorageOption, known: &[&'static [(&'static str, Values, u16)]]) -> Outcome {
        let found = known.iter().flat_map(|it| it.iter()).find(|it| it.0 == name);
        match found.filter(|it| it.2 <= self.catalog.version.0) {
            Some((_, values, _)) => allowed(name, option.value.as_deref(), values),
            None => Err(unknown(name)),
        }
    }
}

fn unknown(name: &str) -> Mismatch {
    Mismatch::new("22023", format!("unrecognized parameter \"{name}\""))
}

fn allowed(name: &str, value: Option<&str>, values: &Values) -> Outcome {
    let Some(value) = value else { return Ok(()) };
    let wrong =
        |kind: &str| Err(Mismatch::new("22023", format!("invalid value for {kind} option \"{name}\": {value}")));
    let beyond = || Err(Mismatch::new("22023", format!("value {value} out of bounds for option \"{name}\"")));
    let lower = value.to_lowercase();
    match values {
        Bool if is_bool(&lower) => Ok(()),
        Bool => wrong("boolean"),
        Int(least, greatest) => match lower.parse::<f64>() {
            Ok(number) if (*least as f64..=*greatest as f64).contains(&number) => Ok(()),
            Ok(_) => beyond(),
            Err(_) => wrong("integer"),
        },
        Real(least, greatest) => match lower.parse::<f64>() {
            Ok(number) if (*least..=*greatest).contains(&number) => Ok(()),
            Ok(_) => beyond(),
            Err(_) => wrong("floating point"),
        },
        Words(words) if words.contains(&lower.as_str()) => Ok(()),
        Words(_) => wrong("enum"),
    }
}

/// Any beginning of these words that tells them apart.
fn is_bool(value: &str) -> bool {
    let begins = |word: &str, shortest: usize| value.len() >= shortest && word.starts_with(value);
    begins("true", 1)
        || begins("false", 1)
        || begins("yes", 1)
        || begins("no", 1)
        || matches!(value, "on" | "of" | "off" | "1" | "0")
}
