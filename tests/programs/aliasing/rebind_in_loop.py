"""The loop goes on over the old list when its name is bound to another."""

items = [1, 2, 3]
for x in items:
    items = items + [x * 10]
    print(x, items)
words = ["a", "b"]
for w in words:
    words = [w + w]
print(words)
d = {"x": 1, "y": 2}
for k in d:
    d = {k: 0}
print(d)
row = [1, 2]
rows = []
for v in (5, 6):
    row[0] = v
    rows.append(row)
    row = [v, v]
print(rows, row)
