"""sys.argv."""

import sys

print(len(sys.argv), sys.argv[1:])
if len(sys.argv) > 1:
    print(sum(int(a) for a in sys.argv[1:] if a.lstrip("-").isdigit()))
