"""sys.exit() in a function: exit code 0, finally runs, nothing after."""

import sys


def leave():
    try:
        print("leaving")
        sys.exit()
    finally:
        print("finally")


leave()
print("not here")
