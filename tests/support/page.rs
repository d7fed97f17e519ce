//! The examples on a check's page.

/// A fenced block: the words behind its backticks and its text.
pub(crate) struct Block {
    pub(crate) info: String,
    pub(crate) text: String,
}

/// Every block that says what it is.
pub(crate) fn blocks(body: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|it| !it.is_empty()) else { continue };
        let text: Vec<&str> = lines.by_ref().take_while(|it| *it != "```").collect();
        blocks.push(Block { info: info.to_owned(), text: text.join("\n") });
    }
    blocks
}
