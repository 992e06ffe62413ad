//! Inference and lowering in one walk: each construct's typing rule stands beside its translation. The walk is repeated
//! until no type cell grows any more; the last round's text is what gets emitted.
//! Knows nothing of files; the shape of the crate is `emit`'s.

mod access;
mod arguments;
mod arith;
mod assemble;
mod assign;
mod augment;
mod bound;
mod builtins;
mod cache;
mod call;
mod changing;
mod class;
mod compare;
mod comprehension;
mod delete;
mod display;
mod equality;
mod ex;
mod exceptions;
mod expr;
mod finally;
mod format;
mod function;
mod function_value;
mod generator;
mod instances;
mod iterate;
mod iterate_call;
mod logic;
mod loops;
mod match_;
mod membership;
mod methods;
mod misc;
mod narrow;
mod number;
mod order;
mod parameters;
mod regex;
mod report;
mod rounds;
mod stdlib;
mod stmt;
mod subscript;
mod survey;
mod try_;
mod unpack;
mod value;
mod vars;
mod views;
mod with;

use crate::diagnostic::Diagnostic;
use crate::expand::File;
use crate::flow::Flow;
use crate::rust_type::{RTy, RustTypes};
use crate::scope::{ClassId, FuncId, Program};
use crate::types::{Cell, Cells, NodeCells, Ty};
pub(crate) use ex::{Ex, Lit, Own, Prec, paren, quote, tight};
pub(crate) use function::{docstring, is_constant};
use rustpython_ruff_text_size::TextRange;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
pub(crate) use stdlib::knows_module;

pub(crate) type InstId = usize;

/// A function as called with certain types.
pub(crate) struct Inst {
    pub func: FuncId,
    /// The class of `self`, for methods.
    pub class: Option<ClassId>,
    /// The instance whose variables this one's nested code sees.
    pub parent: Option<InstId>,
    pub params: Vec<Cell>,
    pub ret: Cell,
    /// What a generator yields.
    pub yields: Cell,
    pub raises: bool,
    pub nodes: NodeCells,
    pub vars: Vec<Cell>,
    pub flow: Rc<Flow>,
    pub depth: u32,
    pub rust_name: String,
    /// The parameters of the item's text without `self`, each a Rust name and its type.
    pub signature: Vec<(String, String)>,
    /// The item's text, from the last round.
    pub code: String,
    /// Called, or handed on as a value, in this round.
    pub reached: bool,
    /// Used as a value, or called from a lambda that is: who calls it, and when, no call graph says.
    pub as_value: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct InstKey {
    func: FuncId,
    class: Option<ClassId>,
    parent: Option<InstId>,
    site: Option<(InstId, TextRange)>,
}

/// What inference knows of a class.
#[derive(Default)]
pub(crate) struct ClassData {
    pub fields: BTreeMap<String, Cell>,
    /// Variables of the class itself.
    pub statics: BTreeMap<String, Cell>,
    pub made: bool,
    pub rust_name: String,
    /// The class and those that it derives from, in the order of look-up.
    pub mro: Vec<ClassId>,
    /// Its bases contradict each other.
    pub disordered: bool,
    pub traits: BTreeSet<&'static str>,
}

/// How exceptions leave the code being lowered.
#[derive(Clone, PartialEq)]
pub(crate) enum Exit {
    /// `?`
    Return,
    /// `attempt!('label, ...)`
    Label(String),
}

/// The state of lowering one function body.
pub(crate) struct Cx {
    pub inst: InstId,
    pub func: FuncId,
    pub module: usize,
    /// Comprehension and lambda variables, innermost last.
    pub locals: Vec<HashMap<String, vars::VarRef>>,
    pub narrow: HashMap<Cell, Ty>,
    pub exit: Exit,
    pub raises: bool,
    /// Statements that must run before the call being lowered: arguments given out of order.
    pub prelude: String,
    /// Labels by which some exception leaves.
    pub left: HashSet<String>,
    pub loops: Vec<loops::Loop>,
    pub temps: usize,
    /// Names of the exception variables of enclosing handlers, for a bare `raise`.
    pub handling: Vec<String>,
    /// The statement being lowered.
    pub stmt: TextRange,
    /// Set inside a class body's method: the class where it is defined, for `super()`.
    pub defining_class: Option<ClassId>,
    pub generator: bool,
    /// Within a lambda that is handed on as a value.
    pub in_lambda: bool,
    /// Where the yields of a generator stand.
    pub shape: generator::Shape,
    /// The call being lowered is what a `with` enters.
    pub entering: bool,
    /// Enclosing `finally` blocks: returning runs through them.
    pub returns: Vec<finally::Returning>,
}

pub(crate) struct Lowerer<'a> {
    pub program: &'a Program<'a>,
    pub sources: &'a [File],
    pub cells: Cells,
    pub types: RustTypes,
    pub insts: Vec<Inst>,
    keys: HashMap<InstKey, InstId>,
    pub classes: Vec<ClassData>,
    pub splits: HashMap<FuncId, HashSet<String>>,
    pub clones: HashSet<FuncId>,
    pub last_round: bool,
    pub diagnostics: Vec<Diagnostic>,
    pub cx: Cx,
    /// Some `try` or `with` may observe an exception.
    pub has_handlers: bool,
    /// How cached functions are called: so many by position, and these by name.
    pub cache_shapes: HashMap<FuncId, BTreeSet<(usize, Vec<String>)>>,
    /// Some generator may be sent or thrown something.
    pub sends: bool,
    pub hidden_globals: BTreeMap<String, RTy>,
    /// How many groups the compiled patterns of the program have.
    pub pattern_groups: BTreeSet<regex::Groups>,
    pub exception_classes: BTreeMap<ClassId, String>,
    flows: HashMap<FuncId, Rc<Flow>>,
    changes: u64,
    edges: HashSet<(InstId, InstId)>,
    /// Instances from which a chain of calls leads back to them, as of the edges known when the round began.
    recursive: HashSet<InstId>,
    /// Reached, and still to be walked in this round.
    pending: BTreeSet<InstId>,
    defaults: HashMap<(FuncId, String), Cell>,
    values: function_value::Values,
    /// What may be the code of a SystemExit, and the value of a StopIteration.
    pub exit_value: Cell,
    pub stop_value: Cell,
    /// What generators may be sent.
    pub send_value: Cell,
    /// A class of exceptions with an `__init__` or attributes of its own is a value: calling one is not translated.
    pub rich_classes: bool,
    global_names: RefCell<HashMap<(usize, String), String>>,
    /// How many global variables of a module have a name in upper case.
    globals_by_upper: HashMap<(usize, String), usize>,
    /// Places of which something has been said.
    told: HashSet<(&'static str, usize, TextRange)>,
}

/// What the emitter gets.
pub(crate) struct Lowered {
    pub items: Vec<String>,
    pub run: String,
    pub globals: Vec<(String, String)>,
    pub exceptions: Vec<String>,
    pub unions: Vec<String>,
    pub classes: Vec<String>,
    pub warnings: Vec<Diagnostic>,
    /// Some code of the program could see an exception on its way out.
    pub handles: bool,
}

/// Lowers a whole program.
pub(crate) fn lower(program: &Program<'_>, sources: &[File]) -> Result<Lowered, Vec<Diagnostic>> {
    let mut splits: HashMap<FuncId, HashSet<String>> = HashMap::new();
    let mut clones = HashSet::new();
    let mut arities = BTreeMap::new();
    for attempt in 0..6 {
        let mut l = Lowerer::new(program, sources, splits.clone(), clones.clone());
        l.values.arities = std::mem::take(&mut arities);
        if let Err(d) = l.infer() {
            return Err(vec![d]);
        }
        let more = if attempt < 5 { l.refine(&mut splits, &mut clones) } else { false };
        arities = l.values.arities.clone();
        for (func, n) in &l.values.wanted {
            arities.entry(*func).and_modify(|have| *have = (*have).max(*n)).or_insert(*n);
        }
        if !more && (arities == l.values.arities || attempt == 5) {
            return l.finish();
        }
    }
    unreachable!("the sixth attempt returns")
}

impl<'a> Lowerer<'a> {
    pub(super) fn new(
        program: &'a Program<'a>,
        sources: &'a [File],
        splits: HashMap<FuncId, HashSet<String>>,
        clones: HashSet<FuncId>,
    ) -> Self {
        let mut cells = Cells::for_source(sources.iter().map(|s| s.text().len()).sum());
        cells.fresh();
        let mut globals_by_upper = HashMap::new();
        for (module, name) in &program.global_uses {
            *globals_by_upper.entry((*module, name.to_uppercase())).or_insert(0) += 1;
        }
        let seen = survey::Survey::of(program);
        let mut l = Lowerer {
            program,
            sources,
            cells,
            types: RustTypes::default(),
            insts: Vec::new(),
            keys: HashMap::new(),
            classes: Vec::new(),
            splits,
            clones,
            last_round: false,
            diagnostics: Vec::new(),
            cx: Cx::for_inst(0, 0, 0),
            has_handlers: seen.handlers,
            cache_shapes: HashMap::new(),
            sends: seen.sends,
            hidden_globals: BTreeMap::new(),
            pattern_groups: BTreeSet::new(),
            exception_classes: BTreeMap::new(),
            flows: HashMap::new(),
            changes: 0,
            edges: HashSet::new(),
            recursive: HashSet::new(),
            pending: BTreeSet::new(),
            defaults: HashMap::new(),
            values: function_value::Values::default(),
            exit_value: 0,
            stop_value: 0,
            send_value: 0,
            rich_classes: false,
            global_names: RefCell::default(),
            globals_by_upper,
            told: HashSet::new(),
        };
        l.exit_value = l.cells.fresh();
        l.stop_value = l.cells.fresh();
        l.send_value = l.cells.fresh();
        for c in &program.classes {
            let mut rust_name = crate::names::class_name(&c.name);
            // Two classes of one name: in two modules, or in two functions.
            while l.types.class_names.contains(&rust_name) {
                rust_name.push('_');
            }
            l.types.class_names.push(rust_name.clone());
            l.classes.push(ClassData { rust_name, ..ClassData::default() });
        }
        for c in 0..program.classes.len() {
            let mro = l.linearised(c, 0);
            l.classes[c].disordered = mro.is_none();
            l.classes[c].mro = mro.unwrap_or_else(|| vec![c]);
        }
        for (_, m) in &program.modules {
            l.instance(*m, None, None, None);
        }
        l
    }

    /// Notes a change that no cell shows (a function found to raise).
    pub(crate) fn changed(&mut self) {
        self.changes += 1;
    }

    /// Whether a call chain leads from an instance back to itself. Edges found in this round count from the next one on.
    pub(crate) fn is_recursive(&self, id: InstId) -> bool {
        self.recursive.contains(&id)
    }

    /// The instances that one calls.
    pub(crate) fn callees(&self, id: InstId) -> impl Iterator<Item = InstId> {
        self.edges.iter().filter(move |e| e.0 == id).map(|e| e.1)
    }

    pub(crate) fn edges_mut(&mut self) -> &mut HashSet<(InstId, InstId)> {
        &mut self.edges
    }

    pub(crate) fn defaults(&self) -> &HashMap<(FuncId, String), Cell> {
        &self.defaults
    }

    pub(crate) fn defaults_mut(&mut self) -> &mut HashMap<(FuncId, String), Cell> {
        &mut self.defaults
    }

    /// The cell of a syntax node within the current instance; `slot` tells several cells of one node apart.
    pub(crate) fn node(&mut self, range: TextRange, slot: u8) -> Cell {
        let inst = self.cx.inst;
        let key = (range.start().into(), range.end().into(), slot);
        if let Some(c) = self.insts[inst].nodes.get(&key) {
            return *c;
        }
        let c = self.cells.fresh();
        self.insts[inst].nodes.insert(key, c);
        c
    }

    /// The join of types at a node.
    pub(crate) fn join(&mut self, range: TextRange, slot: u8, types: &[&Ty]) -> Ty {
        let mut out = Ty::empty();
        let mut plain = true;
        for t in types {
            match Cells::join_scalars(&out, t) {
                Some(j) => out = j,
                None => {
                    plain = false;
                    break;
                }
            }
        }
        if plain {
            return out;
        }
        let c = self.node(range, slot);
        for t in types {
            self.cells.flow(t, c);
        }
        self.cells.ty(c)
    }

    pub(crate) fn rty(&mut self, ty: &Ty) -> RTy {
        self.types.of(&self.cells, ty)
    }

    pub(crate) fn rty_text(&mut self, ty: &Ty) -> String {
        if !self.last_round {
            return String::new();
        }
        let t = self.rty(ty);
        self.types.text(&t)
    }

    /// A name of the translator's own: two underscores in a row keep it apart from what people write.
    pub(crate) fn temp(&mut self, base: &str) -> String {
        self.cx.temps += 1;
        format!("{base}__{}", self.cx.temps)
    }

    /// The source text of a node.
    pub(crate) fn text(&self, range: TextRange) -> &'a str {
        let s = self.sources[self.cx.module].text();
        &s[usize::from(range.start())..usize::from(range.end())]
    }
}

impl Cx {
    pub(crate) fn for_inst(inst: InstId, func: FuncId, module: usize) -> Cx {
        Cx {
            inst,
            func,
            module,
            locals: Vec::new(),
            narrow: HashMap::new(),
            exit: Exit::Return,
            raises: false,
            prelude: String::new(),
            left: HashSet::new(),
            loops: Vec::new(),
            temps: 0,
            handling: Vec::new(),
            stmt: TextRange::default(),
            defining_class: None,
            generator: false,
            in_lambda: false,
            shape: generator::Shape::default(),
            entering: false,
            returns: Vec::new(),
        }
    }
}

/// A module's docstring as the crate's documentation.
pub(crate) fn module_docs(doc: &str) -> String {
    function::doc_lines(doc, "//!")
}
