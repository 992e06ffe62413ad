"""for/else as people use it, with return and nested loops."""


def primes(n):
    result = []
    for candidate in range(2, n):
        for p in result:
            if candidate % p == 0:
                break
        else:
            result.append(candidate)
    return result


def first_repeat(rows):
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if row.count(cell) > 1:
                return y, x, cell
    return None


print(primes(40), first_repeat([[1, 2], [3, 3]]), first_repeat([[1]]))
