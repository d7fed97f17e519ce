//! The notation of the grammar files, read into states that the recogniser walks.
//!
//! `name = … ;` defines a rule. UPPER CASE is a keyword, `'x'` a symbol, a lower-case name a rule or a class of words
//! ([`CLASSES`]). `|` separates alternatives, `[ … ]` is optional, `{ … }` any number, `( … )` groups, `x,,` is one or
//! more x with commas between. `@15 x`: x only since 15; `@-16 x`: only until 16. The files are part of the program:
//! a mistake in them stops the first test that reads a statement.

use super::Majors;
use std::collections::HashMap;

/// Index of a terminal (a class, word or symbol) or a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Symbol {
    Terminal(u16),
    Rule(u16),
}

/// Terminals that stand for many words; the first of the vocabulary.
pub(super) const CLASSES: [&str; 14] = [
    // Any word but a keyword; and which keywords may also stand there.
    "ident", "colid", "typefn", "nonres", "label", "bare", "reserved", //
    "sconst", "nconst", "iconst", "fconst", "bconst", "param", "op",
];

/// A place in a rule: what has to be read to get there, and where it goes on.
pub(super) struct State {
    pub(super) rule: u16,
    pub(super) symbol: Symbol,
    /// Which majors know this way.
    pub(super) majors: Majors,
    pub(super) next: Vec<u32>,
    /// The rule may end here.
    pub(super) ends: bool,
}

pub(super) struct Rule {
    pub(super) start: u32,
    pub(super) nullable: bool,
    /// A bit for each terminal that may be first.
    pub(super) first: Vec<u64>,
}

pub(super) struct Grammar {
    pub(super) states: Vec<State>,
    pub(super) rules: Vec<Rule>,
    pub(super) terminals: Vec<String>,
    pub(super) ids: HashMap<String, u16>,
    pub(super) statement: u16,
}

enum Node {
    Symbol(Symbol),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Optional(Box<Node>),
    Repeated(Box<Node>),
    /// One or more with commas between.
    List(Box<Node>),
    Since(Majors, Box<Node>),
}

pub(super) fn read(files: &[&str]) -> Grammar {
    let lines = files.iter().flat_map(|it| it.lines()).filter(|it| !it.starts_with('#'));
    let text: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    let mut reader = Reader { text: &text, at: 0, rules: HashMap::new(), terminals: Vec::new(), ids: HashMap::new() };
    for class in CLASSES {
        reader.terminal(class);
    }
    let names = text.windows(2).enumerate().filter(|(at, it)| it[1] == "=" && (*at == 0 || text[at - 1] == ";"));
    for (id, (_, name)) in names.enumerate() {
        let twice = reader.rules.insert(name[0], id as u16);
        assert!(twice.is_none(), "`{}` is defined twice in the grammar", name[0]);
    }
    let mut bodies = Vec::new();
    while reader.at < text.len() {
        reader.at += 2;
        bodies.push(reader.choice());
        assert_eq!(reader.take(), ";", "rule {} of the grammar", bodies.len());
    }
    let statement = reader.rules["statement"];
    let mut grammar =
        Grammar { states: Vec::new(), rules: Vec::new(), terminals: reader.terminals, ids: reader.ids, statement };
    for (rule, body) in bodies.iter().enumerate() {
        build_rule(&mut grammar, rule as u16, body);
    }
    find_first(&mut grammar);
    grammar
}

struct Reader<'a> {
    text: &'a [&'a str],
    at: usize,
    rules: HashMap<&'a str, u16>,
    terminals: Vec<String>,
    ids: HashMap<String, u16>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> &'a str {
        self.text.get(self.at).copied().unwrap_or(";")
    }

    fn take(&mut self) -> &'a str {
        let word = self.peek();
        self.at += 1;
        word
    }

    fn terminal(&mut self, name: &str) -> u16 {
        let next = self.terminals.len() as u16;
        if !self.ids.contains_key(name) {
            self.ids.insert(name.to_owned(), next);
            self.terminals.push(name.to_owned());
        }
        self.ids[name]
    }

    fn choice(&mut self) -> Node {
        let mut all = vec![self.sequence()];
        while self.peek() == "|" {
            self.at += 1;
            all.push(self.sequence());
        }
        Node::Choice(all)
    }

    fn sequence(&mut self) -> Node {
        let mut all = Vec::new();
        while !matches!(self.peek(), "|" | ";" | ")" | "),," | "]" | "}") {
            all.push(self.element());
        }
        Node::Sequence(all)
    }

    fn element(&mut self) -> Node {
        let word = self.take();
        let (word, is_list) = word.strip_suffix(",,").map_or((word, false), |it| (it, true));
        let node = match word {
            "[" => self.group("]", |inner| Node::Optional(Box::new(inner))),
            "{" => self.group("}", |inner| Node::Repeated(Box::new(inner))),
            "(" => {
                let inner = self.choice();
                return match self.take() {
                    ")" => inner,
                    "),," => Node::List(Box::new(inner)),
                    other => panic!("`)` expected in the grammar, not `{other}`"),
                };
            }
            _ if word.starts_with('@') => Node::Since(since(word), Box::new(self.element())),
            _ => Node::Symbol(self.symbol(word)),
        };
        if is_list { Node::List(Box::new(node)) } else { node }
    }

    fn group(&mut self, close: &str, make: fn(Node) -> Node) -> Node {
        let inner = self.choice();
        assert_eq!(self.take(), close, "in the grammar, after {:?}", &self.text[self.at.saturating_sub(8)..self.at]);
        make(inner)
    }

    fn symbol(&mut self, word: &str) -> Symbol {
        let quoted = word.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
        if let Some(rule) = self.rules.get(word) {
            return Symbol::Rule(*rule);
        }
        let known =
            quoted.is_some() || CLASSES.contains(&word) || word.bytes().all(|it| it.is_ascii_uppercase() || it == b'_');
        assert!(known, "`{word}` is not defined in the grammar");
        Symbol::Terminal(self.terminal(quoted.unwrap_or(word)))
    }
}

/// `@15`, `@-16`, `@15-17`
fn since(word: &str) -> Majors {
    let (first, last) = word[1..].split_once('-').map_or((&word[1..], ""), |it| it);
    Majors::range(first.parse().ok(), last.parse().ok())
}

// ---- states ---------------------------------------------------------------------------------------------------------

/// A part of a rule: the states it may begin and end with, and whether it may be left out.
struct Part {
    first: Vec<u32>,
    last: Vec<u32>,
    optional: bool,
}

fn build_rule(grammar: &mut Grammar, rule: u16, body: &Node) {
    let start = grammar.states.len() as u32;
    // What leads to the first state is the prediction of the rule; its own symbol is never read.
    grammar.states.push(State { rule, symbol: Symbol::Rule(rule), majors: Majors::ALL, next: Vec::new(), ends: false });
    let part = build(grammar, rule, body, Majors::ALL);
    grammar.states[start as usize].ends = part.optional;
    for state in part.last {
        grammar.states[state as usize].ends = true;
    }
    grammar.states[start as usize].next = part.first;
    grammar.rules.push(Rule { start, nullable: false, first: Vec::new() });
}

fn build(grammar: &mut Grammar, rule: u16, node: &Node, majors: Majors) -> Part {
    match node {
        Node::Symbol(symbol) => {
            let state = grammar.states.len() as u32;
            grammar.states.push(State { rule, symbol: *symbol, majors, next: Vec::new(), ends: false });
            Part { first: vec![state], last: vec![state], optional: false }
        }
        Node::Sequence(all) => {
            let mut whole = Part { first: Vec::new(), last: Vec::new(), optional: true };
            for node in all {
                let part = build(grammar, rule, node, majors);
                connect(grammar, &whole.last, &part.first);
                if whole.optional {
                    whole.first.extend(&part.first);
                }
                whole.last = if part.optional { [whole.last, part.last].concat() } else { part.last };
                whole.optional &= part.optional;
            }
            whole
        }
        Node::Choice(all) => {
            let mut whole = Part { first: Vec::new(), last: Vec::new(), optional: false };
            for node in all {
                let part = build(grammar, rule, node, majors);
                whole.first.extend(part.first);
                whole.last.extend(part.last);
                whole.optional |= part.optional;
            }
            whole
        }
        Node::Optional(inner) => Part { optional: true, ..build(grammar, rule, inner, majors) },
        Node::Repeated(inner) => {
            let part = build(grammar, rule, inner, majors);
            connect(grammar, &part.last, &part.first);
            Part { optional: true, ..part }
        }
        Node::List(inner) => {
            let part = build(grammar, rule, inner, majors);
            let comma = grammar.ids.get(",").copied().expect("the grammar has commas");
            let comma = build(grammar, rule, &Node::Symbol(Symbol::Terminal(comma)), majors);
            connect(grammar, &part.last, &comma.first);
            connect(grammar, &comma.last, &part.first);
            part
        }
        Node::Since(since, inner) => build(grammar, rule, inner, majors.and(*since)),
    }
}

fn connect(grammar: &mut Grammar, from: &[u32], to: &[u32]) {
    for state in from {
        grammar.states[*state as usize].next.extend(to);
    }
}

/// Which rules may be empty, and what each may begin with.
fn find_first(grammar: &mut Grammar) {
    let words = grammar.terminals.len() / 64 + 1;
    for rule in &mut grammar.rules {
        rule.first = vec![0; words];
    }
    let mut changed = true;
    while changed {
        changed = false;
        for rule in 0..grammar.rules.len() {
            let (first, nullable) = first_of(grammar, grammar.rules[rule].start);
            let rule = &mut grammar.rules[rule];
            changed |= rule.first != first || rule.nullable != nullable;
            (rule.first, rule.nullable) = (first, nullable);
        }
    }
}

fn first_of(grammar: &Grammar, start: u32) -> (Vec<u64>, bool) {
    let mut first = vec![0; grammar.terminals.len() / 64 + 1];
    let mut nullable = false;
    let (mut todo, mut seen) = (vec![start], vec![start]);
    while let Some(state) = todo.pop() {
        let state = &grammar.states[state as usize];
        nullable |= state.ends;
        for next in &state.next {
            match grammar.states[*next as usize].symbol {
                Symbol::Terminal(it) => first[it as usize / 64] |= 1 << (it % 64),
                Symbol::Rule(it) => {
                    let rule = &grammar.rules[it as usize];
                    first.iter_mut().zip(&rule.first).for_each(|(all, it)| *all |= it);
                    if rule.nullable && !seen.contains(next) {
                        seen.push(*next);
                        todo.push(*next);
                    }
                }
            }
        }
    }
    (first, nullable)
}
