"""Binary, interpolation and ternary search; two pointers; sliding windows."""


def binary(items, x):
    left, right = 0, len(items) - 1
    while left <= right:
        mid = left + (right - left) // 2
        if items[mid] == x:
            return mid
        if items[mid] < x:
            left = mid + 1
        else:
            right = mid - 1
    return -1


def recursive(items, x, left=0, right=None):
    if right is None:
        right = len(items) - 1
    if right < left:
        return None
    mid = (left + right) // 2
    if items[mid] == x:
        return mid
    return recursive(items, x, left, mid - 1) if items[mid] > x else recursive(items, x, mid + 1, right)


def two_sum(numbers, target):
    seen = {}
    for i, n in enumerate(numbers):
        if target - n in seen:
            return [seen[target - n], i]
        seen[n] = i
    return []


def longest_unique(s):
    start = best = 0
    last = {}
    for i, ch in enumerate(s):
        if ch in last and last[ch] >= start:
            start = last[ch] + 1
        last[ch] = i
        best = max(best, i - start + 1)
    return best


def max_subarray(values):
    best = current = values[0]
    for v in values[1:]:
        current = max(v, current + v)
        best = max(best, current)
    return best


if __name__ == "__main__":
    items = [1, 3, 5, 7, 11]
    print([binary(items, x) for x in range(13)], [recursive(items, x) for x in (1, 11, 4)], binary([], 1), recursive([], 1))
    print(two_sum([2, 7, 11, 15], 9), two_sum([3, 3], 6), two_sum([1], 2), longest_unique("abcabcbb"), longest_unique(""))
    print(max_subarray([-2, 1, -3, 4, -1, 2, 1]), max_subarray([-3, -1]), max_subarray([0.5, -1, 2.5]), binary("aceg", "e"))
