//! Arguments and chains of methods, broken over lines.

use super::Expr;
use super::print::{
    At, POSTFIX, SMALL, STEP, WIDTH, broken, expr, expr_at, flat, flat_list, last_width, opens, pad, spend, unspend,
    width, wraps,
};

/// Elements so short that several share a line.
const SHORT: usize = 10;

/// `open`, the arguments and `close` behind `head`, which begins at `at`; `forced` where one line will not do.
pub(super) fn arguments(head: &str, open: &str, args: &[Expr], close: &str, at: At, forced: bool) -> String {
    let start = At { col: last_width(head, at) + width(open), ..at };
    if args.is_empty() {
        return format!("{open}{close}");
    }
    let closing = at.tail + width(close);
    let single_tuple = head.is_empty() && open == "(" && args.len() == 1;
    let stays = open != " {" && !single_tuple;
    if let Some(text) = flat_list(args)
        && !forced
        && stays
        && width(&text) <= SMALL
        && start.col + width(&text) + closing <= WIDTH
    {
        return format!("{open}{text}{close}");
    }
    // The last argument may open here and close on a line of its own.
    if let Some((last, before)) = args.split_last()
        && stays
        && let Some(before) = flat_list(before)
    {
        let before = if before.is_empty() { before } else { format!("{before}, ") };
        let last_at = At { indent: at.indent, col: start.col + width(&before), tail: closing };
        if let Some(text) = opened(last, args.len() == 1, last_at) {
            return format!("{open}{before}{text}{close}");
        }
    }
    let inside = At::line(at.indent + STEP, 1);
    let mut out = format!("{open}\n");
    if is_format(head) && args.len() > 1 {
        // The format string, then what goes into it.
        out.push_str(&format!("{}{},\n", pad(inside.indent), expr(&args[0], inside)));
        if args[1..].iter().all(is_simple)
            && let Some(rest) = flat_list(&args[1..])
            && inside.col + width(&rest) <= WIDTH
        {
            out.push_str(&format!("{}{rest}\n{}{close}", pad(inside.indent), pad(at.indent)));
            return out;
        }
        each_line(&args[1..], inside, &mut out, false);
    } else if let Some(texts) = short_elements(head, args, open) {
        fill(&texts, inside, &mut out);
    } else {
        // A macro's commas are its own affair.
        each_line(args, inside, &mut out, !(head.ends_with('!') && open == "("));
    }
    out.push_str(&format!("{}{close}", pad(at.indent)));
    out
}

/// The last argument, begun on the line of the call that it is in.
fn opened(last: &Expr, alone: bool, at: At) -> Option<String> {
    let mut inner = last;
    while let Expr::Unary(_, e) = inner {
        inner = e;
    }
    let (_, links) = chain_links(inner);
    let chain = links.iter().any(|l| !l.is_try());
    if alone
        && (chain || matches!(last, Expr::Binary(..)))
        && let Some(text) = flat(last).filter(|t| at.fits(t))
    {
        return Some(text);
    }
    let closure = matches!(last, Expr::Closure(_));
    let sum = alone && matches!(last, Expr::Binary(..));
    if !(closure || alone && !chain && opens(last) || sum) || !spend() {
        return None;
    }
    let text = broken(last, at);
    let first = text.lines().next().unwrap_or_default();
    let end = text.lines().last().unwrap_or_default();
    let closed = sum || width(end) + at.tail <= WIDTH && closes(end, at.indent);
    let good = text.contains('\n') && closed && at.col + width(first) <= WIDTH;
    good.then_some(text).inspect(|_| unspend())
}

/// Whether a line begins with a closing delimiter, `indent` columns in.
pub(super) fn closes(line: &str, indent: usize) -> bool {
    let rest = line.trim_start();
    line.len() - rest.len() == indent && rest.starts_with([')', ']', '}'])
}

fn is_format(head: &str) -> bool {
    matches!(head, "println!" | "print!" | "eprintln!" | "eprint!" | "format!")
}

/// What needs no line of its own behind a format string.
fn is_simple(e: &Expr) -> bool {
    match e {
        Expr::Name(_) | Expr::Lit(_) => true,
        Expr::Field(inner, _) | Expr::Try(inner) | Expr::Unary(_, inner) | Expr::Cast(inner, _) => is_simple(inner),
        _ => false,
    }
}

fn each_line(args: &[Expr], inside: At, out: &mut String, comma: bool) {
    for (i, a) in args.iter().enumerate() {
        let comma = if comma || i + 1 < args.len() { "," } else { "" };
        out.push_str(&format!("{}{}{comma}\n", pad(inside.indent), expr(a, inside)));
    }
}

/// The texts of a display's elements, if all are short.
fn short_elements(head: &str, args: &[Expr], open: &str) -> Option<Vec<String>> {
    if head == "py::object!" {
        return args.iter().map(flat).collect();
    }
    if open == "(" {
        return None;
    }
    args.iter().map(|a| flat(a).filter(|t| width(t) <= SHORT)).collect()
}

fn fill(texts: &[String], inside: At, out: &mut String) {
    let mut line = String::new();
    for t in texts {
        if !line.is_empty() && inside.col + width(&line) + width(t) + 2 > WIDTH {
            out.push_str(&format!("{}{line}\n", pad(inside.indent)));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(t);
        line.push(',');
    }
    out.push_str(&format!("{}{line}\n", pad(inside.indent)));
}

/// One step of a chain.
pub(super) enum Link<'a> {
    Method(&'a str, &'a str, &'a [Expr]),
    Field(&'a str),
    Try,
}

impl Link<'_> {
    pub fn is_try(&self) -> bool {
        matches!(self, Link::Try)
    }

    pub fn flat(&self) -> Option<String> {
        Some(match self {
            Link::Method(name, turbofish, args) => {
                let args = flat_list(args).filter(|t| width(t) <= SMALL)?;
                format!(".{name}{turbofish}({args})")
            }
            Link::Field(name) => format!(".{name}"),
            Link::Try => "?".to_string(),
        })
    }

    fn text(&self, at: At) -> String {
        match self {
            Link::Method(name, turbofish, args) => {
                let head = format!(".{name}{turbofish}");
                let args = arguments(&head, "(", args, ")", at, false);
                format!("{head}{args}")
            }
            _ => self.flat().unwrap_or_default(),
        }
    }
}

/// What a chain begins with, and its steps.
pub(super) fn chain_links(e: &Expr) -> (&Expr, Vec<Link<'_>>) {
    let mut links = Vec::new();
    let mut root = e;
    loop {
        root = match root {
            Expr::Method(on, name, turbofish, args) => {
                links.push(Link::Method(name, turbofish, args));
                on
            }
            Expr::Field(on, name) => {
                links.push(Link::Field(name));
                on
            }
            Expr::Try(on) => {
                links.push(Link::Try);
                on
            }
            _ => break,
        };
    }
    links.reverse();
    (root, links)
}

/// A chain that does not fit on one line.
pub(super) fn broken_chain(e: &Expr, at: At) -> String {
    let (root, links) = chain_links(e);
    let plain = links.iter().all(Link::is_try);
    let root_at = At { tail: if plain { at.tail + links.len() } else { 0 }, ..at };
    let mut root = if plain && !wraps(root, POSTFIX) { broken(root, root_at) } else { expr_at(root, POSTFIX, root_at) };
    // `?` belongs to the step before it.
    let mut steps: Vec<(&Link<'_>, String)> = Vec::new();
    for l in &links {
        match (l, steps.last_mut()) {
            (Link::Try, Some(last)) => last.1.push('?'),
            (Link::Try, None) => root.push('?'),
            _ => steps.push((l, String::new())),
        }
    }
    let Some(((last, tries), before)) = steps.split_last() else { return root };
    // All but the last on one line, and the last opened there.
    if !root.contains('\n') || is_closing(&root) {
        let flat_before: Option<Vec<String>> = before.iter().map(|(l, t)| l.flat().map(|x| x + t)).collect();
        if let Some(b) = flat_before {
            let head = format!("{root}{}", b.concat());
            let head_at = At { col: last_width(&head, at), ..at }.before(tries.len());
            let opens_here = matches!(last, Link::Method(_, _, args) if !args.is_empty());
            let alone = At::line(at.indent + STEP, at.tail + tries.len());
            let fits_alone = !before.is_empty() && last.flat().is_some_and(|t| alone.fits(&t));
            let room = head_at.col + 8 < WIDTH && (before.len() < 2 || width(head.trim_start()) <= SMALL);
            if opens_here && room && !fits_alone {
                return format!("{head}{}{tries}", last.text(head_at));
            }
        }
    }
    let inside = At::line(at.indent + STEP, 0);
    let mut out = root;
    let short = !out.contains('\n') && width(&out) <= STEP;
    for (i, (l, tries)) in steps.iter().enumerate() {
        let tail = if i + 1 == steps.len() { at.tail } else { 0 } + tries.len();
        if i == 0 && short {
            let here = At { col: last_width(&out, at), indent: at.indent, tail };
            out.push_str(&l.text(here));
        } else {
            out.push_str(&format!("\n{}{}", pad(inside.indent), l.text(At { tail, ..inside })));
        }
        out.push_str(tries);
    }
    out
}

/// Whether text over several lines ends with what closes it.
fn is_closing(text: &str) -> bool {
    text.lines().last().is_some_and(|l| l.trim_start().starts_with([')', ']', '}']))
}
