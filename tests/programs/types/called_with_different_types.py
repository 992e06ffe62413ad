"""One function, several types of argument."""


def add(a, b):
    return a + b


def biggest(items):
    best = items[0]
    for x in items[1:]:
        if x > best:
            best = x
    return best


def repeat(x, n=2):
    return [x] * n


def swap(pair):
    a, b = pair
    return b, a


def first(items, default=None):
    for x in items:
        return x
    return default


print(add(1, 2), add(1.5, 2), add("a", "b"), add([1], [2]), add((1,), ("x",)), add(True, 1))
print(biggest([3, 9, 2]), biggest("hello"), biggest([1.5, 0.5]), biggest([(1, 2), (1, 3)]), biggest(["b", "abc"]))
print(repeat(0), repeat("x", 3), repeat([1]), swap((1, "a")), swap(["x", None]), first([]), first("ab"), first({"k": 1}), first([], 0))
