"""Left to right: operands, arguments, subscripts, right side before left, dict keys before values."""

log = []


def t(name, value):
    log.append(name)
    return value


def flush():
    print(" ".join(log))
    log.clear()


t("a", 1) + t("b", 2) * t("c", 3)
flush()
d = {}
items = [0, 0, 0]
items[t("index", 1)] = t("value", 5)
flush()
d[t("k", "k")] = d.get(t("g", "k"), t("default", 0)) + t("one", 1)
flush()
print({t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)}, [t("x", 1), t("y", 2)])
flush()
x, y = t("right1", 1), t("right2", 2)
flush()


def f(a, b=0, *rest, k=0):
    return (a, b, rest, k)


print(f(t("p", 1), k=t("kw", 2), b=t("b", 3)), f(*[t("s1", 1), t("s2", 2)], t("s3", 3)))
flush()
items[t("i", 0)] += t("add", 1)
flush()
print(t("then", 1) if t("cond", False) else t("else", 2), t("left", 3) < t("mid", 1) < t("never", 0))
flush()
