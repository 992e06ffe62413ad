"""sys.stdin.read and readline."""

import sys

first = sys.stdin.readline()
rest = sys.stdin.read()
print(repr(first), repr(rest), rest.split(), len(rest.splitlines()), repr(sys.stdin.readline()))
