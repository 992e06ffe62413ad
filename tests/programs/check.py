#!/usr/bin/env python3
"""Runs every program here through a translator and compares it with what CPython printed.

usage: check.py PORTALIS [--jobs N] [--json FILE] [AREA | AREA/NAME ...]

Prints each wrong answer, the commonest reasons for refusal, and counts by area; exits 1 when anything is wrong, broken
or crashed. README.md says what passing means.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
TRANSLATE_SECONDS = 180
RUN_SECONDS = 30


def expected(program):
    ending = program.with_suffix(".exit")
    code, message = 0, None
    if ending.exists():
        first, _, rest = ending.read_text().partition("\n")
        code, message = int(first), rest.rstrip("\n")
    return program.with_suffix(".out").read_bytes(), code, message


def first_difference(got, want):
    got_lines, want_lines = (b.decode(errors="replace").splitlines() for b in (got, want))
    for number, (g, w) in enumerate(zip(got_lines, want_lines), 1):
        if g != w:
            return f"line {number}: got {g!r}, want {w!r}"
    return f"{len(got_lines)} lines, want {len(want_lines)}"


def check(portalis, program):
    """(outcome, detail) of one program; outcome is pass, refused, wrong, broken or crashed."""
    with tempfile.TemporaryDirectory() as out:
        try:
            done = subprocess.run(
                [portalis, "translate", str(program), "--out", out, "--target", "native"],
                capture_output=True,
                text=True,
                timeout=TRANSLATE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return "crashed", "the translation took too long"
        if done.returncode == 1 and re.search(re.escape(program.name) + r":\d+", done.stderr):
            return "refused", done.stderr.strip().splitlines()[0]
        if done.returncode:
            return "crashed", f"exit {done.returncode}: {done.stderr.strip()[-300:]}"
        binary = pathlib.Path(out, program.stem, program.stem)
        if not binary.exists():
            return "broken", "no executable"
        given = program.with_suffix(".in")
        words = program.with_suffix(".args")
        try:
            ran = subprocess.run(
                [str(binary), *(words.read_text().splitlines() if words.exists() else [])],
                input=given.read_bytes() if given.exists() else b"",
                capture_output=True,
                timeout=RUN_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return "wrong", "runs too long"
    stdout, code, message = expected(program)
    if ran.stdout != stdout:
        return "wrong", first_difference(ran.stdout, stdout)
    if ran.returncode != code:
        return "wrong", f"exit code {ran.returncode}, want {code}: {ran.stderr.decode(errors='replace')[-200:]}"
    lines = ran.stderr.decode(errors="replace").rstrip("\n").splitlines()
    if message is not None and (lines[-1] if lines else "") != message:
        return "wrong", f"stderr ends with {lines[-1:]!r}, want {message!r}"
    return "pass", ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("portalis")
    parser.add_argument("which", nargs="*", help="areas or AREA/NAME; everything when left out")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()

    def wanted(program):
        name = f"{program.parent.name}/{program.stem}"
        return not options.which or any(w.removesuffix(".py") in (name, program.parent.name) for w in options.which)

    programs = [p for p in sorted(HERE.glob("*/*.py")) if wanted(p)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda p: check(options.portalis, p), programs))

    by_area = collections.defaultdict(collections.Counter)
    reasons = collections.Counter()
    for program, (outcome, detail) in zip(programs, results):
        by_area[program.parent.name][outcome] += 1
        if outcome == "refused":
            reasons[re.sub(r"^.*?:\d+(:\d+)?:?\s*", "", detail)[:120]] += 1
        elif outcome != "pass":
            print(f"{outcome:<8} {program.parent.name}/{program.stem}: {detail}")
    for reason, count in reasons.most_common(15):
        print(f"refused {count:>3} x {reason}")
    for area, counts in by_area.items():
        print(f"{area:<16} " + ", ".join(f"{k} {counts[k]}" for k in ("pass", "refused", "wrong", "broken", "crashed") if counts[k]))
    total = sum(by_area.values(), collections.Counter())
    print("all: " + ", ".join(f"{k} {total[k]}" for k in ("pass", "refused", "wrong", "broken", "crashed")) + f" of {len(programs)}")
    if options.json:
        names = [f"{p.parent.name}/{p.stem}" for p in programs]
        options.json.write_text(json.dumps([[n, *r] for n, r in zip(names, results)], indent=0))
    return 1 if total["wrong"] or total["broken"] or total["crashed"] else 0


if __name__ == "__main__":
    sys.exit(main())
