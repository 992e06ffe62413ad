"""SystemExit is not an Exception, and can be caught by name."""

import sys

try:
    sys.exit(4)
except Exception:
    print("not here")
except SystemExit as stop:
    print("caught", stop.code)
try:
    raise SystemExit("text")
except SystemExit as stop:
    print(stop.code)
raise SystemExit(9)
