//! Earley's algorithm over the grammar's states: reads any grammar, needs no stack, and stops at the first token that no
//! statement goes on with, which is where the server's own parser stops.

use super::{
    Majors,
    notation::{CLASSES, Grammar, Symbol},
    words::Lexeme,
};
use std::collections::HashSet;

/// What one major makes of a statement.
pub(super) struct Run {
    pub(super) stop: Option<Stopped>,
    /// Whether another major might do something else.
    pub(super) depends_on_major: bool,
}

#[derive(Clone)]
pub(super) struct Stopped {
    /// Index of the lexeme, or their number.
    pub(super) lexeme: usize,
    pub(super) expected: Vec<String>,
}

/// A statement that makes more work than this is taken as read: joins within joins make it grow as a square.
const MOST_ITEMS: usize = 4_000_000;

/// A place in a rule that began at lexeme `origin`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Item {
    state: u32,
    origin: u32,
}

/// Who waits for the end of a rule.
#[derive(Clone, Copy)]
struct Waiting {
    rule: u16,
    then: Item,
}

/// Items of one lexeme, each once, in the order in which they came.
#[derive(Default)]
struct Items {
    all: Vec<Item>,
    /// For each state, the lexeme that it was last added at: most items are new, and this says so at once.
    marks: Vec<u32>,
    /// The first of `all`, looked up once they are many.
    index: HashSet<Item>,
}

impl Items {
    const FEW: usize = 64;

    fn new(states: usize) -> Self {
        Self { marks: vec![0; states], ..Self::default() }
    }

    fn add(&mut self, at: usize, item: Item) {
        // 0 is no lexeme's mark.
        let this = at as u32 + 1;
        let mark = &mut self.marks[item.state as usize];
        let known = *mark == this && {
            if self.all.len() > Self::FEW {
                self.index.extend(&self.all[self.index.len()..]);
                self.index.contains(&item)
            } else {
                self.all.contains(&item)
            }
        };
        *mark = this;
        if !known {
            self.all.push(item);
        }
    }

    fn clear(&mut self) {
        self.all.clear();
        self.index.clear();
    }
}

struct Machine<'a> {
    grammar: &'a Grammar,
    lexemes: &'a [Lexeme],
    major: Majors,
    depends_on_major: bool,
    /// For each lexeme so far, who waits for a rule that begins there.
    waiting: Vec<Vec<Waiting>>,
    current: Items,
    next: Items,
}

pub(super) fn run(grammar: &Grammar, lexemes: &[Lexeme], major: Majors) -> Run {
    let start = Item { state: grammar.rules[grammar.statement as usize].start, origin: 0 };
    let mut machine = Machine {
        grammar,
        lexemes,
        major,
        depends_on_major: false,
        waiting: Vec::with_capacity(lexemes.len() + 1),
        current: Items::new(grammar.states.len()),
        next: Items::new(grammar.states.len()),
    };
    machine.current.add(0, start);
    let stop = machine.read();
    Run { stop, depends_on_major: machine.depends_on_major }
}

impl Machine<'_> {
    fn read(&mut self) -> Option<Stopped> {
        let mut items = 0;
        for at in 0..=self.lexemes.len() {
            self.waiting.push(Vec::new());
            let mut item = 0;
            while let Some(it) = self.current.all.get(item).copied() {
                self.step(at, it);
                item += 1;
            }
            items += item;
            if at == self.lexemes.len() {
                return (!self.is_read()).then(|| self.stopped(at));
            }
            if self.next.all.is_empty() {
                return Some(self.stopped(at));
            }
            if items > MOST_ITEMS {
                return None;
            }
            std::mem::swap(&mut self.current, &mut self.next);
            self.next.clear();
        }
        None
    }

    fn is_read(&self) -> bool {
        let ends = |it: &Item| {
            let state = &self.grammar.states[it.state as usize];
            it.origin == 0 && state.ends && state.rule == self.grammar.statement
        };
        self.current.all.iter().any(ends)
    }

    fn step(&mut self, at: usize, item: Item) {
        let grammar = self.grammar;
        let state = &grammar.states[item.state as usize];
        if state.ends && item.origin as usize != at {
            let mut index = 0;
            while let Some(it) = self.waiting[item.origin as usize].get(index).copied() {
                if it.rule == state.rule {
                    self.current.add(at, it.then);
                }
                index += 1;
            }
        }
        for target in &state.next {
            let place = &grammar.states[*target as usize];
            let then = Item { state: *target, origin: item.origin };
            match place.symbol {
                Symbol::Terminal(terminal) => {
                    if self.allows(self.matching(at, terminal).and(place.majors)) {
                        self.next.add(at + 1, then);
                    }
                }
                Symbol::Rule(rule) => self.predict(at, rule, place.majors, then),
            }
        }
    }

    fn predict(&mut self, at: usize, rule: u16, majors: Majors, then: Item) {
        let of = &self.grammar.rules[rule as usize];
        let begins = self.begins(at, &of.first);
        if !(begins || of.nullable) || !self.allows(majors) {
            return;
        }
        if of.nullable {
            self.current.add(at, then);
        }
        if begins {
            self.waiting[at].push(Waiting { rule, then });
            self.current.add(at, Item { state: of.start, origin: at as u32 });
        }
    }

    /// The majors for which the lexeme is this terminal.
    fn matching(&self, at: usize, terminal: u16) -> Majors {
        let Some(lexeme) = self.lexemes.get(at) else { return Majors(0) };
        match lexeme.classes.get(terminal as usize) {
            Some(class) => *class,
            None if lexeme.word == Some(terminal) => Majors::ALL,
            None => Majors(0),
        }
    }

    fn begins(&self, at: usize, first: &[u64]) -> bool {
        let Some(lexeme) = self.lexemes.get(at) else { return false };
        let has = |terminal: usize| first[terminal / 64] >> (terminal % 64) & 1 == 1;
        lexeme.word.is_some_and(|it| has(it as usize))
            || (0..CLASSES.len()).any(|it| lexeme.classes[it] != Majors(0) && has(it))
    }

    fn allows(&mut self, majors: Majors) -> bool {
        self.depends_on_major |= majors != Majors::ALL && majors != Majors(0);
        majors.overlaps(self.major)
    }

    /// What could have come next, if that is not nearly everything.
    fn stopped(&self, at: usize) -> Stopped {
        const MOST: usize = 5;
        let mut expected: Vec<String> = Vec::new();
        let mut rules: Vec<u16> = Vec::new();
        let mut todo: Vec<u32> = self.current.all.iter().map(|it| it.state).collect();
        while let Some(state) = todo.pop() {
            for target in &self.grammar.states[state as usize].next {
                let place = &self.grammar.states[*target as usize];
                match place.symbol {
                    _ if !place.majors.overlaps(self.major) => {}
                    Symbol::Terminal(it) => expected.push(self.describe(it)),
                    Symbol::Rule(it) if !rules.contains(&it) => {
                        rules.push(it);
                        todo.push(self.grammar.rules[it as usize].start);
                    }
                    Symbol::Rule(_) => {}
                }
            }
        }
        expected.sort();
        expected.dedup();
        if expected.len() > MOST {
            expected.clear();
        }
        Stopped { lexeme: at, expected }
    }

    fn describe(&self, terminal: u16) -> String {
        let name = &self.grammar.terminals[terminal as usize];
        let words = match name.as_str() {
            "ident" | "colid" | "typefn" | "nonres" | "label" | "bare" | "reserved" => "a name",
            "sconst" | "nconst" => "a string",
            "iconst" | "fconst" => "a number",
            "bconst" => "a bit string",
            "param" => "a parameter",
            "op" => "an operator",
            word if word.bytes().all(|it| it.is_ascii_uppercase() || it == b'_') => word,
            symbol => return format!("\"{symbol}\""),
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::sql::{
        slice,
        syntax::{Majors, check},
    };

    fn reads(text: &str) -> bool {
        check(text, &slice::tokens(text)).majors == Majors::ALL
    }

    #[test]
    fn depth_and_length_cost_no_stack_and_little_time() {
        let n = 3000;
        assert!(reads(&format!("SELECT {}1{}", "(".repeat(n), ")".repeat(n))));
        assert!(!reads(&format!("SELECT {}1{}", "(".repeat(n), ")".repeat(n - 1))));
        assert!(reads(&format!("SELECT 1{}", " + 1".repeat(n))));
        assert!(reads(&format!("SELECT {}1{}", "CASE WHEN a THEN ".repeat(n), " END".repeat(n))));
        assert!(reads(&format!("INSERT INTO t VALUES (1, 'a'){}", ", (2, 'b')".repeat(n))));
        assert!(reads(&format!("SELECT 1{}", " UNION SELECT 2".repeat(n))));
        assert!(reads(&format!("SELECT * FROM t{}", " JOIN u USING (a)".repeat(n / 10))));
    }

    #[test]
    fn says_who_stops_where() {
        let text = "CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT)";
        let verdict = check(text, &slice::tokens(text));
        assert!((15..=18).all(|it| verdict.majors.contains(it)) && !verdict.majors.contains(14));
        let stops: Vec<(u16, usize)> = verdict.stops.iter().map(|it| (it.0, it.1.token)).collect();
        assert_eq!(stops, [(14, 7)]);
        let text = "ALTER TABLE t DETACH p";
        let verdict = check(text, &slice::tokens(text));
        assert!(verdict.majors.is_empty());
        let last = verdict.stops.last().map(|it| (it.1.token, it.1.expected.join(" ")));
        assert_eq!(last, Some((4, "PARTITION".to_owned())));
    }
}
