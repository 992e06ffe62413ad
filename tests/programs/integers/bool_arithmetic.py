"""bool is an int: sums, indices, formatting, min and max."""

flags = [True, False, True, True]
print(sum(flags), True + True, True * 5, -True, True / 2, True // 1, flags.count(True))
print(["no", "yes"][True], "ab"[False], True and 5, False or 0, not 3, not "")
print(f"{True}", f"{True:d}", f"{True:5}|", str(True), repr(False), int(True), float(True))
print(max(True, 0), min(True, 2), max(0, False), sorted([True, 0, 2, False]))
print(True == 1, True is True, isinstance(True, int), isinstance(1, bool), type(True).__name__)
print(sum(x > 2 for x in [1, 2, 3, 4]), sum(map(bool, ["", "a", 0, [0]])))
x = 5
y = x > 3
y += 1
print(y)
print(bool(0), bool(-1), bool(0.0), bool("0"), bool([]), bool([0]), bool(None), bool({}), bool(range(0)))
