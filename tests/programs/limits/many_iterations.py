"""Two million steps of plain arithmetic."""


def run(n):
    a, b, total = 1, 0, 0
    for i in range(n):
        a = (a * 31 + i) % 1_000_003
        if a % 3 == 0:
            b += a
        elif a & 1:
            total ^= a
    return a, b, total


print(run(2_000_000))
