#!/usr/bin/env python3
"""Writes what python3 prints for each program here: NAME.out, and NAME.exit where the exit code is not 0.

usage: make_out.py [--check] [NAME.py ...]

Each program runs twice, under two hash seeds; one that prints different things is no test and fails the script.
With --check nothing is written: the script fails when a file would change. README.md says what the files mean.
"""

import argparse
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = ("1", "20260")
TIME_LIMIT_SECONDS = 20


def run(program, seed):
    """stdout, exit code and last line of stderr of one program."""
    arguments = program.with_suffix(".args")
    words = arguments.read_text().splitlines() if arguments.exists() else []
    given = program.with_suffix(".in")
    done = subprocess.run(
        [sys.executable, program.name, *words],
        cwd=program.parent,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        input=given.read_bytes() if given.exists() else b"",
        capture_output=True,
        timeout=TIME_LIMIT_SECONDS,
    )
    errors = done.stderr.decode().rstrip("\n").splitlines()
    return done.stdout, done.returncode, errors[-1] if errors else ""


def expected_files(program):
    """The files that belong beside the program, as a map of path to content; None for one that must not be there."""
    first, second = (run(program, seed) for seed in SEEDS)
    if first != second:
        raise ValueError("prints different things under different hash seeds")
    stdout, code, last_line = first
    ending = f"{code}\n{last_line}\n".encode() if code else None
    return {program.with_suffix(".out"): stdout, program.with_suffix(".exit"): ending}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("programs", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    programs = [p.resolve() for p in options.programs] or sorted(HERE.glob("*/*.py"))

    failures = 0
    for program in programs:
        try:
            files = expected_files(program)
        except (ValueError, subprocess.TimeoutExpired) as error:
            print(f"{program.relative_to(HERE)}: {error}", file=sys.stderr)
            failures += 1
            continue
        for path, content in files.items():
            if (path.read_bytes() if path.exists() else None) == content:
                continue
            if options.check:
                print(f"{path.relative_to(HERE)} is out of date; run make_out.py", file=sys.stderr)
                failures += 1
            elif content is None:
                path.unlink()
            else:
                path.write_bytes(content)
    print(f"{len(programs)} programs, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
