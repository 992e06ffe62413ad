"""Tables: knapsack, longest common subsequence, edit distance, coins, LIS."""


def knapsack(capacity, weights, values):
    table = [[0] * (capacity + 1) for _ in range(len(values) + 1)]
    for i in range(1, len(values) + 1):
        for w in range(capacity + 1):
            table[i][w] = table[i - 1][w]
            if weights[i - 1] <= w:
                table[i][w] = max(table[i][w], values[i - 1] + table[i - 1][w - weights[i - 1]])
    return table[-1][-1]


def lcs(a: str, b: str) -> tuple[int, str]:
    m, n = len(a), len(b)
    dp = [[0] * (n + 1) for _ in range(m + 1)]
    for i in range(1, m + 1):
        for j in range(1, n + 1):
            match = 1 if a[i - 1] == b[j - 1] else 0
            dp[i][j] = max(dp[i - 1][j], dp[i][j - 1], dp[i - 1][j - 1] + match)
    seq = ""
    i, j = m, n
    while i > 0 and j > 0:
        if a[i - 1] == b[j - 1]:
            seq = a[i - 1] + seq
            i -= 1
            j -= 1
        elif dp[i - 1][j] >= dp[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return dp[m][n], seq


def edit_distance(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def coins(amount, kinds):
    ways = [1] + [0] * amount
    for coin in kinds:
        for x in range(coin, amount + 1):
            ways[x] += ways[x - coin]
    return ways[amount]


def fewest(amount, kinds):
    best = [0] + [float("inf")] * amount
    for x in range(1, amount + 1):
        for c in kinds:
            if c <= x:
                best[x] = min(best[x], best[x - c] + 1)
    return best[amount] if best[amount] != float("inf") else -1


def lis(values):
    if not values:
        return []
    best = [[v] for v in values]
    for i in range(len(values)):
        for j in range(i):
            if values[j] < values[i] and len(best[j]) + 1 > len(best[i]):
                best[i] = best[j] + [values[i]]
    return max(best, key=len)


if __name__ == "__main__":
    print(knapsack(50, [10, 20, 30], [60, 100, 120]), lcs("programming", "gaming"), lcs("", "x"), edit_distance("kitten", "sitting"), edit_distance("", "abc"))
    print(coins(100, [1, 5, 10, 25, 50]), coins(500, [1, 2, 5, 10, 20, 50]), fewest(11, [1, 2, 5]), fewest(3, [2]), fewest(0, [1]), lis([10, 9, 2, 5, 3, 7, 101, 18]), lis([]))
