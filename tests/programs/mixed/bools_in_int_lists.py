"""True beside 0 stays True, and prints so."""

seen = [0] * 3
seen[1] = True
print(seen, sum(seen), seen.count(1), seen.index(True))
flags = [False] * 3
flags[0] = 1
flags[2] |= True
print(flags, flags[1] + 0, [f + 0 for f in flags])
counts = {"a": True}
counts["a"] += 1
counts["b"] = False
print(counts)
x = 0
x = x or True
print(x, x + 1, x * 2.0)
