"""sys.stdin as lines, with and without newline at the end."""

import sys

total = 0
for number, line in enumerate(sys.stdin, 1):
    text = line.rstrip("\n")
    if not text:
        print(number, "empty")
        continue
    fields = text.split(",")
    print(number, repr(line), fields)
    total += len(fields)
print(total)
