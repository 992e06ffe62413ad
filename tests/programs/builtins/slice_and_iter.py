"""slice objects, iter with a sentinel, enumerate on dicts, next with default."""

s = slice(1, 4)
print([0, 1, 2, 3, 4][s], "abcdef"[slice(None, None, -2)], s, s.start)
values = [1, 2, 0, 3]
it = iter(lambda: values.pop(0), 0)
print(list(it), values, list(enumerate({"a": 1})), next(iter({}), "none"))
