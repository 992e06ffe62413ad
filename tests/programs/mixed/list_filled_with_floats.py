"""A list of int zeros in which some become floats prints both kinds."""

values = [0] * 4
values[1] = 2.5
values[2] += 1
values[3] += 0.5
print(values, sum(values), max(values), sorted(values))
table = [[0] * 2 for _ in range(2)]
table[0][1] = 1 / 2
table[1][0] = 4 // 2
print(table, [sum(row) for row in table])
best = {}
for name, score in [("a", 1), ("b", 2.5), ("a", 3)]:
    best[name] = max(best.get(name, 0), score)
print(best)
