"""append, insert, pop, remove, index, count, reverse, extend, clear, copy."""

a = [3, 1, 2]
a.append(1)
a.insert(0, 9)
a.insert(100, 8)
a.insert(-1, 7)
print(a, a.pop(), a.pop(0), a.pop(-2), a)
a.remove(1)
a.extend((4, 5))
a.extend("xy")
print(a, a.index(2), a.count(1), len(a), 4 in a)
a.reverse()
print(a, a[-1], a[1:3], a[::-1])
b = a.copy()
b.clear()
print(a != b, b, [1, 2] + [3], [0] * 3, 2 * [1, 2], [] * 5, [1] * -1, list("ab"), list(range(3)), list((1,)))
for bad in (lambda: [].pop(), lambda: [1].remove(2), lambda: [1].index(5), lambda: [1, 2][2], lambda: [1].pop(3), lambda: [1][-2]):
    try:
        bad()
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)
