"""str, int, float, bool, list, tuple, set, dict as functions."""

print(str(5), str(2.0), str(None), str(True), str([1]), repr("a"), int("5"), float("2"), bool("False"), list("ab"), tuple([1]), sorted(set([2, 1])), dict([(1, 2)]))
print(list(map(int, "1 2 3".split())), list({"a": 1}), list((1, 2)), tuple({5}), list(range(2)), str(b"x"), chr(97), ord("a"), int(3.7), float(10), complex(1, 2))
