"""An iterator knows its dictionary's size from when it was made, not from its first use."""
s = {1, 2}
print(sorted(s))
d = {"a": 1}
keys = iter(d)
print(next(keys))
keys = iter(d)
d["b"] = 2
print(next(keys))
