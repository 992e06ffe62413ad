"""min, max, sum with keys, defaults, starts; first of equals wins."""

print(max([3, 1, 3]), max("b", "a"), min([5], default=0), max([], default=None), min((), default="none"))
print(max(["aa", "b", "cc"], key=len), min(["aa", "b", "c"], key=len), max([1, -5, 3], key=abs), max([(1, "x"), (1, "y")], key=lambda t: t[0]))
print(sum([1, 2], 10), sum([[1], [2]], []), sum((x for x in range(4))), sum([0.5, 1]), sum([True, True]), sum({1: "a", 2: "b"}))
print(max({"a": 3, "b": 5}.items(), key=lambda kv: kv[1]), min([1.5, 1, 2]), max(2, 3, 1), min(3, 2.0, 2))
for bad in (lambda: max([]), lambda: min(())):
    try:
        bad()
    except ValueError as error:
        print(error)
try:
    sum(["a"])
except TypeError as error:
    print(error)
