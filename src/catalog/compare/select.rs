//! Which differences a reader wants to see: all but those of other people's objects and of names left out.

use super::Difference;
use crate::sql::name::Ident;
use std::collections::BTreeSet;

/// What counts; by default everything.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Nothing else counts, where any is given.
    pub only: Vec<Pattern>,
    pub exclude: Vec<Pattern>,
    /// A platform's own schemas, extensions and publications.
    pub schemas: BTreeSet<Ident>,
    pub extensions: BTreeSet<Ident>,
    pub publications: BTreeSet<Ident>,
    /// Migration tools' own tables, by bare name.
    pub tables: BTreeSet<&'static str>,
    /// The order of a table's columns.
    pub column_order: bool,
}

/// `orders`, `public.orders`, `billing.*`, `*_old`: a schema, or a relation, type or routine; `*` is anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

/// Differences by what becomes of them.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    pub counted: Vec<Difference>,
    /// Tables whose columns have another order, and nothing else.
    pub order_only: Vec<Difference>,
    /// What was left out because it is not the user's own: schemas, tables.
    pub foreign: BTreeSet<String>,
}

impl Selection {
    pub fn apply(&self, differences: Vec<Difference>) -> Selected {
        let mut selected = Selected::default();
        for mut difference in differences {
            if let Some(owner) = self.foreign(&difference) {
                selected.foreign.insert(owner);
                continue;
            }
            if !self.is_wanted(&difference) {
                continue;
            }
            if difference.is_order_only() && !self.column_order {
                selected.order_only.push(difference);
                continue;
            }
            if difference.kind.ends_with("TABLE") && !self.column_order && difference.changes.len() > 1 {
                difference.changes.retain(|it| it.attribute != "order");
            }
            selected.counted.push(difference);
        }
        selected
    }

    /// Whose it is, where it is not the user's.
    fn foreign(&self, it: &Difference) -> Option<String> {
        let named = |names: &BTreeSet<Ident>| names.iter().any(|name| name.to_string() == it.name);
        if let Some(schema) = it.schema.as_ref().filter(|schema| self.schemas.contains(*schema)) {
            return Some(format!("schema {schema}"));
        }
        let of_platform = (it.kind == "EXTENSION" && named(&self.extensions))
            || (it.kind == "PUBLICATION" && named(&self.publications));
        if of_platform {
            return Some(format!("{} {}", it.kind.to_lowercase(), it.name));
        }
        let table = it.about.as_ref().filter(|about| self.tables.contains(about.name.as_str()))?;
        Some(table.to_string())
    }

    fn is_wanted(&self, it: &Difference) -> bool {
        let matches = |pattern: &Pattern| pattern.matches(it);
        (self.only.is_empty() || self.only.iter().any(matches)) && !self.exclude.iter().any(matches)
    }
}

impl Pattern {
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    fn matches(&self, it: &Difference) -> bool {
        let schema = it.schema.iter().map(|it| it.as_str().to_owned());
        let about = it.about.iter().flat_map(|it| {
            let bare = it.name.as_str().to_owned();
            [format!("{}.{bare}", it.schema.as_str()), bare]
        });
        // A part is meant too: `orders_old_idx`, `public.orders.positive`.
        let own = it.name.split(' ').next().unwrap_or_default();
        let last = own.rsplit('.').next().unwrap_or_default();
        let own = [own.to_owned(), last.to_owned()];
        schema.chain(about).chain(own).any(|name| glob(self.0.as_bytes(), name.as_bytes()))
    }
}

/// `*` stands for any text.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == text.get(t) {
            p += 1;
            t += 1;
        } else if let Some((at, from)) = star {
            (p, t, star) = (at + 1, from + 1, Some((at, from + 1)));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|it| *it == b'*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("orders", "orders", true),
            ("orders", "orders2", false),
            ("billing.*", "billing.invoices", true),
            ("billing.*", "billing", false),
            ("*_old", "orders_old", true),
            ("*a*b", "xaxxab", true),
            ("*a*b", "xaxxabc", false),
            ("*", "", true),
            ("", "x", false),
        ] {
            assert_eq!(glob(pattern.as_bytes(), text.as_bytes()), expected, "{pattern} {text}");
        }
    }
}
