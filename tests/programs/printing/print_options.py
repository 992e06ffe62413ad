"""sep, end, several arguments, file, no arguments."""

import sys

print("a", 1, None, [2], sep="-")
print("no newline", end="")
print("|", end="\n\n")
print()
print("x", "y", sep="", end="!\n")
print(*[1, 2, 3], sep="\n")
print("", "", sep="+")
print("to stderr", file=sys.stderr)
print("flushed", flush=True)
sys.stdout.write("written\n")
print("a\tb\\n", 'q"', "multi\nline")
print(1.0, 1e100, -0.0, True, None, ..., (1,), [], {}, "")
print("sep none", 1, sep=None, end=None)
