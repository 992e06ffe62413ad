"""Assignment expressions in if, while, comprehensions and calls."""

data = [1, 5, 2, 8]
if (n := len(data)) > 3:
    print("long", n)
it = iter(data)
while (x := next(it, None)) is not None:
    print(x, end=" ")
print(x)
print([y for v in data if (y := v * 2) > 4], y)
print((a := 3) + a, a, any((found := v) > 4 for v in data), found)
total = 0
print([total := total + v for v in data], total)


def f(s):
    if (i := s.find("=")) >= 0:
        return s[:i], s[i + 1 :]
    return s, i


print(f("k=v"), f("kv"))
