//! Errors that a program raises, and the names of conditions that handlers catch them by.

use crate::{catalog::apply::Mismatch, sql::plpgsql::Condition};
use std::sync::Arc;

/// A statement of a program failed, or RAISE said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// SQLSTATE, five characters.
    pub code: Arc<str>,
    pub message: String,
    /// Where in the body the failing statement stands.
    pub at: Option<(usize, usize)>,
}

impl Raised {
    pub(super) fn new(code: &str, message: String) -> Self {
        Self { code: Arc::from(code), message, at: None }
    }

    /// Codes that users invented are that of RAISE without one.
    pub fn mismatch(self) -> Mismatch {
        let known = CONDITIONS.iter().find(|it| it.1 == &*self.code).map(|it| it.1);
        let known = known.or_else(|| OTHERS.iter().copied().find(|it| *it == &*self.code));
        Mismatch { code: known.unwrap_or("P0001"), message: self.message }
    }
}

impl From<Mismatch> for Raised {
    fn from(mismatch: Mismatch) -> Self {
        Self::new(mismatch.code, mismatch.message)
    }
}

/// Whether `WHEN condition` catches an error of that code.
pub(super) fn catches(condition: &Condition, code: &str) -> bool {
    match condition {
        Condition::State(state) => covers(state, code),
        Condition::Name(name) if &**name == "others" => !matches!(code, "P0004" | "57014"),
        Condition::Name(name) => CONDITIONS.iter().any(|it| it.0 == &**name && covers(it.1, code)),
    }
}

/// A class (`23000`) stands for all of its codes.
fn covers(state: &str, code: &str) -> bool {
    state == code || (state.ends_with("000") && state.get(..2) == code.get(..2))
}

pub(super) fn code_of(condition: &Condition) -> Arc<str> {
    match condition {
        Condition::State(state) => state.clone(),
        Condition::Name(name) => {
            let known = CONDITIONS.iter().find(|it| it.0 == &**name);
            Arc::from(known.map_or("P0001", |it| it.1))
        }
    }
}

/// Names of the manual's table of error codes that migrations catch or raise.
const CONDITIONS: &[(&str, &str)] = &[
    ("feature_not_supported", "0A000"),
    ("invalid_parameter_value", "22023"),
    ("data_exception", "22000"),
    ("null_value_not_allowed", "22004"),
    ("numeric_value_out_of_range", "22003"),
    ("division_by_zero", "22012"),
    ("string_data_right_truncation", "22001"),
    ("invalid_text_representation", "22P02"),
    ("integrity_constraint_violation", "23000"),
    ("not_null_violation", "23502"),
    ("foreign_key_violation", "23503"),
    ("unique_violation", "23505"),
    ("check_violation", "23514"),
    ("exclusion_violation", "23P01"),
    ("active_sql_transaction", "25001"),
    ("no_active_sql_transaction", "25P01"),
    ("in_failed_sql_transaction", "25P02"),
    ("invalid_transaction_termination", "2D000"),
    ("dependent_objects_still_exist", "2BP01"),
    ("invalid_schema_name", "3F000"),
    ("syntax_error_or_access_rule_violation", "42000"),
    ("syntax_error", "42601"),
    ("insufficient_privilege", "42501"),
    ("cannot_coerce", "42846"),
    ("grouping_error", "42803"),
    ("invalid_foreign_key", "42830"),
    ("invalid_name", "42602"),
    ("datatype_mismatch", "42804"),
    ("wrong_object_type", "42809"),
    ("generated_always", "428C9"),
    ("undefined_column", "42703"),
    ("undefined_function", "42883"),
    ("undefined_table", "42P01"),
    ("undefined_parameter", "42P02"),
    ("undefined_object", "42704"),
    ("duplicate_column", "42701"),
    ("duplicate_cursor", "42P03"),
    ("duplicate_database", "42P04"),
    ("duplicate_function", "42723"),
    ("duplicate_schema", "42P06"),
    ("duplicate_table", "42P07"),
    ("duplicate_alias", "42712"),
    ("duplicate_object", "42710"),
    ("ambiguous_column", "42702"),
    ("ambiguous_function", "42725"),
    ("invalid_column_reference", "42P10"),
    ("invalid_column_definition", "42611"),
    ("invalid_function_definition", "42P13"),
    ("invalid_table_definition", "42P16"),
    ("invalid_object_definition", "42P17"),
    ("object_in_use", "55006"),
    ("object_not_in_prerequisite_state", "55000"),
    ("lock_not_available", "55P03"),
    ("query_canceled", "57014"),
    ("raise_exception", "P0001"),
    ("no_data_found", "P0002"),
    ("too_many_rows", "P0003"),
    ("assert_failure", "P0004"),
    ("case_not_found", "20000"),
];

/// Codes of ours that no handler names.
const OTHERS: &[&str] = &["55P04", "54001", "54023"];
