"""[[0] * n] * m holds one row m times."""

grid = [[0] * 3] * 2
grid[0][1] = 7
print(grid)
grid[1] = [1, 2, 3]
grid[0][0] = 9
print(grid)

good = [[0] * 3 for _ in range(2)]
good[0][1] = 7
print(good)

pair = ([],) * 2
pair[0].append(1)
print(pair)

words = [["x"]] * 3
words[2].append("y")
print(words, words[0] is words[1])
