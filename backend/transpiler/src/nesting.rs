//! A bound on the depth of a source's syntax tree, before anything recurses over it: brackets, chains of operators,
//! indentation, `elif`s. Reads tokens one by one and recurses nowhere. Knows nothing of what the tokens mean.

use ruff_python_ast::token::TokenKind as T;
use ruff_python_parser::{Mode, lexer};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_python_parser as ruff_python_parser;

/// Brackets within brackets; CPython's own bound.
const MAX_BRACKETS: usize = 200;
/// Levels of one expression: operators, calls, attributes and brackets above each other.
const MAX_EXPRESSION: usize = 500;
/// Indented blocks within each other; CPython's own bound.
const MAX_INDENTS: usize = 100;
/// Loops, `with` and `try` within each other in one function; CPython's own bound.
const MAX_BLOCKS: usize = 20;
/// Branches of one `if`.
const MAX_ELIFS: usize = 500;

/// What nests too deeply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooDeep {
    Brackets,
    Expression,
    Indents,
    Blocks,
    Elifs,
}

impl TooDeep {
    pub(crate) fn message(self) -> String {
        match self {
            TooDeep::Brackets => format!("the source nests brackets deeper than {MAX_BRACKETS} levels"),
            TooDeep::Expression => format!("the source nests an expression deeper than {MAX_EXPRESSION} levels"),
            TooDeep::Indents => format!("the source nests blocks deeper than {MAX_INDENTS} levels"),
            TooDeep::Blocks => format!(
                "too many statically nested blocks: more than {MAX_BLOCKS} loops, 'with' and 'try' within each other"
            ),
            TooDeep::Elifs => format!("one 'if' has more than {MAX_ELIFS} branches"),
        }
    }

    pub(crate) fn help(self) -> &'static str {
        match self {
            TooDeep::Brackets | TooDeep::Expression => "name the inner parts",
            TooDeep::Indents | TooDeep::Blocks => "make functions of the inner parts",
            TooDeep::Elifs => "use a dict, or several functions",
        }
    }
}

/// Where the source nests too deeply, and how, if it does.
pub(crate) fn too_deep(text: &str) -> Option<(usize, TooDeep)> {
    let how = scan(text)?;
    // The lexer tells no places: the shortest text that is too deep ends at the place.
    let (mut good, mut bad) = (0, text.len());
    while good + 1 < bad {
        let mut middle = good.midpoint(bad);
        while !text.is_char_boundary(middle) {
            middle += 1;
        }
        if middle >= bad {
            break;
        }
        if scan(&text[..middle]).is_some() { bad = middle } else { good = middle }
    }
    while !text.is_char_boundary(good) {
        good -= 1;
    }
    Some((good, how))
}

/// One bracket's inside, or a logical line: of the part since the last comma, how many operators it has (each may lie
/// above the others in the tree), and the deepest bracket within.
#[derive(Default)]
struct Level {
    operators: usize,
    inner: usize,
    /// The deepest of the parts before.
    before: usize,
    /// `lambda`s whose colon is to come: their commas part nothing.
    lambdas: usize,
}

impl Level {
    fn depth(&self) -> usize {
        self.before.max(self.operators + self.inner + 1)
    }

    fn part(&mut self) {
        *self = Level { before: self.depth(), ..Level::default() };
    }
}

/// An indented block, by the keyword that opened it.
#[derive(Clone, Copy, Default)]
struct Block {
    /// Loops, `with` and `try` around, within the function.
    blocks: usize,
    /// Branches of the `if` that stands last in the block.
    elifs: usize,
}

fn scan(text: &str) -> Option<TooDeep> {
    let mut lexer = lexer::lex(text, Mode::Module);
    let mut levels = vec![Level::default()];
    let mut blocks = vec![Block::default()];
    // What an indent after this line would open.
    let mut opens = 0;
    let mut first = true;
    loop {
        let kind = lexer.next_token();
        if kind == T::EndOfFile {
            return None;
        }
        let here = blocks.last().copied().unwrap_or_default();
        if first && !matches!(kind, T::Indent | T::Dedent | T::Newline | T::NonLogicalNewline | T::Comment | T::Async) {
            first = false;
            opens = match kind {
                T::For | T::While | T::With | T::Try => here.blocks + 1,
                T::Except | T::Finally => here.blocks + 1,
                T::Def | T::Class | T::At => 0,
                _ => here.blocks,
            };
            let elifs = match kind {
                T::Elif => here.elifs + 1,
                T::Else => here.elifs,
                _ => 0,
            };
            if let Some(b) = blocks.last_mut() {
                b.elifs = elifs;
            }
            if opens > MAX_BLOCKS {
                return Some(TooDeep::Blocks);
            }
            if elifs > MAX_ELIFS {
                return Some(TooDeep::Elifs);
            }
        }
        let outermost = levels.len() == 1;
        let level = levels.last_mut()?;
        match kind {
            T::Indent => {
                blocks.push(Block { blocks: opens, elifs: 0 });
                if blocks.len() > MAX_INDENTS {
                    return Some(TooDeep::Indents);
                }
            }
            T::Dedent => {
                blocks.pop();
            }
            T::Lpar | T::Lsqb | T::Lbrace | T::FStringStart | T::TStringStart => {
                level.operators += 1;
                levels.push(Level::default());
                if levels.len() > MAX_BRACKETS {
                    return Some(TooDeep::Brackets);
                }
                continue;
            }
            T::Rpar | T::Rsqb | T::Rbrace | T::FStringEnd | T::TStringEnd if !outermost => {
                let depth = level.depth();
                levels.pop();
                let outer = levels.last_mut()?;
                outer.inner = outer.inner.max(depth);
            }
            T::Comma if level.lambdas == 0 => level.part(),
            T::Colon if level.lambdas > 0 => level.lambdas -= 1,
            T::Lambda => {
                level.lambdas += 1;
                level.operators += 1;
            }
            T::Newline => {
                *level = Level::default();
                first = true;
                continue;
            }
            T::Semi if outermost => *level = Level::default(),
            // Operands and what only separates add no level; every other token may.
            T::Name
            | T::Int
            | T::Float
            | T::Complex
            | T::String
            | T::FStringMiddle
            | T::TStringMiddle
            | T::Comment
            | T::NonLogicalNewline
            | T::Comma
            | T::Colon
            | T::True
            | T::False
            | T::None
            | T::In
            | T::Ellipsis
            | T::Case
            | T::Match
            | T::Type
            | T::Lazy
            | T::Semi
            | T::Pass
            | T::Break
            | T::Continue => {}
            _ => level.operators += 1,
        }
        if levels.last().is_some_and(|l| l.operators + l.inner > MAX_EXPRESSION) {
            return Some(TooDeep::Expression);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<TooDeep> {
        too_deep(text).map(|(_, how)| how)
    }

    #[test]
    fn ordinary_sources_pass() {
        let list = format!("x = [{}]\n", "f(1) + 2 * -3, ".repeat(20_000));
        let lines = "y = f(x)[0].a + 1\n".repeat(5_000);
        let lambdas = format!("x = [{}]\n", "lambda a, b: a if a else b, ".repeat(5_000));
        for text in [list, lines, lambdas, "if a:\n  pass\nelif b:\n  pass\n".repeat(1_000)] {
            assert_eq!(found(&text), None);
        }
    }

    #[test]
    fn every_way_down_is_bounded() {
        let n = 100_000;
        let many = |s: &str| s.repeat(n);
        let indented =
            |line: &str, depth: usize| -> String { (0..depth).map(|i| format!("{}{line}\n", " ".repeat(i))).collect() };
        for (text, how) in [
            (format!("x = f{}", many("()")), TooDeep::Expression),
            (format!("x = f{}", many("[0]")), TooDeep::Expression),
            (format!("x = f{}", many("(1)(a, b)")), TooDeep::Expression),
            (format!("x = f{}", many(".a")), TooDeep::Expression),
            (format!("x = 1{}", many(" + 1")), TooDeep::Expression),
            (format!("x = 1{}", many(" and 1")), TooDeep::Expression),
            (format!("x = 1{}", many(" < 1")), TooDeep::Expression),
            (format!("x = {}1", many("not ")), TooDeep::Expression),
            (format!("x = {}1", many("-")), TooDeep::Expression),
            (format!("x = {}1", many("lambda a, b: ")), TooDeep::Expression),
            (format!("x = {}1", many("1 if 1 else ")), TooDeep::Expression),
            (format!("x = [1 {}]", many("for a in b ")), TooDeep::Expression),
            (many("("), TooDeep::Brackets),
            (many("f'{"), TooDeep::Brackets),
            (many("rf'''{x:{"), TooDeep::Brackets),
            (format!("if a:\n pass\n{}", many("elif a:\n pass\n")), TooDeep::Elifs),
            (indented("if a:", 200), TooDeep::Indents),
            (indented("for a in b:", 90), TooDeep::Blocks),
        ] {
            assert_eq!(found(&text), Some(how), "{}", &text[..text.len().min(40)]);
        }
    }

    #[test]
    fn the_place_is_where_it_gets_too_deep() {
        let text = format!("a = 1\nx = é{}", "(".repeat(300));
        let Some((at, _)) = too_deep(&text) else { panic!("300 brackets pass") };
        assert_eq!(&text[at..=at], "(");
        assert_eq!(at, text.find('(').map_or(0, |p| p + MAX_BRACKETS - 1));
    }
}
