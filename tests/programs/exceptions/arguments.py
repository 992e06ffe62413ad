"""The arguments, cause and code of an exception; one that is raised twice stays the same object."""

import sys
try:
    raise ValueError("bad", 3)
except ValueError as e:
    print(e.args, len(e.args), e.args[0], e.args[1], repr(e.args[0]))
    for a in e.args:
        print("arg", a)
    msg, code = e.args
    print(msg, code, f"{msg}!", str(code) + "?")
    if e.args[0] == "bad":
        print("is bad")
    print(e.args[0] != "good")
try:
    {}["k"]
except KeyError as e:
    print(e.args, e.args[0], e)
try:
    [][1]
except IndexError as e:
    print(e.args)
def low():
    raise KeyError("low")
def mid():
    try:
        low()
    except KeyError as e:
        raise ValueError("mid") from e
def quiet():
    try:
        low()
    except KeyError:
        raise ValueError("quiet") from None
for f in (mid, quiet):
    try:
        f()
    except ValueError as e:
        print(e, repr(e.__cause__), e.__suppress_context__)
        if e.__cause__ is not None:
            print(type(e.__cause__).__name__, e.__cause__)
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
try:
    sys.exit()
except SystemExit as stop:
    print(stop.code, stop.args)
err = ValueError("kept")
try:
    try:
        raise err
    except ValueError as e:
        raise e from KeyError(1)
except ValueError as e2:
    print(e2 is err, err.__cause__)
items = [1]
try:
    raise ValueError(items)
except ValueError as e:
    items.append(2)
    print(e, e.args)
try:
    raise StopIteration(5)
except StopIteration as s:
    print(s.value)
try:
    next(iter([]))
except StopIteration as s:
    print(s.value)
class MyErr(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.a = a
        self.b = b
try:
    raise MyErr(1, "x")
except MyErr as e:
    print(e.args, e, e.a, e.b)
class Plain(Exception):
    pass
try:
    raise Plain(1, None, "s")
except Plain as e:
    print(e.args, e.args[2])
raise SystemExit(9)
