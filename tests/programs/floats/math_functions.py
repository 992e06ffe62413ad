"""The math module on ordinary values."""

import math

for x in (0.0, 0.5, 1.0, 2.0, 10.0):
    print(math.sqrt(x), math.exp(x) > 1, round(math.sin(x), 12), round(math.cos(x), 12), round(math.atan(x), 12))
for x in (2.5, -2.5, 3.0, -0.5, 1e17):
    print(math.floor(x), math.ceil(x), math.trunc(x), math.fabs(x), math.copysign(1, x))
print(math.pi, math.e, math.tau, math.inf, math.nan)
print(math.log(1), math.log(8, 2), math.log2(1024), math.log10(1000), math.log10(2**100) > 30)
print(math.pow(2, 10), math.hypot(3, 4), math.degrees(math.pi), math.radians(180), math.fmod(-7, 3), math.modf(2.5))
print(math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1.0), math.isclose(0.1 + 0.2, 0.3))
print(math.frexp(8.0), math.ldexp(0.5, 4), math.fsum([0.1] * 10), math.prod([1, 2, 3.5]), math.prod([]))
print(math.dist((0, 0), (3, 4)), math.cbrt(27.0) if hasattr(math, "cbrt") else 3.0)
