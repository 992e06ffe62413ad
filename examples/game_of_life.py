"""Conway's game of life on an endless plane: the living cells are a set of coordinates.

Shows: set comprehensions, tuples as dict keys, collections.Counter, nested loops, string building.
"""

from collections import Counter

GLIDER = """
.O.
..O
OOO
"""

PULSAR_SEED = """
OOOOO
O...O
"""


def parse(picture):
    """The coordinates of every O in a picture."""
    rows = picture.strip().splitlines()
    return {(x, y) for y, row in enumerate(rows) for x, ch in enumerate(row) if ch == "O"}


def step(cells):
    """One generation on."""
    neighbours = Counter(
        (x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx != 0 or dy != 0
    )
    return {cell for cell, count in neighbours.items() if count == 3 or (count == 2 and cell in cells)}


def bounds(cells):
    xs = [x for x, _ in cells]
    ys = [y for _, y in cells]
    return min(xs), min(ys), max(xs), max(ys)


def draw(cells):
    if not cells:
        return "(empty)"
    left, top, right, bottom = bounds(cells)
    lines = []
    for y in range(top, bottom + 1):
        lines.append("".join("O" if (x, y) in cells else "." for x in range(left, right + 1)))
    return "\n".join(lines)


def shape(cells):
    """The cells moved to the origin, so that a pattern equals itself elsewhere."""
    left, top, _, _ = bounds(cells)
    return frozenset((x - left, y - top) for x, y in cells)


def period(cells, limit=100):
    """After how many generations the shape comes back, and how far it has moved."""
    first = shape(cells)
    x0, y0, _, _ = bounds(cells)
    for generation in range(1, limit + 1):
        cells = step(cells)
        if not cells:
            return None
        if shape(cells) == first:
            x1, y1, _, _ = bounds(cells)
            return generation, (x1 - x0, y1 - y0)
    return None


def main():
    glider = parse(GLIDER)
    print(draw(glider))
    print("glider:", period(glider))
    print("blinker:", period({(0, 0), (1, 0), (2, 0)}))
    print("block:", period({(0, 0), (1, 0), (0, 1), (1, 1)}))
    print("lonely:", period({(0, 0)}))

    cells = parse(PULSAR_SEED)
    populations = []
    for _ in range(30):
        populations.append(len(cells))
        cells = step(cells)
    print("populations:", populations)
    print(draw(cells))


if __name__ == "__main__":
    main()
