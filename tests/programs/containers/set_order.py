"""Sets of ints iterate in the order of CPython's hash table."""

print({3, 1, 2}, {10, 5, 0}, set([5, 3, 8, 1]), {100, 1, 50}, set(range(20, 0, -3)))
print({8, 0, 16, 24}, {33, 1, 65, 97}, {-1, -2, -3}, {1000000, 999999, 7}, {2**61 - 1, 2**61, 0, 2**64})
s = set()
for i in [9, 17, 1, 25, 33, 8, 0, 41, 49, 57, 16]:
    s.add(i)
    print(s)
for i in [1, 25, 0]:
    s.remove(i)
s.add(73)
print(s, list(s), sorted(s), sum(s), len(s))
print([x for x in {5, 40, 3, 72}], tuple({9, 1}), {True, 2, 0}, set(range(50, 0, -1)) == set(range(1, 51)), set(range(70, 35, -1)))
