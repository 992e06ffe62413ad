//! Data flow of one function's variables: which assignments reach which uses, where a variable must be declared in
//! Rust, whether it is surely assigned where it is read, and which read is its last.
//! Knows nothing of types.

use crate::scope::{Binding, Body, Func, FuncId, Program, target_names};
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Comprehension, ExceptHandler, Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

type DefId = usize;
type BlockId = usize;
type Env = HashMap<String, BTreeSet<DefId>>;

/// Stands for every definition of a name, where too many reach one place to be told apart.
const ANY: DefId = DefId::MAX - 1;
/// Definitions that one place tells apart.
const MAX_REACHING: usize = 64;

/// Keeps a set of definitions small.
fn fold(defs: &mut BTreeSet<DefId>) {
    if defs.len() > MAX_REACHING || defs.contains(&ANY) {
        let unbound = defs.contains(&DefId::MAX);
        *defs = BTreeSet::from([ANY]);
        if unbound {
            defs.insert(DefId::MAX);
        }
    }
}

/// Walks of a loop beyond which it is left as it is; each walk carries bindings one loop further, and loops nest less deeply.
const MAX_WALKS: usize = 64;

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

impl<'a> Walker<'_, 'a> {
    fn tracked(&self, name: &str) -> bool {
        let f = &self.program.funcs[self.func];
        f.bindings.get(name) == Some(&Binding::Var) && !f.globals.contains(name) && !f.nonlocals.contains(name)
    }

    fn def(&mut self, name: &str, range: TextRange) {
        if !self.tracked(name) {
            return;
        }
        self.pos += 1;
        let next = self.def_pos.len();
        let id = *self.def_ids.entry((range, name.to_string())).or_insert(next);
        if id == next {
            self.def_pos.push(self.pos);
        }
        self.env.insert(name.to_string(), BTreeSet::from([id]));
        self.record(name, range, Some(id), BTreeSet::new(), false);
        self.in_try(name, id);
    }

    /// A handler of the try body around may find `name` as `def`.
    fn in_try(&mut self, name: &str, def: DefId) {
        if let Some(t) = self.tries.last_mut() {
            t.push((name.to_string(), def));
        }
    }

    fn use_(&mut self, name: &str, range: TextRange) {
        if self.comp.iter().any(|c| c.contains(name)) {
            return;
        }
        let f = &self.program.funcs[self.func];
        if let Some(Binding::Func(g)) = f.bindings.get(name) {
            // Using a nested function uses what it captures.
            let captures: Vec<String> = self.program.funcs[*g]
                .captures
                .iter()
                .filter(|(o, _)| *o == self.func)
                .map(|(_, n)| n.clone())
                .collect();
            for n in captures {
                self.deferred += 1;
                self.load(&n, range);
                self.deferred -= 1;
            }
            return;
        }
        self.load(name, range);
    }

    fn load(&mut self, name: &str, range: TextRange) {
        if !self.tracked(name) {
            return;
        }
        self.pos += 1;
        let reaching = self.env.get(name).cloned().unwrap_or_default();
        let unbound = !self.env.contains_key(name) || reaching.contains(&DefId::MAX);
        if reaching.contains(&ANY) {
            self.folded.insert(name.to_string());
        }
        self.record(name, range, None, reaching, unbound && !self.dead);
    }

    fn record(&mut self, name: &str, range: TextRange, def: Option<DefId>, reaching: BTreeSet<DefId>, unbound: bool) {
        let key = (range, def.is_some(), name.to_string());
        if let Some(at) = self.seen.get(&key) {
            let o = &mut self.occurrences[*at];
            o.reaching.extend(reaching);
            o.maybe_unbound |= unbound;
            return;
        }
        self.seen.insert(key, self.occurrences.len());
        self.occurrences.push(Occurrence {
            name: name.to_string(),
            range,
            block: self.block,
            stmt: self.stmt,
            pos: self.pos,
            def,
            walrus: self.walrus,
            deferred: self.deferred > 0,
            maybe_unbound: unbound,
            reaching,
        });
    }

    fn open(&mut self, is_loop: bool, is_try: bool) -> BlockId {
        let depth = self.blocks[self.block].depth + 1;
        self.blocks.push(Block { parent: self.block, stmt: self.stmt, is_loop, is_try, depth });
        self.blocks.len() - 1
    }

    /// Walks `body` as block `id`.
    fn inside(&mut self, id: BlockId, body: impl FnOnce(&mut Self)) {
        let (block, stmt) = (self.block, self.stmt);
        self.block = id;
        body(self);
        self.block = block;
        self.stmt = stmt;
    }

    fn stmts(&mut self, body: &'a [Stmt]) {
        for s in body {
            self.stmt = s.range();
            self.visit_stmt(s);
        }
    }

    fn join(a: &Env, a_dead: bool, b: &Env, b_dead: bool) -> (Env, bool) {
        if a_dead {
            return (b.clone(), b_dead);
        }
        if b_dead {
            return (a.clone(), false);
        }
        let mut out = a.clone();
        for (name, defs) in b {
            match out.get_mut(name) {
                Some(have) => {
                    have.extend(defs);
                    fold(have);
                }
                None => {
                    let mut d = defs.clone();
                    d.insert(DefId::MAX);
                    out.insert(name.clone(), d);
                }
            }
        }
        for (name, defs) in &mut out {
            if !b.contains_key(name) {
                defs.insert(DefId::MAX);
            }
        }
        (out, false)
    }

    fn join_all(mut at: (Env, bool), more: Vec<Env>) -> (Env, bool) {
        for env in more {
            at = Self::join(&at.0, at.1, &env, false);
        }
        at
    }

    fn target(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) => self.def(n.id.as_str(), n.range),
            Expr::Tuple(t) => t.elts.iter().for_each(|e| self.target(e)),
            Expr::List(t) => t.elts.iter().for_each(|e| self.target(e)),
            Expr::Starred(s) => self.target(&s.value),
            other => self.visit_expr(other),
        }
    }

    /// A loop, walked until what one iteration binds has reached all that the next ones read. Only an outermost loop
    /// repeats: those inside go one step further with each of its walks, so nesting costs no more than its depth.
    fn looped(
        &mut self,
        place: TextRange,
        head: impl Fn(&mut Self),
        body: &'a [Stmt],
        endless: bool,
        orelse: &'a [Stmt],
    ) {
        let id = self.open(true, false);
        let (enter, enter_dead) = (self.env.clone(), self.dead);
        let outermost = !std::mem::replace(&mut self.in_loop, true);
        let mut exits;
        let mut at_test;
        let mut walks = 0;
        loop {
            let before = self.grown;
            (self.env, self.dead) = match self.carried.get(&place) {
                Some((env, dead)) => Self::join(&enter, enter_dead, env, *dead),
                None => (enter.clone(), enter_dead),
            };
            self.breaks.push((Vec::new(), Vec::new()));
            self.inside(id, |w| {
                head(w);
                w.stmts(body);
            });
            let (breaks, continues) = self.breaks.pop().unwrap_or_default();
            let end = Self::join_all((self.env.clone(), self.dead), continues);
            exits = breaks;
            at_test = Self::join(&enter, enter_dead, &end.0, end.1);
            if self.carried.get(&place) != Some(&at_test) {
                self.grown += 1;
                self.carried.insert(place, at_test.clone());
            }
            walks += 1;
            if !outermost || self.grown == before || walks == MAX_WALKS {
                break;
            }
        }
        self.in_loop = !outermost;
        (self.env, self.dead) = at_test;
        if endless {
            self.dead = true;
        }
        if !orelse.is_empty() {
            let id = self.open(false, false);
            self.inside(id, |w| w.stmts(orelse));
        }
        (self.env, self.dead) = Self::join_all((self.env.clone(), self.dead), exits);
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], elements: &[&'a Expr]) {
        if let Some(g) = generators.first() {
            self.visit_expr(&g.iter);
        }
        let mut own = HashSet::new();
        for g in generators {
            target_names(&g.target, &mut own);
        }
        self.comp.push(own);
        self.deferred += 1;
        for (i, g) in generators.iter().enumerate() {
            if i > 0 {
                self.visit_expr(&g.iter);
            }
            for c in &g.ifs {
                self.visit_expr(c);
            }
        }
        for e in elements {
            self.visit_expr(e);
        }
        self.deferred -= 1;
        self.comp.pop();
    }
}

impl<'a> Visitor<'a> for Walker<'_, 'a> {
    fn visit_annotation(&mut self, _: &'a Expr) {}

    fn visit_stmt(&mut self, s: &'a Stmt) {
        match s {
            Stmt::FunctionDef(f) => {
                for p in f.parameters.iter() {
                    if let Some(d) = p.default() {
                        self.visit_expr(d);
                    }
                }
                for d in &f.decorator_list {
                    self.visit_expr(&d.expression);
                }
                self.def(f.name.as_str(), f.name.range());
            }
            Stmt::ClassDef(c) => {
                for s in &c.body {
                    if !matches!(s, Stmt::FunctionDef(_)) {
                        visitor::walk_stmt(self, s);
                    }
                }
            }
            Stmt::Assign(a) => {
                self.visit_expr(&a.value);
                for t in &a.targets {
                    self.target(t);
                }
            }
            Stmt::AnnAssign(a) => {
                if let Some(v) = &a.value {
                    self.visit_expr(v);
                    self.target(&a.target);
                }
            }
            Stmt::AugAssign(a) => {
                match &*a.target {
                    Expr::Name(n) => self.use_(n.id.as_str(), n.range),
                    other => self.visit_expr(other),
                }
                self.visit_expr(&a.value);
                self.target(&a.target);
            }
            Stmt::Delete(d) => {
                for t in &d.targets {
                    match t {
                        Expr::Name(n) => {
                            self.use_(n.id.as_str(), n.range);
                            if self.tracked(n.id.as_str()) {
                                self.env.insert(n.id.to_string(), BTreeSet::from([DefId::MAX]));
                                self.in_try(n.id.as_str(), DefId::MAX);
                            }
                        }
                        other => self.visit_expr(other),
                    }
                }
            }
            Stmt::For(f) => {
                self.visit_expr(&f.iter);
                self.looped(f.range, |w| w.target(&f.target), &f.body, false, &f.orelse);
            }
            Stmt::While(l) => {
                let endless = matches!(&*l.test, Expr::BooleanLiteral(b) if b.value)
                    || matches!(&*l.test, Expr::NumberLiteral(n) if matches!(&n.value, ruff_python_ast::Number::Int(i) if *i != 0));
                // The test runs once more than the body; what it binds is bound after the loop too.
                self.looped(l.range, |w| w.visit_expr(&l.test), &l.body, endless, &l.orelse);
            }
            Stmt::If(i) => {
                self.visit_expr(&i.test);
                let (env, dead) = (self.env.clone(), self.dead);
                let id = self.open(false, false);
                self.inside(id, |w| w.stmts(&i.body));
                let mut out = (self.env.clone(), self.dead);
                (self.env, self.dead) = (env, dead);
                let mut has_else = false;
                for c in &i.elif_else_clauses {
                    match &c.test {
                        Some(t) => self.visit_expr(t),
                        None => has_else = true,
                    }
                    let (env, dead) = (self.env.clone(), self.dead);
                    let id = self.open(false, false);
                    self.inside(id, |w| w.stmts(&c.body));
                    out = Self::join(&out.0, out.1, &self.env, self.dead);
                    (self.env, self.dead) = (env, dead);
                }
                if !has_else {
                    out = Self::join(&out.0, out.1, &self.env, self.dead);
                }
                (self.env, self.dead) = out;
            }
            Stmt::With(w) => {
                for item in &w.items {
                    self.visit_expr(&item.context_expr);
                    if let Some(v) = &item.optional_vars {
                        self.target(v);
                    }
                }
                let id = self.open(false, true);
                self.inside(id, |x| x.stmts(&w.body));
            }
            Stmt::Try(t) => {
                let enter = self.env.clone();
                self.tries.push(Vec::new());
                let id = self.open(false, true);
                self.inside(id, |w| w.stmts(&t.body));
                let reached = self.tries.pop().unwrap_or_default();
                if let Some(outer) = self.tries.last_mut() {
                    outer.extend(reached.iter().cloned());
                }
                // What the body binds may reach a handler, or it may not.
                let mut at_handler = (enter, false);
                for (name, def) in reached {
                    let defs = at_handler.0.entry(name).or_insert_with(|| BTreeSet::from([DefId::MAX]));
                    defs.insert(def);
                    fold(defs);
                }
                if !t.orelse.is_empty() {
                    let id = self.open(false, false);
                    self.inside(id, |w| w.stmts(&t.orelse));
                }
                let mut out = (self.env.clone(), self.dead);
                for h in &t.handlers {
                    let ExceptHandler::ExceptHandler(h) = h;
                    (self.env, self.dead) = at_handler.clone();
                    if let Some(e) = &h.type_ {
                        self.visit_expr(e);
                    }
                    let id = self.open(false, false);
                    self.inside(id, |w| {
                        if let Some(n) = &h.name {
                            w.def(n.as_str(), n.range);
                        }
                        w.stmts(&h.body);
                    });
                    if let Some(n) = &h.name {
                        self.env.insert(n.to_string(), BTreeSet::from([DefId::MAX]));
                        self.in_try(n.as_str(), DefId::MAX);
                    }
                    out = Self::join(&out.0, out.1, &self.env, self.dead);
                }
                (self.env, self.dead) = out;
                if !t.finalbody.is_empty() {
                    let after = (self.env.clone(), self.dead);
                    // The finally block also runs on the way out, from anywhere in the body.
                    (self.env, _) = Self::join(&after.0, after.1, &at_handler.0, at_handler.1);
                    self.dead = false;
                    let id = self.open(false, false);
                    let before: BTreeMap<String, BTreeSet<DefId>> = self.env.clone().into_iter().collect();
                    self.inside(id, |w| w.stmts(&t.finalbody));
                    let mut env = after.0;
                    for (name, defs) in &self.env {
                        if before.get(name) != Some(defs) {
                            env.insert(name.clone(), defs.clone());
                        }
                    }
                    let dead = after.1 || self.dead;
                    (self.env, self.dead) = (env, dead);
                }
            }
            Stmt::Match(m) => {
                self.visit_expr(&m.subject);
                let (env, dead) = (self.env.clone(), self.dead);
                let mut out = (env.clone(), dead);
                for c in &m.cases {
                    (self.env, self.dead) = (env.clone(), dead);
                    let id = self.open(false, false);
                    self.inside(id, |w| {
                        let mut names = Vec::new();
                        pattern_names(&c.pattern, &mut names);
                        for (name, range) in names {
                            w.def(&name, range);
                        }
                        if let Some(g) = &c.guard {
                            w.visit_expr(g);
                        }
                        w.stmts(&c.body);
                    });
                    out = Self::join(&out.0, out.1, &self.env, self.dead);
                }
                (self.env, self.dead) = out;
            }
            Stmt::Break(_) => {
                let env = self.env.clone();
                if let Some(b) = self.breaks.last_mut()
                    && !self.dead
                {
                    b.0.push(env);
                }
                self.dead = true;
            }
            Stmt::Continue(_) => {
                let env = self.env.clone();
                if let Some(b) = self.breaks.last_mut()
                    && !self.dead
                {
                    b.1.push(env);
                }
                self.dead = true;
            }
            Stmt::Return(_) | Stmt::Raise(_) => {
                visitor::walk_stmt(self, s);
                self.dead = true;
            }
            other => visitor::walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(n) if n.ctx.is_load() => self.use_(n.id.as_str(), n.range),
            Expr::Name(_) => {}
            Expr::Named(n) => {
                self.visit_expr(&n.value);
                self.walrus = true;
                self.target(&n.target);
                self.walrus = false;
            }
            Expr::Lambda(l) => {
                // What the lambda captures is used where the lambda stands.
                let module = self.program.funcs[self.func].module;
                if let Some(id) = self.program.lambdas.get(&(module, l.range)) {
                    let names: Vec<String> = self.program.funcs[*id]
                        .captures
                        .iter()
                        .filter(|(o, _)| *o == self.func)
                        .map(|(_, n)| n.clone())
                        .collect();
                    self.deferred += 1;
                    for n in names {
                        self.load(&n, l.range);
                    }
                    self.deferred -= 1;
                }
                if let Some(p) = &l.parameters {
                    for p in p.iter() {
                        if let Some(d) = p.default() {
                            self.visit_expr(d);
                        }
                    }
                }
            }
            Expr::ListComp(c) => self.comprehension(&c.generators, &[&c.elt]),
            Expr::SetComp(c) => self.comprehension(&c.generators, &[&c.elt]),
            Expr::Generator(c) => self.comprehension(&c.generators, &[&c.elt]),
            Expr::DictComp(c) => self.comprehension(&c.generators, &[&c.key, &c.value]),
            Expr::BoolOp(b) => {
                // Later operands may not run.
                let mut first = true;
                let mut out: Option<(Env, bool)> = None;
                for v in &b.values {
                    self.visit_expr(v);
                    if first {
                        first = false;
                        out = Some((self.env.clone(), self.dead));
                    }
                }
                if let Some((env, dead)) = out {
                    (self.env, self.dead) = Self::join(&env, dead, &self.env, self.dead);
                }
            }
            Expr::If(i) => {
                self.visit_expr(&i.test);
                let before = (self.env.clone(), self.dead);
                self.visit_expr(&i.body);
                let a = (self.env.clone(), self.dead);
                (self.env, self.dead) = before;
                self.visit_expr(&i.orelse);
                (self.env, self.dead) = Self::join(&a.0, a.1, &self.env, self.dead);
            }
            _ => visitor::walk_expr(self, e),
        }
    }
}

/// The names that a match pattern binds.
pub(crate) fn pattern_names(p: &ruff_python_ast::Pattern, out: &mut Vec<(String, TextRange)>) {
    use ruff_python_ast::Pattern as P;
    match p {
        P::MatchAs(a) => {
            if let Some(p) = &a.pattern {
                pattern_names(p, out);
            }
            if let Some(n) = &a.name {
                out.push((n.to_string(), n.range));
            }
        }
        P::MatchStar(s) => {
            if let Some(n) = &s.name {
                out.push((n.to_string(), n.range));
            }
        }
        P::MatchSequence(s) => s.patterns.iter().for_each(|p| pattern_names(p, out)),
        P::MatchMapping(m) => m.patterns.iter().for_each(|p| pattern_names(p, out)),
        P::MatchClass(c) => {
            c.arguments.patterns.iter().for_each(|p| pattern_names(p, out));
            c.arguments.keywords.iter().for_each(|k| pattern_names(&k.pattern, out));
        }
        P::MatchOr(o) => o.patterns.iter().for_each(|p| pattern_names(p, out)),
        P::MatchValue(_) | P::MatchSingleton(_) => {}
    }
}

impl Walker<'_, '_> {
    fn finish(self, f: &Func<'_>, split: &HashSet<String>) -> Flow {
        // Webs: definitions joined by the uses that they reach together.
        let mut web: Vec<usize> = (0..self.def_pos.len()).collect();
        fn find(web: &[usize], mut d: usize) -> usize {
            while web[d] != d {
                d = web[d];
            }
            d
        }
        for o in &self.occurrences {
            let mut reach = o.reaching.iter().filter(|d| **d < ANY);
            if let Some(first) = reach.next() {
                for d in reach {
                    let (a, b) = (find(&web, *first), find(&web, *d));
                    web[a] = b;
                }
            }
        }
        let mut webs_of: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for o in &self.occurrences {
            if let Some(d) = o.def {
                webs_of.entry(&o.name).or_default().insert(find(&web, d));
            }
        }
        let mut flow = Flow::default();
        for (name, webs) in &webs_of {
            if webs.len() > 1 && !f.captured.contains(*name) && !self.folded.contains(*name) {
                flow.splittable.insert(name.to_string());
            }
        }
        // Groups: one per web of a split name, else one per name.
        let mut groups: BTreeMap<(String, usize), Vec<&Occurrence>> = BTreeMap::new();
        for o in &self.occurrences {
            let splits = split.contains(&o.name) && flow.splittable.contains(&o.name);
            let key = if splits {
                let d = o.def.or_else(|| o.reaching.iter().find(|d| **d < ANY).copied());
                d.map_or(usize::MAX, |d| find(&web, d))
            } else {
                0
            };
            groups.entry((o.name.clone(), key)).or_default().push(o);
        }
        for ((name, _), occurrences) in groups {
            let id = flow.vars.len();
            let v = self.place(f, &name, &occurrences);
            for o in &occurrences {
                if o.def.is_some() {
                    flow.stores.insert(o.range, id);
                } else {
                    flow.loads.entry(o.range).or_insert(id);
                }
            }
            flow.named.entry(name.clone()).or_default().push(id);
            if let Some(stmt) = v.hoist {
                flow.hoists.entry(stmt).or_default().push(id);
            }
            flow.by_name.entry(name).or_insert(id);
            flow.vars.push(v);
        }
        flow.loaded = flow.loads.values().copied().collect();
        flow
    }

    fn ancestor(&self, mut a: BlockId, mut b: BlockId) -> BlockId {
        while a != b {
            if self.blocks[a].depth >= self.blocks[b].depth {
                a = self.blocks[a].parent;
            } else {
                b = self.blocks[b].parent;
            }
        }
        a
    }

    fn inside_of(&self, mut at: BlockId, outer: BlockId, test: impl Fn(&Block) -> bool) -> bool {
        while at != outer && at != 0 {
            if test(&self.blocks[at]) {
                return true;
            }
            at = self.blocks[at].parent;
        }
        false
    }

    fn place(&self, f: &Func<'_>, name: &str, occurrences: &[&Occurrence]) -> Variable {
        let is_param = f.params.is_some_and(|p| {
            p.iter().any(|p| p.name().as_str() == name && occurrences.iter().any(|o| o.range == p.name().range()))
        });
        let mut block = occurrences[0].block;
        for o in occurrences {
            block = self.ancestor(block, o.block);
            // A value carried from one iteration to the next lives outside of the loop.
            for d in o.reaching.iter().filter(|d| **d < ANY) {
                if self.def_pos[*d] > o.pos {
                    let def = occurrences.iter().find(|x| x.def == Some(*d));
                    let mut at = def.map_or(o.block, |d| self.ancestor(d.block, o.block));
                    while at != 0 && !self.blocks[at].is_loop {
                        at = self.blocks[at].parent;
                    }
                    if at != 0 {
                        block = self.ancestor(block, self.blocks[at].parent);
                    }
                }
            }
        }
        let shared = f.shared.contains(name);
        if shared || self.folded.contains(name) {
            block = 0;
        }
        let first = occurrences.iter().min_by_key(|o| o.pos).unwrap_or(&occurrences[0]);
        let defs = occurrences.iter().filter(|o| o.def.is_some()).count();
        let maybe = occurrences.iter().any(|o| o.def.is_none() && o.maybe_unbound);
        let hidden = occurrences.iter().any(|o| o.def.is_some() && self.inside_of(o.block, block, |b| b.is_try));
        let inline = first.def.is_some() && first.block == block && !first.walrus;
        let looped = occurrences.iter().any(|o| o.def.is_some() && self.inside_of(o.block, block, |b| b.is_loop))
            || occurrences.iter().any(|o| o.walrus && o.deferred);
        let init = if is_param {
            Init::Param
        } else if maybe {
            Init::Maybe
        } else if inline {
            Init::Inline
        } else if hidden || shared {
            Init::Proven
        } else {
            Init::Deferred
        };
        let hoist = match init {
            Init::Inline | Init::Param => None,
            _ => {
                let (mut at, mut stmt) = (first.block, first.stmt);
                while at != block {
                    stmt = self.blocks[at].stmt;
                    at = self.blocks[at].parent;
                }
                Some(stmt)
            }
        };
        let mut last_loads = HashSet::new();
        if let Some(last) = occurrences.iter().filter(|o| o.def.is_none()).max_by_key(|o| o.pos)
            && !f.captured.contains(name)
            && !last.deferred
            && !self.inside_of(last.block, block, |b| b.is_loop)
            && matches!(init, Init::Inline | Init::Deferred | Init::Param)
            // Another read in the same statement may hold a borrow across the move.
            && occurrences.iter().filter(|o| o.def.is_none() && o.stmt == last.stmt).count() == 1
        {
            last_loads.insert(last.range);
        }
        Variable {
            name: name.to_string(),
            init,
            mutable: looped || defs > 1,
            hoist,
            declared_at: (init == Init::Inline).then_some(first.range),
            last_loads,
        }
    }
}
