"""Comparisons between ints, floats and bools are exact."""

print(1 == 1.0, True == 1, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 2**53 + 1 > 2.0**53)
print(10**30 > 1e30, 10**400 > float("inf"), -(10**400) < float("-inf"), 10**22 == 1e22)
print(1 < 1.5 < 2, 0.1 + 0.2 == 0.3, True < 2, False == 0.0, 3 > 2.999)
print({1: "a", 1.0: "b", True: "c"})
print({1, 1.0, True, 2}, 1.0 in [1, 2], True in {1: 0}, [1, 2] == [1.0, 2.0])
print((1, 2.0) == (1.0, 2), [True, False] == [1, 0])
