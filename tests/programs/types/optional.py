"""int or None: is None tests, `or`, early returns, narrowing."""

from typing import Optional


def find(items: list[int], wanted: int) -> Optional[int]:
    for i, item in enumerate(items):
        if item == wanted:
            return i
    return None


def describe(index: int | None) -> str:
    if index is None:
        return "absent"
    return f"at {index + 1}"


def untyped(n):
    if n > 0:
        return n * 2


a = [5, 6, 7]
print(find(a, 6), find(a, 9), describe(find(a, 5)), describe(find(a, 0)), untyped(2), untyped(-1), untyped(-1) is None)
i = find(a, 5)
print(i or "falsy zero", i if i is not None else -1, [x for x in map(untyped, [1, -1]) if x], find(a, 7) == 2, find(a, 99) == None)
best: Optional[str] = None
for w in ("bb", "a", "cc"):
    if best is None or w < best:
        best = w
print(best, best and best.upper())
