"""An exception class with a `code` of its own, beside SystemExit, which has one too."""
import sys


class Failure(Exception):
    def __init__(self, code, message="m"):
        super().__init__(code, message)
        self.code = code

    def __str__(self):
        return f"<{self.code}>"


def code_of(action):
    try:
        action()
    except (Failure, SystemExit) as stop:
        return stop.code
    return "none"


def fail():
    raise Failure(4)


def leave():
    sys.exit(7)


def leave_plainly():
    sys.exit()


print(code_of(fail), code_of(leave), code_of(leave_plainly))
try:
    raise Failure(5)
except Failure as e:
    print(e.args, e, repr(e), e.code)
try:
    sys.exit(3)
except SystemExit as s:
    print(s.code)
try:
    raise ValueError("v")
except (ValueError, Failure) as e:
    try:
        print(e.code)
    except AttributeError as missing:
        print(missing)
