//! What Python makes at run time out of a few lines, written out before names are resolved: classes made by a call,
//! applied decorators, private names.
//! Works on the source's text, so that what comes after sees plain Python; each expansion remembers which place of the
//! original it came from, so that diagnostics name that. Knows nothing of types.

mod decorators;
mod edit;
mod mangle;
mod names;
mod render;
mod shape;
mod tuples;

pub(crate) use decorators::given_name;

use crate::Source;
use crate::diagnostic::{Diagnostic, Severity};
use edit::Expanded;
use ruff_python_ast::{ModModule, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_python_parser as ruff_python_parser;
use rustpython_ruff_text_size::TextRange;

/// Rounds of expansion: what one writes out, the next may take further.
const MAX_ROUNDS: usize = 8;

/// A source with everything written out.
pub(crate) struct File {
    pub path: String,
    source: String,
    expanded: Option<Expanded>,
}

impl File {
    /// The text that the syntax tree's ranges are of.
    pub(crate) fn text(&self) -> &str {
        self.expanded.as_ref().map_or(&self.source, |e| &e.text)
    }

    /// A diagnostic for a range of the text, naming the place in the source as it was written.
    pub(crate) fn diagnostic(
        &self,
        code: &'static str,
        severity: Severity,
        range: TextRange,
        message: impl Into<String>,
    ) -> Diagnostic {
        let (start, end) = (range.start().into(), range.end().into());
        let (start, end) = self.expanded.as_ref().map_or((start, end), |e| e.original(start, end));
        Diagnostic::at(code, severity, &self.path, &self.source, start, end, message)
    }
}

/// A source and its syntax, with everything written out that can be; `alone` where no other file can use what it defines.
pub(crate) fn file(source: Source, module: ModModule, alone: bool) -> (File, ModModule) {
    let (expanded, module) = match expand(&source.text, &module, alone) {
        Some((e, m)) => (Some(e), m),
        None => (None, module),
    };
    (File { path: source.path, source: source.text, expanded }, module)
}

/// The source with everything written out that can be, parsed again; None where there is nothing to write out.
fn expand(text: &str, module: &ModModule, alone: bool) -> Option<(Expanded, ModModule)> {
    let mut done: Option<(Expanded, ModModule)> = None;
    for _ in 0..MAX_ROUNDS {
        let (now, tree) = done.as_ref().map_or((text, module), |d| (d.0.text.as_str(), &d.1));
        let mut edits = tuples::edits(now, tree);
        if edits.is_empty() {
            edits = mangle::edits(now, tree);
        }
        if edits.is_empty() {
            edits = decorators::edits(now, tree, alone);
        }
        if edits.is_empty() {
            break;
        }
        let next = match &done {
            Some((e, _)) => e.edited(edits),
            None => Expanded::new(text).edited(edits),
        };
        // Text that does not parse is given up: the program stays as it was written.
        let Ok(parsed) = ruff_python_parser::parse_module(&next.text) else { break };
        done = Some((next, parsed.into_syntax()));
    }
    done
}

/// Every statement of a module, outer ones first.
fn statements<'a>(body: &'a [Stmt], visit: &mut dyn FnMut(&'a Stmt)) {
    use ruff_python_ast::visitor::{Visitor, walk_stmt};
    struct All<'v, 'a>(&'v mut dyn FnMut(&'a Stmt));
    impl<'a> Visitor<'a> for All<'_, 'a> {
        fn visit_stmt(&mut self, s: &'a Stmt) {
            (self.0)(s);
            walk_stmt(self, s);
        }
    }
    All(visit).visit_body(body);
}
