"""statistics: mean, median, mode, stdev."""

import statistics

print(statistics.mean([1, 2, 3, 4]), statistics.median([3, 1, 2]), statistics.median([1, 2, 3, 4]), statistics.mode("aab"), statistics.mean([0.5, 1.5]), statistics.pstdev([1, 2, 3, 4]), statistics.variance([1, 2, 4]))
