"""Row aliases in a matrix, transposition copies."""


def transpose(m):
    return [list(r) for r in zip(*m)]


m = [[1, 2], [3, 4]]
row = m[0]
t = transpose(m)
row[0] = 100
m[1] = row
row[1] = 200
print(m, t)
col = [r[0] for r in m]
col[0] = 0
print(m, col)
