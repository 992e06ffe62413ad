//! From occurrences to Rust variables: webs, the place of each declaration, and last reads.

use super::{ANY, Block, BlockId, Flow, Init, Occurrence, Variable, Walker};
use crate::scope::Func;
use rustpython_ruff_text_size::Ranged;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

impl Walker<'_, '_> {
    pub(super) fn finish(self, f: &Func<'_>, split: &HashSet<String>) -> Flow {
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
        // A module's variable that functions see is one place for all, as is what a nested function sees.
        let one_place = |name: &str| {
            let global =
                self.program.is_module(self.func) && self.program.global_uses.contains(&(f.module, name.to_string()));
            global || f.captured.contains(name)
        };
        for (name, webs) in &webs_of {
            if webs.len() > 1 && !one_place(name) && !self.folded.contains(*name) {
                flow.splittable.insert(name.to_string());
            }
        }
        let mut apart: HashSet<&str> = HashSet::new();
        for name in &self.handler_names {
            if !one_place(name) && !self.folded.contains(name) {
                apart.insert(name);
                continue;
            }
            let global = self.program.is_module(self.func);
            let read = |o: &Occurrence| o.name == *name && o.def.is_none() && o.maybe_unbound;
            if global || self.occurrences.iter().any(read) {
                flow.leaks.insert(name.clone());
            }
        }
        // Groups: one per web of a split name, else one per name.
        let mut groups: BTreeMap<(String, usize), Vec<&Occurrence>> = BTreeMap::new();
        for o in &self.occurrences {
            let splits =
                (split.contains(&o.name) && flow.splittable.contains(&o.name)) || apart.contains(o.name.as_str());
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

    pub(super) fn ancestor(&self, mut a: BlockId, mut b: BlockId) -> BlockId {
        while a != b {
            if self.blocks[a].depth >= self.blocks[b].depth {
                a = self.blocks[a].parent;
            } else {
                b = self.blocks[b].parent;
            }
        }
        a
    }

    pub(super) fn inside_of(&self, mut at: BlockId, outer: BlockId, test: impl Fn(&Block) -> bool) -> bool {
        while at != outer && at != 0 {
            if test(&self.blocks[at]) {
                return true;
            }
            at = self.blocks[at].parent;
        }
        false
    }

    pub(super) fn place(&self, f: &Func<'_>, name: &str, occurrences: &[&Occurrence]) -> Variable {
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
