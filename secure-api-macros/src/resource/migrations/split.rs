//! The statements of a file, and which of them are about tables. The others may be anything that the database takes.

use sqlparser::{
    dialect::{Dialect as Grammar, PostgreSqlDialect, SQLiteDialect},
    tokenizer::{Token, TokenWithSpan, Tokenizer, Word},
};

use crate::resource::migrations::schema::Dialect;

/// One statement, without what ends it.
pub(super) struct Piece {
    pub(super) tokens: Vec<TokenWithSpan>,
}

/// What the first words of a statement say that it is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A table or an index.
    Tables,
    /// A view of this name.
    View(String),
    /// Whatever else there is.
    Other,
}

impl Dialect {
    pub(super) fn grammar(self) -> Box<dyn Grammar> {
        match self {
            Self::Sqlite => Box::new(SQLiteDialect {}),
            Self::Postgres => Box::new(PostgreSqlDialect {}),
        }
    }
}

/// The statements; or the line at which a text or a block begins to make no sense, and why.
pub(super) fn split(dialect: Dialect, sql: &str) -> Result<Vec<Piece>, (u64, String)> {
    let grammar = dialect.grammar();
    let sql = sql.trim_start_matches('\u{feff}');
    let tokens = Tokenizer::new(grammar.as_ref(), sql)
        .tokenize_with_location()
        .map_err(|error| (error.location.line, error.message.to_lowercase()))?;

    let mut pieces = Vec::new();
    let mut current: Vec<TokenWithSpan> = Vec::new();
    // How many blocks are open: a trigger of SQLite and a routine of PostgreSQL hold statements of their own.
    let mut depth = 0_u32;
    for token in tokens {
        match &token.token {
            Token::Whitespace(_) | Token::EOF => continue,
            Token::SemiColon if depth == 0 => {
                pieces.push(Piece { tokens: std::mem::take(&mut current) });
                continue;
            }
            Token::Word(Word { value, quote_style: None, .. }) => {
                let word = value.to_ascii_uppercase();
                match word.as_str() {
                    "BEGIN" if depth == 0 && is_routine(&current) => depth = 1,
                    "CASE" if depth > 0 => depth += 1,
                    "END" if depth > 0 => depth -= 1,
                    _ => {}
                }
            }
            _ => {}
        }
        current.push(token);
    }
    let last = Piece { tokens: current };
    if depth > 0 {
        // What follows was taken for a part of it, tables too.
        return Err((last.line(), "the block of this statement has no end".to_owned()));
    }
    pieces.push(last);
    pieces.retain(|piece| !piece.tokens.is_empty());
    Ok(pieces)
}

fn is_routine(tokens: &[TokenWithSpan]) -> bool {
    let words = words(tokens);
    words.first().is_some_and(|first| first == "CREATE")
        && words
            .iter()
            .take(5)
            .any(|word| matches!(word.as_str(), "TRIGGER" | "FUNCTION" | "PROCEDURE"))
}

/// The words that a statement begins with, in upper case.
fn words(tokens: &[TokenWithSpan]) -> Vec<String> {
    tokens
        .iter()
        .map_while(|token| match &token.token {
            Token::Word(Word { value, quote_style: None, .. }) => Some(value.to_ascii_uppercase()),
            _ => None,
        })
        .collect()
}

impl Piece {
    /// The line of the file that it begins in.
    pub(super) fn line(&self) -> u64 {
        self.tokens.first().map_or(1, |token| token.span.start.line)
    }

    /// What it is about.
    pub(super) fn subject(&self) -> Subject {
        let words = words(&self.tokens);
        let mut rest = words.iter().map(String::as_str).peekable();
        let verb = rest.next().unwrap_or_default();
        if !matches!(verb, "CREATE" | "ALTER" | "DROP") {
            return Subject::Other;
        }
        // What stands between the verb and the thing.
        while rest
            .next_if(|word| {
                matches!(
                    *word,
                    "OR" | "REPLACE"
                        | "GLOBAL"
                        | "LOCAL"
                        | "TEMP"
                        | "TEMPORARY"
                        | "UNLOGGED"
                        | "FOREIGN"
                        | "VIRTUAL"
                        | "UNIQUE"
                        | "MATERIALIZED"
                        | "RECURSIVE"
                )
            })
            .is_some()
        {}
        match (verb, rest.next()) {
            // With a schema goes what is in it.
            (_, Some("TABLE" | "INDEX")) | ("DROP", Some("SCHEMA")) => Subject::Tables,
            ("CREATE", Some("VIEW")) => Subject::View(self.view()),
            _ => Subject::Other,
        }
    }

    /// The name that `CREATE VIEW` gives.
    fn view(&self) -> String {
        let mut tokens = self.tokens.iter().map(|token| &token.token);
        let mut name = String::new();
        let after_view = tokens.by_ref().skip_while(|token| !is_word(token, "VIEW")).skip(1);
        let mut after = after_view
            .skip_while(|token| ["IF", "NOT", "EXISTS"].iter().any(|word| is_word(token, word)));
        while let Some(Token::Word(word)) = after.next() {
            name.clone_from(&word.value);
            if after.next() != Some(&Token::Period) {
                break;
            }
        }
        name
    }

    /// Whether this name stands in it anywhere, in whatever case and quotes.
    pub(super) fn mentions(&self, name: &str) -> bool {
        self.tokens.iter().any(|token| match &token.token {
            Token::Word(word) => word.value.eq_ignore_ascii_case(name),
            // SQLite takes a text for a name where it expects one.
            Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => {
                text.eq_ignore_ascii_case(name)
            }
            _ => false,
        })
    }
}

fn is_word(token: &Token, expected: &str) -> bool {
    matches!(token, Token::Word(Word { value, quote_style: None, .. }) if value.eq_ignore_ascii_case(expected))
}
