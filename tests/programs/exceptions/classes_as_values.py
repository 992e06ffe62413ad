"""Classes of exceptions as values: raised, caught, compared, given to __exit__."""

class Manager:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow
    def __enter__(self):
        return self.name
    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind, value, kind is None)
        if kind is not None:
            print(kind.__name__, issubclass(kind, ValueError), kind is ValueError, kind == KeyError)
        return self.swallow
with Manager("a"):
    pass
with Manager("b", True):
    raise ValueError("v")
try:
    with Manager("c"):
        raise KeyError("k")
except KeyError as e:
    print("out", e)
class Sub(ValueError):
    pass
class Quiet:
    def __enter__(self): return self
    def __exit__(self, exc_type, exc, tb):
        return exc_type is not None and issubclass(exc_type, (ValueError, KeyError))
with Quiet():
    raise Sub("sub")
kinds = {"v": ValueError, "k": KeyError, "s": Sub}
for name in kinds:
    try:
        raise kinds[name](name)
    except Exception as error:
        print(name, type(error).__name__, error, type(error), type(error) is ValueError, type(error) == kinds[name])
def attempt(f, expected):
    try:
        f()
    except expected as e:
        return f"{expected.__name__}: {e}"
    return "no error"
print(attempt(lambda: int("x"), ValueError), attempt(lambda: [1][2], IndexError))
ERRORS = (ValueError, IndexError)
try:
    [][0]
except ERRORS as e:
    print(e, isinstance(e, ERRORS), isinstance(e, ValueError))
def fail(kind, message):
    raise kind(message)
for k in (TypeError, RuntimeError):
    try:
        fail(k, "msg")
    except (TypeError, RuntimeError) as e:
        print(repr(e))
try:
    k = KeyError
    raise k
except KeyError as e:
    print(repr(e), type(e) == type(KeyError("x")), type(e) == type(ValueError()))
print(ValueError, Sub, [TypeError])
