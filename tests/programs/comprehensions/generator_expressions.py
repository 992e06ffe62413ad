"""Generator expressions run once and stop early."""

g = (n * n for n in range(5))
print(next(g), next(g), list(g), list(g), next(g, "empty"))
seen = []


def note(x):
    seen.append(x)
    return x


print(any(note(x) > 1 for x in range(10)), seen)
print(next(x for x in range(10) if x * x > 20), sum(1 for _ in "abc"), max((len(w), w) for w in ["a", "ccc", "bb"]), ",".join(str(i) for i in range(3)))
print(sorted(x for x in (3, 1, 2)), dict((k, k * 2) for k in "ab"), set(i % 2 for i in range(5)), tuple(i for i in range(3)), 3 in (i for i in range(5)))
try:
    next(x for x in [] if x)
except StopIteration:
    print("stop")
a, b = (i for i in (1, 2))
print(a, b, list(zip((i for i in "ab"), (j for j in "cd"))))
