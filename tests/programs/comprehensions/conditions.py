"""Filters, several ifs, conditional values, nested loops, flattening."""

matrix = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
print([v for row in matrix for v in row if v % 2 if v > 2], [[row[i] for row in matrix] for i in range(3)], [v if v % 2 else -v for v in matrix[0]])
print({v % 3: v for row in matrix for v in row}, {len(w) for w in ("a", "bb", "cc")}, [w.upper() for w in "a b".split() if w])
print([(i, j) for i in range(3) if i != 1 for j in range(2) if i != j], sum(v for row in matrix for v in row), [a + b for a, b in zip("ab", "cd")])
print({k: v for k, v in {"a": 1, "b": 2}.items() if v > 1}, {v: k for k, v in enumerate("ab")}, [i for i in range(20) if i % 3 == 0 and not i % 2], [[]for _ in range(2)])
print([x for x in [1, 2, 3] if x in {2, 3}], ["".join(r) for r in [["a", "b"], ["c"]]], [i * j for i, j in [(1, 2), (3, 4)]], [len(s) for s in {"k": 1}])
