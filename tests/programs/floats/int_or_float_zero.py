"""A variable that starts as 0 and may stay an int."""


def total(prices):
    result = 0
    for price in prices:
        result += price
    return result


def mean(values):
    if not values:
        return 0
    return sum(values) / len(values)


def clamp(x, low, high):
    return max(low, min(x, high))


print(total([]), total([1.5]), total([1, 2]), total([0.5, 0.5]))
print(mean([]), mean([1, 2, 3]), mean([4]))
print(clamp(5, 0, 1.5), clamp(1, 0, 1.5), clamp(-1.0, 0, 1.5), clamp(1.0, 0, 2))


def annotated(x: float) -> float:
    return x * 2


print(annotated(2), annotated(2.0), annotated(0.25))
limit: float = 3
print(limit, limit / 2, limit + 1)
