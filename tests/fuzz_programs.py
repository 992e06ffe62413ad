#!/usr/bin/env python3
"""Looks for programs that a translator gets wrong: writes random ones, and runs them by python3 and by the translation.

usage: fuzz_programs.py --portalis BIN [--count N] [--seed S] [--batch N] [--target native|wasm] [--keep DIR]
       fuzz_programs.py --show [--count N] [--seed S]

Snippets (fuzz_grammar.py) are batched into one file to save compile time; the snippets that a refusal names are taken
out and the rest is tried again. A snippet whose output differs is cut down to the few lines that still differ, printed,
and with --keep written to DIR. Exits 1 when anything differed, did not compile or crashed. A seed and a number name a
snippet for ever, as long as the grammar stays: `--seed 7 --first 120 --count 1` makes one again.
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from fuzz_grammar import Grammar, Node, Snippet, program

PYTHON_SECONDS = 10
TRANSLATE_SECONDS = 300
RUN_SECONDS = 30
SHRINK_BUILDS = 80
SHRINK_REPORTS = 8
# A cut that brings one of these into the output has made another program, wrong for another reason or for none.
DRIFT = ("NameError", "UnboundLocalError", "AttributeError", "TypeError", " object at 0x")
OUTPUT_LIMIT = 200_000


@dataclass
class Result:
    """How one run of a translation ended: ran, refused, broken or crashed; and its output or diagnostics."""

    outcome: str
    text: str


def run_python(source: str, directory: str) -> str | None:
    """What python3 prints, or None when the program is no test: not valid, too slow, too loud."""
    path = pathlib.Path(directory, "reference.py")
    path.write_text(source)
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", str(path)], capture_output=True, timeout=PYTHON_SECONDS, env={**os.environ, "PYTHONIOENCODING": "utf-8"}
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode or len(done.stdout) > OUTPUT_LIMIT:
        return None
    return done.stdout.decode()


def run_translated(options: argparse.Namespace, source: str, directory: str) -> Result:
    path = pathlib.Path(directory, "case.py")
    path.write_text(source)
    with tempfile.TemporaryDirectory(dir=directory) as out:
        command = [options.portalis, "translate", str(path), "--out", out, "--target", options.target]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TRANSLATE_SECONDS)
        except subprocess.TimeoutExpired:
            return Result("crashed", "the translation took too long")
        if done.returncode == 1 and re.search(r"case\.py:\d+", done.stderr):
            return Result("refused", done.stderr)
        if done.returncode:
            return Result("crashed", f"exit {done.returncode}: {done.stderr[-2000:]}")
        artefact = pathlib.Path(out, "case", "case.wasm" if options.target == "wasm" else "case")
        if not artefact.exists():
            return Result("broken", "no artefact")
        run = ["wasmtime", "run", str(artefact)] if options.target == "wasm" else [str(artefact)]
        try:
            done = subprocess.run(run, capture_output=True, timeout=RUN_SECONDS, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return Result("ran", "(runs too long)")
        tail = f"(exit code {done.returncode}: {done.stderr.decode(errors='replace')[-300:]})" if done.returncode else ""
        return Result("ran", done.stdout.decode(errors="replace") + tail)


def sections(output: str) -> dict[int, str]:
    """The output of each snippet by number."""
    found: dict[int, str] = {}
    for part in re.split(r"^== ", output, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        found[int(head)] = body
    return found


def refused_snippets(snippets: list[Snippet], diagnostics: str) -> set[int]:
    """The snippets on whose lines a diagnostic points."""
    lines = program(snippets).splitlines()
    owner: list[int | None] = []
    # Definitions stand before the function that uses them: walk backwards from each `def snippet_N`.
    position = 0
    for snippet in snippets:
        height = len(snippet.text().splitlines())
        while lines[position : position + height] != snippet.text().splitlines():
            owner.append(None)
            position += 1
        owner += [snippet.number] * height
        position += height
    named = {int(n) for n in re.findall(r"case\.py:(\d+)", diagnostics)}
    return {owner[n - 1] for n in named if n <= len(owner) and owner[n - 1] is not None}


def candidates(nodes: list[Node]):
    """Every tree with one node left out, or replaced by what is in it; large cuts first."""
    for i, node in enumerate(nodes):
        yield nodes[:i] + nodes[i + 1 :]
        if node.children and not node.text.startswith(("def", "try", "except", "else", "elif", "finally")):
            yield nodes[:i] + node.children + nodes[i + 1 :]
    for i, node in enumerate(nodes):
        if node.children:
            for children in candidates(node.children):
                yield nodes[:i] + [Node(node.text, children or [Node("pass")])] + nodes[i + 1 :]


def shrink(options: argparse.Namespace, snippet: Snippet, bad: str, directory: str) -> Snippet:
    """Cuts nodes as long as the ending stays as bad as it was ('ran' with another output, 'broken' or 'crashed')."""
    builds = position = 0
    misses = 0
    while builds < SHRINK_BUILDS:
        trees = [Snippet(snippet.number, d, snippet.body) for d in candidates(snippet.definitions)]
        trees += [Snippet(snippet.number, snippet.definitions, b) for b in candidates(snippet.body)]
        if misses >= len(trees):
            break
        # Where one cut failed it would fail again: go on from there, round and round.
        smaller = trees[position % len(trees)]
        source = program([smaller])
        want = run_python(source, directory)
        if want is not None and not any(word in want for word in DRIFT):
            builds += 1
            got = run_translated(options, source, directory)
            if got.outcome == bad and (bad != "ran" or got.text != want):
                snippet, misses = smaller, 0
                continue
        position += 1
        misses += 1
    return snippet


class Hunt:
    def __init__(self, options: argparse.Namespace, directory: str) -> None:
        self.options = options
        self.directory = directory
        self.reported = 0
        self.counts: collections.Counter[str] = collections.Counter()
        self.reasons: collections.Counter[str] = collections.Counter()

    def batch(self, snippets: list[Snippet]) -> None:
        """Runs the snippets as one program; takes out what is refused, and splits what does not build."""
        while snippets:
            source = program(snippets)
            want = run_python(source, self.directory)
            if want is None:
                if len(snippets) == 1:
                    self.counts["not a test"] += 1
                    return
                return self.halves(snippets)
            got = run_translated(self.options, source, self.directory)
            if got.outcome == "ran":
                return self.compare(snippets, want, got.text)
            if len(snippets) == 1:
                self.counts[got.outcome] += 1
                if got.outcome == "refused":
                    self.note(got.text)
                else:
                    self.report(snippets[0], got.outcome, got.text)
                return
            named = refused_snippets(snippets, got.text) if got.outcome == "refused" else set()
            if not named:
                return self.halves(snippets)
            self.counts["refused"] += len(named)
            self.note(got.text)
            snippets = [s for s in snippets if s.number not in named]

    def halves(self, snippets: list[Snippet]) -> None:
        middle = len(snippets) // 2
        self.batch(snippets[:middle])
        self.batch(snippets[middle:])

    def note(self, diagnostics: str) -> None:
        for line in diagnostics.splitlines():
            if re.search(r"case\.py:\d+", line):
                self.reasons[re.sub(r"^.*?case\.py:\d+(:\d+)?:?\s*", "", line)[:120]] += 1

    def compare(self, snippets: list[Snippet], want: str, got: str) -> None:
        wanted, found = sections(want), sections(got)
        missing = [s for s in snippets if s.number not in found]
        for snippet in snippets:
            if snippet in missing:
                continue
            if wanted[snippet.number] == found[snippet.number]:
                self.counts["same"] += 1
            else:
                self.counts["wrong"] += 1
                pairs = zip(wanted[snippet.number].splitlines(), found[snippet.number].splitlines() + ["(nothing)"])
                first = next((f"(want {w!r}, got {g!r})" for w, g in pairs if w != g), "(the end differs)")
                self.report(snippet, "ran", "", first)
        # An earlier snippet ended the whole program.
        if len(missing) < len(snippets):
            self.batch(missing)
        elif len(snippets) == 1:
            self.counts["wrong"] += 1
            self.report(snippets[0], "ran", "")
        else:
            self.halves(snippets)

    def report(self, snippet: Snippet, bad: str, detail: str, first: str = "") -> None:
        self.reported += 1
        small = shrink(self.options, snippet, bad, self.directory) if self.reported <= SHRINK_REPORTS else snippet
        source = program([small])
        want = run_python(source, self.directory) or ""
        got = run_translated(self.options, source, self.directory)
        print(f"---- {'wrong' if bad == 'ran' else bad}: seed {self.options.seed}, snippet {snippet.number} {first}")
        print(source)
        print("---- python3:\n" + want + "---- translation:\n" + (got.text if bad == "ran" else detail[-1500:]), flush=True)
        if self.options.keep:
            self.options.keep.mkdir(parents=True, exist_ok=True)
            (self.options.keep / f"seed_{self.options.seed}_snippet_{snippet.number}.py").write_text(source)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--portalis")
    parser.add_argument("--show", action="store_true", help="print the program and do nothing else")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first snippet")
    parser.add_argument("--batch", type=int, default=25)
    parser.add_argument("--target", choices=["native", "wasm"], default="native")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    snippets = [Grammar(options.seed, n).build() for n in range(options.first, options.first + options.count)]
    if options.show:
        print(program(snippets), end="")
        return 0
    if not options.portalis:
        parser.error("say where the translator is: --portalis BIN")

    with tempfile.TemporaryDirectory() as directory:
        hunt = Hunt(options, directory)
        for start in range(0, len(snippets), options.batch):
            hunt.batch(snippets[start : start + options.batch])
    for reason, count in hunt.reasons.most_common(15):
        print(f"refused {count:>4} x {reason}")
    print(f"seed {options.seed}: " + ", ".join(f"{k} {n}" for k, n in sorted(hunt.counts.items())))
    return 1 if any(hunt.counts[k] for k in ("wrong", "broken", "crashed")) else 0


if __name__ == "__main__":
    sys.exit(main())
