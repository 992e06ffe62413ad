"""Grouping, counting, inverting, nesting."""

words = ["apple", "bob", "avocado", "cat", "bear", "cow"]
groups = {}
for w in words:
    groups.setdefault(w[0], []).append(w)
print(groups)
by_len = {}
for w in words:
    if len(w) in by_len:
        by_len[len(w)] += [w]
    else:
        by_len[len(w)] = [w]
print(by_len, {k: len(v) for k, v in by_len.items()})
inverted = {v: k for k, vs in groups.items() for v in vs}
print(inverted)
tree = {}
for path in ("a/b/c", "a/b/d", "e"):
    node = tree
    for part in path.split("/"):
        node = node.setdefault(part, {})
print(tree)
