//! Inference and lowering in one walk: each construct's typing rule stands beside its translation. The walk is repeated
//! until no type cell grows any more; the last round's text is what gets emitted.
//! Knows nothing of files; the shape of the crate is `emit`'s.

mod access;
mod arguments;
mod arith;
mod assemble;
mod assign;
mod augment;
mod builtins;
mod cache;
mod call;
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
mod iterate;
mod iterate_call;
mod logic;
mod loops;
mod membership;
mod methods;
mod misc;
mod narrow;
mod number;
mod order;
mod regex;
mod stdlib;
mod stmt;
mod subscript;
mod try_;
mod unpack;
mod value;
mod vars;
mod with;

use crate::Source;
use crate::diagnostic::{Diagnostic, Severity};
use crate::flow::Flow;
use crate::rust_type::{RTy, RustTypes};
use crate::scope::{ClassId, FuncId, Program};
use crate::types::{Cell, Cells, NodeCells, Ty};
pub(crate) use ex::{Ex, Lit, Own, Prec, paren, quote, tight};
pub(crate) use function::docstring;
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
    /// The item's text, from the last round.
    pub code: String,
    /// Called, or handed on as a value, in this round.
    pub reached: bool,
    /// Used as a value in this round.
    pub as_value: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct InstKey {
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
    /// The operand being lowered may be a dictionary's view: only its length or a membership is asked for.
    pub view: bool,
    /// Statements that must run before the call being lowered: arguments given out of order.
    pub prelude: String,
    /// Labels by which some exception leaves.
    pub left: HashSet<String>,
    pub loops: Vec<loops::Loop>,
    pub temps: usize,
    /// Names of the exception variables of enclosing handlers, for a bare `raise`.
    pub handling: Vec<String>,
    /// Set inside a class body's method: the class where it is defined, for `super()`.
    pub defining_class: Option<ClassId>,
    pub generator: bool,
    /// Enclosing `finally` blocks: returning runs through them.
    pub returns: Vec<finally::Returning>,
}

pub(crate) struct Lowerer<'a> {
    pub program: &'a Program<'a>,
    pub sources: &'a [Source],
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
    global_names: RefCell<HashMap<(usize, String), String>>,
    /// How many global variables of a module have a name in upper case.
    globals_by_upper: HashMap<(usize, String), usize>,
    /// Places of which something has been said.
    told: HashSet<(&'static str, usize, TextRange)>,
}

/// Diagnostics of each severity beyond which a program's reader learns nothing new.
const MAX_DIAGNOSTICS: usize = 500;

/// Rounds of inference before a program is refused as not converging; real programs need fewer than twenty.
const MAX_ROUNDS: usize = 60;
/// Function instances before a program is refused, apart from one of each function: specialising must not explode.
const MAX_INSTANCES: usize = 4000;

/// What the emitter gets.
pub(crate) struct Lowered {
    pub items: Vec<String>,
    pub run: String,
    pub globals: Vec<(String, String)>,
    pub exceptions: Vec<String>,
    pub unions: Vec<String>,
    pub classes: Vec<String>,
    pub warnings: Vec<Diagnostic>,
}

/// Lowers a whole program.
pub(crate) fn lower(program: &Program<'_>, sources: &[Source]) -> Result<Lowered, Vec<Diagnostic>> {
    let mut splits: HashMap<FuncId, HashSet<String>> = HashMap::new();
    let mut clones = HashSet::new();
    for attempt in 0..6 {
        let mut l = Lowerer::new(program, sources, splits.clone(), clones.clone());
        if let Err(d) = l.infer() {
            return Err(vec![d]);
        }
        let more = if attempt < 5 { l.refine(&mut splits, &mut clones) } else { false };
        if !more {
            return l.finish();
        }
    }
    unreachable!("the sixth attempt returns")
}

impl<'a> Lowerer<'a> {
    fn new(
        program: &'a Program<'a>,
        sources: &'a [Source],
        splits: HashMap<FuncId, HashSet<String>>,
        clones: HashSet<FuncId>,
    ) -> Self {
        let mut cells = Cells::for_source(sources.iter().map(|s| s.text.len()).sum());
        cells.fresh();
        let mut globals_by_upper = HashMap::new();
        for (module, name) in &program.global_uses {
            *globals_by_upper.entry((*module, name.to_uppercase())).or_insert(0) += 1;
        }
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
            has_handlers: has_handlers(program),
            hidden_globals: BTreeMap::new(),
            pattern_groups: BTreeSet::new(),
            exception_classes: BTreeMap::new(),
            flows: HashMap::new(),
            changes: 0,
            edges: HashSet::new(),
            recursive: HashSet::new(),
            pending: BTreeSet::new(),
            defaults: HashMap::new(),
            global_names: RefCell::default(),
            globals_by_upper,
            told: HashSet::new(),
        };
        for c in &program.classes {
            let mut rust_name = crate::names::class_name(&c.name);
            // Two classes of one name: in two modules, or in two functions.
            while l.types.class_names.contains(&rust_name) {
                rust_name.push('_');
            }
            l.types.class_names.push(rust_name.clone());
            l.classes.push(ClassData { rust_name, ..ClassData::default() });
        }
        for (_, m) in &program.modules {
            l.instance(*m, None, None, None);
        }
        l
    }

    /// Repeats the walk until nothing grows.
    fn infer(&mut self) -> Result<(), Diagnostic> {
        for round in 0.. {
            let before = (self.cells.changes, self.insts.len(), self.changes);
            self.round();
            if self.cells.overflow || self.too_many() || round > MAX_ROUNDS {
                return Err(self.unsettled());
            }
            if before == (self.cells.changes, self.insts.len(), self.changes) {
                return Ok(());
            }
            // Long chains of calls settle one call a round where callees come last: they come first between rounds.
            if round >= 6 {
                for id in (0..self.insts.len()).rev() {
                    if self.insts[id].reached {
                        self.function(id);
                    }
                }
            }
        }
        Ok(())
    }

    fn unsettled(&self) -> Diagnostic {
        let s = &self.sources[0];
        let message = "the types of this program do not settle (a value that holds itself, or too many combinations)";
        Diagnostic::at("P0801", Severity::Error, &s.path, &s.text, 0, 0, message)
            .with_help("give the values that nest or change type a class of their own")
    }

    fn round(&mut self) {
        for i in &mut self.insts {
            i.reached = false;
        }
        self.pending.clear();
        self.recursive = recursive(&self.edges, self.insts.len());
        for (at, (_, m)) in self.program.modules.iter().enumerate() {
            if self.program.imports.reached.contains(&at) {
                let m = self.instance(*m, None, None, None);
                self.reach(m);
            }
        }
        // Functions come up while others are walked; each is walked once a round, after it was first reached.
        loop {
            let Some(next) = self.pending.pop_first() else {
                // What the runtime will call of each class is reached too.
                for c in 0..self.classes.len() {
                    if self.classes[c].made {
                        self.class_traits(c);
                        if let Some(post) = self.find_method(c, "__post_init__") {
                            self.method_instance(post, c, None);
                        }
                    }
                }
                if self.pending.is_empty() {
                    break;
                }
                continue;
            };
            self.function(next);
            if self.too_many() || self.cells.overflow {
                return;
            }
        }
    }

    fn too_many(&self) -> bool {
        self.insts.len() > MAX_INSTANCES + self.program.funcs.len()
    }

    fn reach(&mut self, id: InstId) {
        if !std::mem::replace(&mut self.insts[id].reached, true) {
            self.pending.insert(id);
        }
    }

    pub(crate) fn edges_mut(&mut self) -> &mut HashSet<(InstId, InstId)> {
        &mut self.edges
    }

    /// Whether a call chain leads from an instance back to itself. Edges found in this round count from the next one on.
    pub(crate) fn is_recursive(&self, id: InstId) -> bool {
        self.recursive.contains(&id)
    }

    pub(crate) fn defaults(&self) -> &HashMap<(FuncId, String), Cell> {
        &self.defaults
    }

    pub(crate) fn defaults_mut(&mut self) -> &mut HashMap<(FuncId, String), Cell> {
        &mut self.defaults
    }

    /// Notes a change that no cell shows (a function found to raise).
    pub(crate) fn changed(&mut self) {
        self.changes += 1;
    }

    /// The instance of a function for its caller; a specialised one has one per call site.
    pub(crate) fn instance(
        &mut self,
        func: FuncId,
        class: Option<ClassId>,
        parent: Option<InstId>,
        site: Option<TextRange>,
    ) -> InstId {
        let caller = self.cx.inst;
        let mut site_key = None;
        let mut depth = 0;
        if self.clones.contains(&func)
            && let Some(range) = site
        {
            // A recursive call stays within its own instance.
            if self.insts[caller].func == func && self.insts[caller].class == class {
                self.reach(caller);
                return caller;
            }
            depth = self.insts[caller].depth + 1;
            if depth <= 6 {
                site_key = Some((caller, range));
            }
        }
        let key = InstKey { func, class, parent, site: site_key };
        if let Some(&id) = self.keys.get(&key) {
            self.reach(id);
            return id;
        }
        let flow = match self.flows.get(&func) {
            Some(f) => f.clone(),
            None => {
                let empty = HashSet::new();
                let split = self.splits.get(&func).unwrap_or(&empty);
                let f = Rc::new(crate::flow::analyse(self.program, func, split));
                self.flows.insert(func, f.clone());
                f
            }
        };
        let vars: Vec<Cell> = flow.vars.iter().map(|_| self.cells.fresh()).collect();
        let f = &self.program.funcs[func];
        let mut params = Vec::new();
        if let Some(p) = f.params {
            for p in p.iter() {
                params.push(match flow.stores.get(&p.name().range) {
                    Some(v) => vars[*v],
                    None => self.cells.fresh(),
                });
            }
        }
        let rust_name = crate::names::value_name(&f.name);
        let inst = Inst {
            func,
            class,
            parent,
            params,
            ret: self.cells.fresh(),
            yields: self.cells.fresh(),
            raises: false,
            nodes: NodeCells::new(),
            vars,
            flow,
            depth,
            rust_name,
            code: String::new(),
            reached: false,
            as_value: false,
        };
        self.insts.push(inst);
        let id = self.insts.len() - 1;
        self.keys.insert(key, id);
        self.reach(id);
        id
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

    /// Variables to split and functions to specialise, found from types that mix what should be apart.
    fn refine(&mut self, splits: &mut HashMap<FuncId, HashSet<String>>, clones: &mut HashSet<FuncId>) -> bool {
        let mut more = false;
        for i in &self.insts {
            if !i.reached {
                continue;
            }
            for (at, v) in i.flow.vars.iter().enumerate() {
                let ty = self.cells.ty(i.vars[at]);
                if i.flow.splittable.contains(&v.name) && self.mixed(&ty, 0, true) {
                    more |= splits.entry(i.func).or_default().insert(v.name.clone());
                }
            }
            let f = &self.program.funcs[i.func];
            let is_param = f.params.is_some() && !matches!(f.body, crate::scope::Body::Expr(_));
            if is_param && !f.escapes && !clones.contains(&i.func) {
                let mixed = i.params.iter().any(|c| {
                    let ty = self.cells.ty(*c);
                    self.mixed(&ty, 0, false)
                });
                if mixed {
                    more |= clones.insert(i.func);
                }
            }
        }
        more
    }

    /// Several kinds in one place, at any depth. `None` beside one kind counts only where `strict`.
    fn mixed(&self, ty: &Ty, depth: u32, strict: bool) -> bool {
        use crate::types::Atom;
        let n = if strict { ty.0.len() } else { ty.without_none().0.len() };
        if n > 1 {
            return true;
        }
        if depth > 4 {
            return false;
        }
        ty.0.iter().any(|a| match a {
            Atom::List(c)
            | Atom::Set(c)
            | Atom::FrozenSet(c)
            | Atom::Deque(c)
            | Atom::Counter(c)
            | Atom::VarTuple(c)
            | Atom::Iter(c) => self.mixed(&self.cells.ty(*c), depth + 1, false),
            Atom::Dict(k, v) | Atom::DefaultDict(k, v) => {
                self.mixed(&self.cells.ty(*k), depth + 1, false) || self.mixed(&self.cells.ty(*v), depth + 1, false)
            }
            Atom::Tuple(cs) => cs.iter().any(|c| self.mixed(&self.cells.ty(*c), depth + 1, false)),
            _ => false,
        })
    }

    /// Records a refusal (in the last round, when types are known) and stands in for the expression.
    pub(crate) fn refuse(&mut self, code: &'static str, range: TextRange, message: impl Into<String>) -> Ex {
        self.refuse_with(code, range, message, None)
    }

    pub(crate) fn refuse_with(
        &mut self,
        code: &'static str,
        range: TextRange,
        message: impl Into<String>,
        help: Option<&str>,
    ) -> Ex {
        if self.last_round && self.tell(code, self.cx.module, range, Severity::Error) {
            let s = &self.sources[self.cx.module];
            let mut d = Diagnostic::at(
                code,
                Severity::Error,
                &s.path,
                &s.text,
                range.start().into(),
                range.end().into(),
                message,
            );
            d.help = help.map(str::to_string);
            self.diagnostics.push(d);
        }
        Ex::unknown()
    }

    pub(crate) fn warn(&mut self, code: &'static str, module: usize, range: TextRange, message: impl Into<String>) {
        if self.last_round && self.tell(code, module, range, Severity::Warning) {
            let s = &self.sources[module];
            let d = Diagnostic::at(
                code,
                Severity::Warning,
                &s.path,
                &s.text,
                range.start().into(),
                range.end().into(),
                message,
            );
            self.diagnostics.push(d);
        }
    }

    /// Whether this is still to be said: not twice of one place, and not without end.
    fn tell(&mut self, code: &'static str, module: usize, range: TextRange, severity: Severity) -> bool {
        self.diagnostics.iter().filter(|d| d.severity == severity).count() < MAX_DIAGNOSTICS
            && self.told.insert((code, module, range))
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
        let s = &self.sources[self.cx.module].text;
        &s[usize::from(range.start())..usize::from(range.end())]
    }

    /// The last round: names are given, text is made, refusals are collected.
    fn finish(mut self) -> Result<Lowered, Vec<Diagnostic>> {
        for (module, range, name) in self.program.conflicts.clone() {
            self.cx.module = module;
            self.last_round = true;
            self.refuse_with(
                "P0105",
                range,
                format!("'{name}' is bound both to a definition and to another value"),
                Some("give one of them another name"),
            );
        }
        self.last_round = true;
        self.name_instances();
        self.round();
        if self.types.huge {
            return Err(vec![self.unsettled()]);
        }
        if self.types.endless {
            let s = &self.sources[0];
            self.diagnostics.push(Diagnostic::at(
                "P0802",
                Severity::Error,
                &s.path,
                &s.text,
                0,
                0,
                "a container of this program can only hold itself, which has no Rust type",
            ));
        }
        let errors: Vec<Diagnostic> =
            self.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(self.assemble())
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
            view: false,
            prelude: String::new(),
            left: HashSet::new(),
            loops: Vec::new(),
            temps: 0,
            handling: Vec::new(),
            defining_class: None,
            generator: false,
            returns: Vec::new(),
        }
    }
}

/// The members of the call graph's cycles: Tarjan's strongly connected components, without recursion.
fn recursive(edges: &HashSet<(InstId, InstId)>, count: usize) -> HashSet<InstId> {
    const NEW: usize = usize::MAX;
    let mut callees: Vec<Vec<InstId>> = vec![Vec::new(); count];
    for (from, to) in edges {
        callees[*from].push(*to);
    }
    let mut out = HashSet::new();
    let (mut index, mut low) = (vec![NEW; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let mut stack = Vec::new();
    let mut next = 0;
    for start in 0..count {
        if index[start] != NEW {
            continue;
        }
        // Each entry: an instance, and how many of its callees are done.
        let mut path = vec![(start, 0)];
        while let Some((at, done)) = path.pop() {
            if done == 0 {
                (index[at], low[at]) = (next, next);
                next += 1;
                stack.push(at);
                on_stack[at] = true;
            } else {
                let before = callees[at][done - 1];
                low[at] = low[at].min(low[before]);
            }
            let mut rest = done;
            let mut deeper = None;
            while let Some(&to) = callees[at].get(rest) {
                rest += 1;
                if index[to] == NEW {
                    deeper = Some(to);
                    break;
                }
                if on_stack[to] {
                    low[at] = low[at].min(index[to]);
                }
            }
            if let Some(to) = deeper {
                path.push((at, rest));
                path.push((to, 0));
                continue;
            }
            if low[at] == index[at] {
                let mut members = Vec::new();
                while let Some(m) = stack.pop() {
                    on_stack[m] = false;
                    members.push(m);
                    if m == at {
                        break;
                    }
                }
                if members.len() > 1 || callees[at].contains(&at) {
                    out.extend(members);
                }
            }
        }
    }
    out
}

/// Whether any code of the program could observe an exception on its way out.
fn has_handlers(program: &Program<'_>) -> bool {
    use rustpython_ruff_python_ast::Stmt;
    use rustpython_ruff_python_ast::visitor::{Visitor, walk_stmt};
    struct Find(bool);
    impl<'a> Visitor<'a> for Find {
        fn visit_stmt(&mut self, s: &'a Stmt) {
            self.0 |= matches!(s, Stmt::Try(_) | Stmt::With(_));
            walk_stmt(self, s);
        }
    }
    let mut find = Find(false);
    for (_, m) in &program.modules {
        if let crate::scope::Body::Stmts(b) = program.funcs[*m].body {
            find.visit_body(b);
        }
    }
    find.0
}

/// A module's docstring as the crate's documentation.
pub(crate) fn module_docs(doc: &str) -> String {
    function::doc_lines(doc, "//!")
}
