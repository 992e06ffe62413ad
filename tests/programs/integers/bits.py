"""&, |, ^ and ~ on negatives behave as on infinite two's complement."""

for a in (0, 1, -1, 5, -5, 12, -13):
    for b in (3, -3, 8):
        print(a, b, a & b, a | b, a ^ b, ~a)
big = 2**70
print(big & -big, big | 1, big ^ -1, ~big, -big & 0xFF, (-big | 1) & 0xFFFF)
print(-1 & 0xFFFFFFFF, -1 & 0xFFFFFFFFFFFFFFFF, ~0 & (1 << 64) - 1)
print(True & 1, True & False, True | 2, True ^ True, ~True)
