"""sys.exit with a message prints it on stderr and exits 1."""

import sys

print("start")
sys.exit("fatal: no luck")
