"""Deterministic simulations: LCG, Langton's ant, cellular automaton, Collatz statistics, Josephus."""


class Lcg:
    def __init__(self, seed, a=1103515245, c=12345, m=2**31):
        self.seed, self.a, self.c, self.m = seed, a, c, m

    def next(self):
        self.seed = (self.a * self.seed + self.c) % self.m
        return self.seed


def rule(cells, number):
    n = len(cells)
    return [number >> (cells[i - 1] << 2 | cells[i] << 1 | cells[(i + 1) % n]) & 1 for i in range(n)]


def ant(steps):
    black = set()
    x = y = 0
    dx, dy = 0, 1
    for _ in range(steps):
        if (x, y) in black:
            black.remove((x, y))
            dx, dy = -dy, dx
        else:
            black.add((x, y))
            dx, dy = dy, -dx
        x, y = x + dx, y + dy
    return len(black), (x, y)


def josephus(n, k):
    people = list(range(1, n + 1))
    i = 0
    while len(people) > 1:
        i = (i + k - 1) % len(people)
        people.pop(i)
    return people[0]


def collatz(limit):
    lengths = {1: 1}
    for start in range(2, limit):
        n, path = start, []
        while n not in lengths:
            path.append(n)
            n = n // 2 if n % 2 == 0 else 3 * n + 1
        base = lengths[n]
        for i, p in enumerate(reversed(path), 1):
            lengths[p] = base + i
    return max(range(1, limit), key=lengths.get), len(lengths)


if __name__ == "__main__":
    g = Lcg(42)
    print([g.next() % 100 for _ in range(8)], Lcg(1, m=2**64, a=6364136223846793005).next())
    cells = [0] * 15 + [1] + [0] * 15
    for _ in range(6):
        print("".join(".#"[c] for c in cells))
        cells = rule(cells, 30)
    print(ant(200), josephus(41, 3), collatz(1000))
