"""What of sys is the same everywhere."""

import sys

print(sys.maxsize, sys.maxsize + 1, sys.byteorder in ("little", "big"), sys.getrecursionlimit() >= 1000, isinstance(sys.argv, list), sys.version_info >= (3, 11), sys.float_info.max, sys.float_info.epsilon)
