grid = [[1, 0], [0, 1]]
ragged = [[1], [2, 3]]
ages = {"ada": 36, "alan": 41}
primes = {2, 3, 5}
points = [("a", 1.5), ("b", -2.0)]
print(grid, ragged, ages, primes, points, (1, 2), [])
