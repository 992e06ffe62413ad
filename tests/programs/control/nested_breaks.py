"""break and continue in nested loops with flags, try and else."""


def search(grid, wanted):
    found = None
    for y, row in enumerate(grid):
        for x, cell in enumerate(row):
            if cell < 0:
                continue
            if cell == wanted:
                found = (x, y)
                break
        if found:
            break
    return found


def primes_between(a, b):
    out = []
    for n in range(a, b):
        if n < 2:
            continue
        k = 2
        while k * k <= n:
            if n % k == 0:
                break
            k += 1
        else:
            out.append(n)
            continue
        if n % 10 == 0:
            break
    return out


print(search([[1, -2], [3, 4]], 4), search([[1]], 9), search([[5]], 5), primes_between(0, 30))
for attempt in range(4):
    try:
        if attempt == 0:
            continue
        value = 10 // (attempt - 1)
    except ZeroDivisionError:
        print("zero", attempt)
        continue
    else:
        print("ok", attempt, value)
        if value < 10:
            break
    finally:
        print("end", attempt)
