"""Floor division and remainder of huge and negative numbers."""

a = 10**30 + 7
for b in (3, -3, 10**15, -(10**15), 10**31, -(10**31), 2**64):
    print(a // b, a % b, -a // b, -a % b)
    print(divmod(a, b), divmod(-a, b))
print((2**63) // -1, -(2**63) // -1, -(2**63) % -1)
print(10**40 // 10**38, 10**40 % 7)
print(int(10**40 / 10**38))
