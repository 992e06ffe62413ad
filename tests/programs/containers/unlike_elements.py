"""Equality and order between containers of unlike elements."""


def mixed(flag):
    out = []
    for w in ["1", "b", "2.5"]:
        if w.isalpha() and flag:
            out.append(w)
        elif w.isalpha():
            out.append(0.5)
        else:
            out.append(float(w))
    return out


print(mixed(True) == [1.0, "b", 2.5], mixed(False) == [1.0, 0.5, 2.5], mixed(False) == [1, 2], mixed(True) != ["1"])


def drop(d):
    return {k: v for k, v in d.items() if v is not None}


print(drop({"a": "x", "b": None}) == {"a": "x"}, drop({"a": None}) == {}, drop({"a": "x"}) == {"a": "y"})
print([(1, "a"), (2, None)] == [(1, "a")], [None, 1] == [None, 1], [[1], ["a"]] == [[1], ["a"]], {1: "a", "b": 2} == {1: "a"}, {1, "a"} == {1}, (1, None) == (1, 2))
print([1, 2] == [1.0, 2.0], [True] == [1], {1: 2.0} == {1.0: 2}, ([1], "a") == ([1.0], "a"), [] == [[]], [[]] == [[1]])
print((1, "a") < (2, 3), [1, "b"] < [0, 2], (1, 2) < (1, 2, 3))
try:
    print((1, "a") < (1, 3))
except TypeError as e:
    print(e)
try:
    print(sorted([1, "a"]))
except TypeError as e:
    print(e)
masks = [~0] * 3
masks[1] &= ~(1 << 2)
print(masks, ~5, ~-1, ~True)
res = tuple()
for x in (1, 2):
    res = res + (x,)
print(res, {(1,), (2,), ()} == {(), (1,), (2,)}, 2.0 in range(5), 2.5 in range(5), 1e300 in range(5))
try:
    print(pow(2.0, 3, 5))
except TypeError as e:
    print(e)
for args in [(2, 10, 7), (2, 3, 5)]:
    print(pow(*args))
try:
    print(list(zip(*[1, 2])))
except TypeError as e:
    print(e)
