"""round of ints with negative digits is half-even."""

for n in (5, 15, 25, -15, -25, 149, 150, 151, 1250, 1350):
    print(n, round(n), round(n, -1), round(n, -2), round(n, 2))
print(round(10**20 + 5, -1), round(True), abs(-5), abs(5))
