"""Spiral order, rotation, determinants by minors, Pascal, checks that raise."""


def spiral(a: list[list[int]]) -> list[int]:
    out = []
    while a:
        out += a[0]
        a = [list(r) for r in zip(*a[1:])][::-1]
    return out


def rotate(m):
    return [list(r) for r in zip(*m[::-1])]


def determinant(m):
    if len(m) == 1:
        return m[0][0]
    return sum((-1) ** c * m[0][c] * determinant([row[:c] + row[c + 1 :] for row in m[1:]]) for c in range(len(m)))


def check(m):
    rows = len(m)
    if any(len(r) != rows for r in m):
        raise ValueError("Number of rows and columns must match")
    return True


def add(*matrices):
    return [[sum(cells) for cells in zip(*rows)] for rows in zip(*matrices)]


if __name__ == "__main__":
    m = [[1, 2, 3], [4, 5, 6], [7, 8, 10]]
    print(spiral(m), spiral([[1, 2, 3, 4]]), spiral([]), rotate(m), rotate(rotate(rotate(rotate(m)))) == m, determinant(m), determinant([[1.5, 2], [3, 4]]), add(m, m, m))
    try:
        check([[1, 2], [3]])
    except ValueError as error:
        print(error)
