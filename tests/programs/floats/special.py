"""inf, nan and minus zero."""

inf = float("inf")
nan = float("nan")
print(inf, -inf, nan, inf - inf, inf * 0, inf + 1, -inf < 0 < inf, inf == inf)
print(nan == nan, nan != nan, nan < 1, nan > 1, float("nan") in [nan])
print(-0.0, 0.0 == -0.0, 0.0 * -1, -0.0 + 0.0, abs(-0.0), str(-0.0), round(-0.4))
print(1e308 * 10, -1e308 * 10, 1e-320 / 1e10, 1e300 * 1e300 == inf)
print(max(1.0, inf), min(-inf, 0), float("Infinity"), float("-inf"), float("NaN"), float("1e400"))
print(10 % inf, -10 % inf, 10 // inf, -10 // inf, 5.0 // 0.3)
