"""// and % round towards minus infinity, for every mix of signs."""

for a in (7, -7, 0, 1, -1, 6):
    for b in (2, -2, 3, -3, 7):
        q, r = a // b, a % b
        assert q * b + r == a
        print(a, b, q, r, divmod(a, b))
