"""Seven sorts over ints, floats, strings and the empty list."""


def bubble(c):
    n = len(c)
    for i in reversed(range(n)):
        swapped = False
        for j in range(i):
            if c[j] > c[j + 1]:
                swapped = True
                c[j], c[j + 1] = c[j + 1], c[j]
        if not swapped:
            break
    return c


def insertion(c):
    for i, value in enumerate(c[1:]):
        while i >= 0 and value < c[i]:
            c[i + 1] = c[i]
            i -= 1
        c[i + 1] = value
    return c


def merge(c):
    if len(c) <= 1:
        return c
    mid = len(c) // 2
    left, right = merge(c[:mid]), merge(c[mid:])
    result = []
    while left and right:
        result.append((left if left[0] <= right[0] else right).pop(0))
    return [*result, *left, *right]


def quick(c):
    if len(c) < 2:
        return c
    pivot = c.pop(len(c) // 2)
    lesser = [x for x in c if x <= pivot]
    greater = [x for x in c if x > pivot]
    return [*quick(lesser), pivot, *quick(greater)]


def selection(c):
    for i in range(len(c) - 1):
        k = min(range(i, len(c)), key=c.__getitem__)
        if k != i:
            c[i], c[k] = c[k], c[i]
    return c


def heap(c):
    def sift(i, n):
        largest = i
        for child in (2 * i + 1, 2 * i + 2):
            if child < n and c[child] > c[largest]:
                largest = child
        if largest != i:
            c[i], c[largest] = c[largest], c[i]
            sift(largest, n)

    for i in range(len(c) // 2 - 1, -1, -1):
        sift(i, len(c))
    for i in range(len(c) - 1, 0, -1):
        c[0], c[i] = c[i], c[0]
        sift(0, i)
    return c


def shell(c):
    gap = len(c) // 2
    while gap > 0:
        for i in range(gap, len(c)):
            value, j = c[i], i
            while j >= gap and c[j - gap] > value:
                c[j] = c[j - gap]
                j -= gap
            c[j] = value
        gap //= 2
    return c


if __name__ == "__main__":
    data = [0, 5, 3, -2, 2, 5]
    print(bubble(data[:]), insertion(data[:]), merge(data[:]), quick(data[:]), selection(data[:]), heap(data[:]), shell(data[:]))
    print(bubble([]), insertion([]), merge([]), quick([]), heap([]), shell([1]))
    words = ["d", "a", "b", "e"]
    print(bubble(words), words, insertion(words[::-1]), merge(words[::-1]))
    print(bubble([0.1, -2.5, 3.0]), merge([-0.5, 2, 1]), quick([True, False]), data)
