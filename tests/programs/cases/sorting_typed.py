"""Counting and radix sort, with annotations."""


def counting_sort(values: list[int]) -> list[int]:
    if not values:
        return []
    low, high = min(values), max(values)
    counts = [0] * (high - low + 1)
    for v in values:
        counts[v - low] += 1
    for i in range(1, len(counts)):
        counts[i] += counts[i - 1]
    out: list[int] = [0] * len(values)
    for v in reversed(values):
        counts[v - low] -= 1
        out[counts[v - low]] = v
    return out


def radix_sort(values: list[int]) -> list[int]:
    placement = 1
    largest = max(values)
    while placement <= largest:
        buckets: list[list] = [[] for _ in range(10)]
        for v in values:
            buckets[int((v / placement) % 10)].append(v)
        a = 0
        for b in range(10):
            for v in buckets[b]:
                values[a] = v
                a += 1
        placement *= 10
    return values


if __name__ == "__main__":
    print(counting_sort([0, 5, 3, 2, 2]), counting_sort([]), counting_sort([-2, -5, -45]))
    print(radix_sort([0, 5, 3, 2, 2]), radix_sort([1, 100, 10, 1000]), radix_sort(list(range(15))) == sorted(range(15)))
    assert counting_sort([3, 1]) == [1, 3]
