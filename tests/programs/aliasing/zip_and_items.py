"""Elements got by zip, enumerate, items, sorted, min and comprehension are the elements themselves."""

rows = [[3], [1], [2]]
for i, row in enumerate(rows):
    row.append(i)
for row, name in zip(rows, "abc"):
    row.append(name)
min(rows).append("min")
sorted(rows)[-1].append("max")
[row for row in rows if row[0] == 2][0].append("two")
list(reversed(rows))[0].append("last")
next(iter(rows)).append("first")
rows[::2][1].append("slice")
print(rows)
d = {"a": [1], "b": [2]}
for key, value in d.items():
    value.append(key)
for value in d.values():
    value *= 2
print(d)
max(d.values(), key=len).clear()
d.get("b").append("got")
d.pop("b").append("popped")
print(d)
