"""The messages of the built-in exceptions."""


def attempt(f):
    try:
        print("no error:", f())
    except Exception as error:
        print(type(error).__name__, "|", error, "|", error.args)


attempt(lambda: [1, 2][5])
attempt(lambda: (1,)[3])
attempt(lambda: "abc"[9])
attempt(lambda: {"a": 1}["b"])
attempt(lambda: {1: 1}[(2, 3)])
attempt(lambda: int("x1"))
attempt(lambda: float("y"))
attempt(lambda: 1 // 0)
attempt(lambda: [].pop())
attempt(lambda: [1].index(2))
attempt(lambda: [1].remove("z"))
attempt(lambda: {}.popitem())
attempt(lambda: set().pop())
attempt(lambda: {3}.remove(4))
attempt(lambda: "a".index("b"))
attempt(lambda: chr(-1))
attempt(lambda: ord("ab"))
attempt(lambda: max([]))
attempt(lambda: next(iter([])))
attempt(lambda: [1, 2].insert(0, 1))
attempt(lambda: "x" * 3)
attempt(lambda: range(5)[7])
attempt(lambda: bytes([1])[4])
