"""Matrices of exact integers and of floats: product, power, transpose, determinant, inverse.

Shows: nested lists and comprehensions, zip with unpacking, integer arithmetic of any size, float formatting.
"""


def identity(n):
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]


def transpose(matrix):
    return [list(column) for column in zip(*matrix)]


def multiply(a, b):
    """The product; raises ValueError when the shapes do not fit."""
    if len(a[0]) != len(b):
        raise ValueError(f"cannot multiply {len(a)}x{len(a[0])} by {len(b)}x{len(b[0])}")
    columns = transpose(b)
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def power(matrix, exponent):
    """Square and multiply: exponent may be large."""
    result = identity(len(matrix))
    while exponent > 0:
        if exponent & 1:
            result = multiply(result, matrix)
        matrix = multiply(matrix, matrix)
        exponent >>= 1
    return result


def determinant(matrix):
    """Bareiss's elimination: exact, integers only."""
    rows = [row[:] for row in matrix]
    n = len(rows)
    sign, previous = 1, 1
    for k in range(n - 1):
        if rows[k][k] == 0:
            for i in range(k + 1, n):
                if rows[i][k] != 0:
                    rows[k], rows[i] = rows[i], rows[k]
                    sign = -sign
                    break
            else:
                return 0
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) // previous
        previous = rows[k][k]
    return sign * rows[-1][-1]


def inverse(matrix: list[list[float]]) -> list[list[float]]:
    """Gauss-Jordan with partial pivoting, in floats."""
    n = len(matrix)
    rows = [matrix[i] + [1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        head = rows[k][k]
        if abs(head) < 1e-12:
            raise ZeroDivisionError("the matrix is singular")
        rows[k] = [x / head for x in rows[k]]
        for i in range(n):
            if i != k:
                factor = rows[i][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k])]
    return [row[n:] for row in rows]


def show(title, matrix):
    print(title)
    for row in matrix:
        print("  " + " ".join(f"{x:>6}" for x in row))


def main():
    a = [[1, 2, 3], [4, 5, 6]]
    show("a transposed:", transpose(a))
    show("a times its transpose:", multiply(a, transpose(a)))

    fibonacci = power([[1, 1], [1, 0]], 300)
    print("fibonacci(300) =", fibonacci[0][1])

    square = [[2, -3, 1, 4], [0, 0, 5, -1], [7, 2, -2, 3], [1, 8, 6, 0]]
    print("determinant:", determinant(square))
    print("determinant of a singular one:", determinant([[1, 2], [2, 4]]))

    for row in inverse([[4.0, 7.0], [2.0, 6.0]]):
        print(" ".join(f"{x:8.4f}" for x in row))

    try:
        multiply(a, a)
    except ValueError as error:
        print("error:", error)
    try:
        inverse([[1.0, 2.0], [2.0, 4.0]])
    except ZeroDivisionError as error:
        print("error:", error)


if __name__ == "__main__":
    main()
