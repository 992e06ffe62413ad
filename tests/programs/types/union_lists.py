"""Lists of ints and strings; functions over them."""


def normalise(items):
    out = []
    for item in items:
        if isinstance(item, int):
            out.append(item + 1)
        else:
            out.append(item.upper())
    return out


def total(items):
    return sum(x for x in items if not isinstance(x, str))


def rpn(tokens):
    stack = []
    for t in tokens:
        if t in ("+", "*", "-", "/"):
            b, a = stack.pop(), stack.pop()
            stack.append(a + b if t == "+" else a * b if t == "*" else a - b if t == "-" else a / b)
        else:
            stack.append(int(t))
    return stack.pop()


print(normalise([1, "a", 2]), total([1, "x", 2.5]), rpn("3 4 + 2 *".split()), rpn("7 2 /".split()), rpn(["9"]))
row = ["name", 5, 2.5, None, True]
print(" | ".join(str(v) for v in row), [v for v in row if isinstance(v, (int, float))], {type(v).__name__: v for v in row})
