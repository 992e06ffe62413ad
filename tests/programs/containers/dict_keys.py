"""Keys of many kinds: tuples, None, bools beside ints, frozensets, floats."""

d = {(1, 2): "t", None: "n", "s": "s", 2.5: "f", frozenset({1}): "fs", True: "b"}
print(d[(1, 2)], d[None], d[2.5], d[frozenset([1])], d[1], d[1.0])
d[1] = "changed"
d[0] = "zero"
d[False] = "false"
print(len(d), d[True], d[0])
grid = {}
for x in range(3):
    for y in range(2):
        grid[x, y] = x * y
print(grid, grid[2, 1], (0, 0) in grid, (5, 5) in grid)
for bad in ([1], {}, {1}):
    try:
        print({bad: 1})
    except TypeError as error:
        print(error)
