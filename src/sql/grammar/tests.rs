//! Trees of statements of each family; that every form is read is in `tests/it`.

mod trees;
