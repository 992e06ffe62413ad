//! The walk through a function: what each binding reaches, through branches, loops and `try`.

use super::{ANY, Block, BlockId, DefId, Env, Occurrence, Walker};
use crate::scope::{Binding, target_names};
use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{Comprehension, ExceptHandlerExceptHandler, Expr, Stmt};
use rustpython_ruff_python_ast as ruff_python_ast;
use rustpython_ruff_text_size::{Ranged, TextRange};
use std::collections::{BTreeSet, HashSet};

/// Definitions that one place tells apart.
const MAX_REACHING: usize = 64;

/// Walks of a loop beyond which it is left as it is; each walk carries bindings one loop further, and loops nest less deeply.
const MAX_WALKS: usize = 64;

/// Keeps a set of definitions small.
pub(super) fn fold(defs: &mut BTreeSet<DefId>) {
    if defs.len() > MAX_REACHING || defs.contains(&ANY) {
        let unbound = defs.contains(&DefId::MAX);
        *defs = BTreeSet::from([ANY]);
        if unbound {
            defs.insert(DefId::MAX);
        }
    }
}

impl<'a> Walker<'_, 'a> {
    pub(super) fn tracked(&self, name: &str) -> bool {
        let f = &self.program.funcs[self.func];
        f.bindings.get(name) == Some(&Binding::Var) && !f.globals.contains(name) && !f.nonlocals.contains(name)
    }

    pub(super) fn def(&mut self, name: &str, range: TextRange) {
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
    pub(super) fn in_try(&mut self, name: &str, def: DefId) {
        if let Some(t) = self.tries.last_mut() {
            t.push((name.to_string(), def));
        }
    }

    /// The body of an `except` clause. Its name is unbound however the clause is left.
    pub(super) fn handler(&mut self, h: &'a ExceptHandlerExceptHandler) {
        let Some(n) = &h.name else { return self.stmts(&h.body) };
        self.handler_names.insert(n.to_string());
        self.in_try(n.as_str(), DefId::MAX);
        let tries = std::mem::take(&mut self.tries);
        self.def(n.as_str(), n.range);
        self.tries = tries;
        self.handlers.push((n.to_string(), self.breaks.len()));
        self.stmts(&h.body);
        self.handlers.pop();
        if self.tracked(n.as_str()) {
            self.env.insert(n.to_string(), BTreeSet::from([DefId::MAX]));
        }
    }

    /// What a jump out of the innermost loop carries along.
    pub(super) fn leaving(&self) -> Env {
        let mut env = self.env.clone();
        for (name, loops) in &self.handlers {
            if *loops >= self.breaks.len() && env.contains_key(name) {
                env.insert(name.clone(), BTreeSet::from([DefId::MAX]));
            }
        }
        env
    }

    pub(super) fn use_(&mut self, name: &str, range: TextRange) {
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

    pub(super) fn load(&mut self, name: &str, range: TextRange) {
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

    pub(super) fn record(
        &mut self,
        name: &str,
        range: TextRange,
        def: Option<DefId>,
        reaching: BTreeSet<DefId>,
        unbound: bool,
    ) {
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

    pub(super) fn open(&mut self, is_loop: bool, is_try: bool) -> BlockId {
        let depth = self.blocks[self.block].depth + 1;
        self.blocks.push(Block { parent: self.block, stmt: self.stmt, is_loop, is_try, depth });
        self.blocks.len() - 1
    }

    /// Walks `body` as block `id`.
    pub(super) fn inside(&mut self, id: BlockId, body: impl FnOnce(&mut Self)) {
        let (block, stmt) = (self.block, self.stmt);
        self.block = id;
        body(self);
        self.block = block;
        self.stmt = stmt;
    }

    pub(super) fn stmts(&mut self, body: &'a [Stmt]) {
        for s in body {
            self.stmt = s.range();
            self.visit_stmt(s);
        }
    }

    pub(super) fn join(a: &Env, a_dead: bool, b: &Env, b_dead: bool) -> (Env, bool) {
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

    pub(super) fn join_all(mut at: (Env, bool), more: Vec<Env>) -> (Env, bool) {
        for env in more {
            at = Self::join(&at.0, at.1, &env, false);
        }
        at
    }

    pub(super) fn target(&mut self, e: &'a Expr) {
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
    pub(super) fn looped(
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

    pub(super) fn comprehension(&mut self, generators: &'a [Comprehension], elements: &[&'a Expr]) {
        if let Some(g) = generators.first() {
            self.visit_expr(&g.iter);
        }
        let mut own = HashSet::new();
        for g in generators {
            target_names(&g.target, &mut own);
        }
        self.comp.push(own);
        self.deferred += 1;
        // It may run for no item at all: what `:=` binds inside may stay unbound.
        let before = (self.env.clone(), self.dead);
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
        (self.env, self.dead) = Self::join(&before.0, before.1, &self.env, self.dead);
    }
}
