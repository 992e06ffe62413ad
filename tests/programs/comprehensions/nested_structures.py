"""Comprehensions that build what programs need: tables, grids, groupings."""

size = 4
identity = [[int(i == j) for j in range(size)] for i in range(size)]
triangle = [[1]]
for _ in range(5):
    row = triangle[-1]
    triangle.append([1] + [row[i] + row[i + 1] for i in range(len(row) - 1)] + [1])
print(identity, triangle)
text = "the cat the dog"
print({w: text.split().count(w) for w in text.split()}, {w: [i for i, v in enumerate(text.split()) if v == w] for w in sorted(set(text.split()))})
print([n for n in range(2, 40) if all(n % d for d in range(2, int(n**0.5) + 1))])
print([(a, b, c) for a in range(1, 20) for b in range(a, 20) for c in range(b, 20) if a * a + b * b == c * c])
print([[x for x in range(i)] for i in range(4)], {i: {j: i * j for j in range(2)} for i in range(2)}, [*({i} for i in range(2))])
