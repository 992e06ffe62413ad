"""Two keys of a dict with one list."""

row = [0]
table = {"a": row, "b": row, "c": row[:]}
table["a"].append(1)
print(table)
row.append(2)
print(table, row)
table["a"] = [5]
row.append(3)
print(table)

shared = dict.fromkeys("xyz", [])
shared["x"].append(1)
print(shared)
