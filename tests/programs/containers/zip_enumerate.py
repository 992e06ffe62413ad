"""zip of unequal lengths, unzip, enumerate with start, reversed, map and filter of several."""

print(list(zip([1, 2, 3], "ab")), list(zip()), list(zip([1])), dict(zip("ab", [1, 2])), list(zip(*[(1, "a"), (2, "b")])))
print(list(enumerate("ab")), list(enumerate("ab", 1)), list(map(lambda a, b: a * b, [1, 2, 3], [4, 5])), list(filter(None, [0, 1, "", "a", None])))
print(list(reversed([1, 2])), list(reversed("ab")), list(map(str, range(3))), list(filter(lambda x: x % 2, range(6))), [*map(len, ["a", "bb"])])
for i, (a, b) in enumerate(zip([1, 2], [3, 4])):
    print(i, a, b)
pairs = zip([1, 2], [3, 4])
print(list(pairs), list(pairs))
print(any([]), all([]), any([0, 3]), all([1, 0]), any(x > 2 for x in range(5)), list(zip("abc", range(10), [True, False])))
try:
    list(zip([1], [1, 2], strict=True))
except ValueError as error:
    print(error)
