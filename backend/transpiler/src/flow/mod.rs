//! Data flow of one function's variables: which assignments reach which uses, where a variable must be declared in
//! Rust, whether it is surely assigned where it is read, and which read is its last.
//! Knows nothing of types.

mod place;
#[cfg(test)]
mod tests;
mod visit;
mod walk;

pub(crate) use visit::pattern_names;

use crate::scope::{Body, FuncId, Program};
use ruff_python_ast::visitor::Visitor;
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{BTreeSet, HashMap, HashSet};

type DefId = usize;
type BlockId = usize;
type Env = HashMap<String, BTreeSet<DefId>>;

/// Stands for every definition of a name, where too many reach one place to be told apart.
const ANY: DefId = DefId::MAX - 1;

#[derive(Debug, Clone)]
struct Block {
    parent: BlockId,
    /// The statement of the parent block that holds this one.
    stmt: TextRange,
    is_loop: bool,
    is_try: bool,
    depth: usize,
}

#[derive(Debug, Clone)]
struct Occurrence {
    name: String,
    range: TextRange,
    block: BlockId,
    stmt: TextRange,
    pos: usize,
    def: Option<DefId>,
    /// A definition by `:=`, inside an expression.
    walrus: bool,
    /// For a load: whether it stands in a closure or comprehension, where it may run many times.
    deferred: bool,
    maybe_unbound: bool,
    reaching: BTreeSet<DefId>,
}

/// How a variable is declared in Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Init {
    /// `let x = value` at its first assignment.
    Inline,
    /// `let x;` before it: rustc sees that it is assigned before use.
    Deferred,
    /// Surely assigned before use, though rustc cannot see it: declared as an empty option.
    Proven,
    /// Perhaps not assigned where it is read: Python raises UnboundLocalError there.
    Maybe,
    /// A parameter.
    Param,
}

/// One Rust variable: a whole Python variable, or one of its webs.
#[derive(Debug, Clone)]
pub(crate) struct Variable {
    pub name: String,
    pub init: Init,
    pub mutable: bool,
    /// The statement before which it is declared, unless inline.
    pub hoist: Option<TextRange>,
    /// The assignment that declares it, if inline.
    pub declared_at: Option<TextRange>,
    /// Loads that may move the value out.
    pub last_loads: HashSet<TextRange>,
}

/// The result for one function.
#[derive(Debug, Default, Clone)]
pub(crate) struct Flow {
    pub vars: Vec<Variable>,
    /// Variable of each load and store, by the name's place.
    pub loads: HashMap<TextRange, usize>,
    pub stores: HashMap<TextRange, usize>,
    /// Names with several webs: candidates for a split.
    pub splittable: HashSet<String>,
    /// Where no place is known (a captured variable, a delete): by name.
    pub by_name: HashMap<String, usize>,
    /// All variables of each name.
    pub named: HashMap<String, Vec<usize>>,
    /// Variables to be declared before a statement.
    pub hoists: HashMap<TextRange, Vec<usize>>,
    /// Variables that something reads.
    pub loaded: HashSet<usize>,
    /// Names of handlers that may be read where the handler has ended, by code that sees one variable only.
    pub leaks: HashSet<String>,
}

struct Walker<'p, 'a> {
    program: &'p Program<'a>,
    func: FuncId,
    blocks: Vec<Block>,
    block: BlockId,
    stmt: TextRange,
    pos: usize,
    env: Env,
    def_ids: HashMap<(TextRange, String), DefId>,
    def_pos: Vec<usize>,
    occurrences: Vec<Occurrence>,
    seen: HashMap<(TextRange, bool, String), usize>,
    comp: Vec<HashSet<String>>,
    deferred: usize,
    /// For each enclosing loop: environments at `break` and at `continue`.
    breaks: Vec<(Vec<Env>, Vec<Env>)>,
    /// For each enclosing try body: what it binds, all of which may reach a handler.
    tries: Vec<Vec<(String, DefId)>>,
    /// What each loop's test sees of the iterations before, by the loop's place.
    carried: HashMap<TextRange, (Env, bool)>,
    /// Counts what loops were found to carry: a walk that leaves it alone has seen all.
    grown: usize,
    in_loop: bool,
    /// Names of which some place sees more definitions than it tells apart: one variable, declared outermost.
    folded: HashSet<String>,
    dead: bool,
    walrus: bool,
    /// Names that `except ... as name` binds: unbound after the handler, so a variable of their own in each.
    handler_names: HashSet<String>,
    /// The names of the handlers around, and how many loops each stands in.
    handlers: Vec<(String, usize)>,
}

/// Analyses a function; the names in `split` get one variable per web.
pub(crate) fn analyse(program: &Program<'_>, func: FuncId, split: &HashSet<String>) -> Flow {
    let f = &program.funcs[func];
    let mut w = Walker {
        program,
        func,
        blocks: vec![Block { parent: 0, stmt: TextRange::default(), is_loop: false, is_try: false, depth: 0 }],
        block: 0,
        stmt: TextRange::default(),
        pos: 0,
        env: Env::new(),
        def_ids: HashMap::new(),
        def_pos: Vec::new(),
        occurrences: Vec::new(),
        seen: HashMap::new(),
        comp: Vec::new(),
        deferred: 0,
        breaks: Vec::new(),
        tries: Vec::new(),
        carried: HashMap::new(),
        grown: 0,
        in_loop: false,
        folded: HashSet::new(),
        dead: false,
        walrus: false,
        handler_names: HashSet::new(),
        handlers: Vec::new(),
    };
    if let Some(params) = f.params {
        for p in params.iter() {
            w.def(p.name().as_str(), p.name().range());
        }
    }
    match f.body {
        Body::Stmts(b) => w.stmts(b),
        Body::Expr(e) => w.visit_expr(e),
    }
    w.finish(f, split)
}
