//! Items as text.

use super::print::{At, STEP, WIDTH, expr, pad, refill, right_side, width};
use super::print_block::block;
use super::{Expr, Function, Item};

/// Items, a blank line between those of more than one line.
pub(super) fn items(list: &[Item], indent: usize) -> String {
    let mut out = String::new();
    let mut before: Option<&Item> = None;
    for i in list {
        refill();
        if before.is_some_and(|b| !(small(b) && small(i))) {
            out.push('\n');
        }
        out.push_str(&format!("{}{}\n", pad(indent), item(i, indent)));
        before = Some(i);
    }
    out
}

fn small(i: &Item) -> bool {
    match i {
        Item::Static(above, ..) => above.is_empty(),
        Item::Lines(l) => l.len() == 1,
        _ => false,
    }
}

/// One item, whose first line's indentation the caller has written.
pub(super) fn item(i: &Item, indent: usize) -> String {
    match i {
        Item::Fn(f) => function(f, indent),
        Item::Impl(above, head, inside) => {
            let mut out = lines(above, indent);
            if inside.is_empty() {
                out.push_str(&format!("{head} {{}}"));
            } else {
                out.push_str(&format!("{head} {{\n{}{}}}", items(inside, indent + STEP), pad(indent)));
            }
            out
        }
        Item::Static(above, head, value) => {
            let head = format!("{head} =");
            let right = right_side(&head, value, At::line(indent, 1));
            format!("{}{head}{right};", lines(above, indent))
        }
        Item::ThreadLocal(inside) => {
            format!("thread_local! {{\n{}{}}}", items(inside, indent + STEP), pad(indent))
        }
        Item::Macro(m) => {
            let text = expr(&Expr::Macro(m.clone()), At::line(indent, 1));
            if m.open == '{' { text } else { format!("{text};") }
        }
        Item::Lines(l) => l.join(&format!("\n{}", pad(indent))),
    }
}

fn lines(above: &[String], indent: usize) -> String {
    above.iter().map(|l| format!("{}\n{}", l.trim_end(), pad(indent))).collect()
}

fn function(f: &Function, indent: usize) -> String {
    let ret = if f.ret.is_empty() { String::new() } else { format!(" -> {}", f.ret) };
    let mut params: Vec<String> = f.receiver.iter().cloned().collect();
    params.extend(f.params.iter().map(|(p, t)| format!("{}: {t}", p.text)));
    let head = format!("{}{}{}", f.head, f.name, f.generics);
    let mut line = format!("{head}({}){ret}", params.join(", "));
    if indent + width(&line) + 2 > WIDTH {
        let inside: String = params.iter().map(|p| format!("{}{p},\n", pad(indent + STEP))).collect();
        line = format!("{head}(\n{inside}{}){ret}", pad(indent));
    }
    format!("{}{line} {}", lines(&f.above, indent), block(&f.body, indent))
}
