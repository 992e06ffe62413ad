"""Which handler takes it: order, tuples, base classes, Exception, bare."""


def classify(f):
    try:
        f()
    except (KeyError, IndexError) as error:
        return "lookup " + type(error).__name__
    except ArithmeticError:
        return "arithmetic"
    except ValueError as error:
        return f"value {error}"
    except Exception as error:
        return "other " + type(error).__name__
    return "fine"


def stop():
    raise StopIteration("x")


print(classify(lambda: {}[1]), classify(lambda: [][1]), classify(lambda: 1 / 0), classify(lambda: int("q")), classify(lambda: 2.0**9999), classify(stop), classify(lambda: 1))
try:
    try:
        {}["k"]
    except ValueError:
        print("no")
except LookupError as error:
    print("lookup", error)
try:
    raise KeyError("k")
except:
    print("bare")
try:
    raise OSError("disk")
except IOError as error:
    print(type(error).__name__, error)
