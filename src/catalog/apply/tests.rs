//! Statements and what the catalog is afterwards, as data.
