"""Small list tasks in the manner of exercise collections, with asserts."""


def remove_duplicates(items):
    return list(dict.fromkeys(items))


def chunk(items, n):
    return [items[i : i + n] for i in range(0, len(items), n)]


def rotate_left(items, d):
    d %= len(items)
    return items[d:] + items[:d]


def sub_lists(items):
    result = [[]]
    for i in range(len(items) + 1):
        for j in range(i + 1, len(items) + 1):
            result.append(items[i:j])
    return result


def count_ranges(items, lo, hi):
    return sum(lo <= x <= hi for x in items)


def tuple_to_dict(t):
    return dict(t[i : i + 2] for i in range(0, len(t), 2))


def largest_pair(nums):
    nums = sorted(nums)
    return max(nums[0] * nums[1], nums[-1] * nums[-2])


def interleave(*lists):
    return [x for t in zip(*lists) for x in t]


def frequency(items):
    freq = {}
    for x in items:
        freq[x] = freq.get(x, 0) + 1
    return sorted(freq.items(), key=lambda kv: (-kv[1], str(kv[0])))


if __name__ == "__main__":
    print(remove_duplicates([3, 1, 3, 2, 1]))
    assert remove_duplicates([1, 1]) == [1]
    print(chunk([1, 2, 3, 4, 5], 2), chunk([], 3))
    print(rotate_left([1, 2, 3, 4], 6), rotate_left("abc", -1))
    print(sub_lists([1, 2, 3]), sub_lists(["X"]))
    print(count_ranges([10, 20, 30.5], 15, 40))
    assert tuple_to_dict((1, 5, 7, 10)) == {1: 5, 7: 10}
    print(tuple_to_dict(("a", 1, "b", 2)), largest_pair([-10, -3, 5, 2]), interleave([1, 2], [3, 4], [5, 6]))
    print(frequency([1, "a", 1, "b", "a", 1]), frequency("hello"))
    print("done")
