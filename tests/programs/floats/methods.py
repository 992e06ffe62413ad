"""is_integer, as_integer_ratio, hex and friends."""

print((2.0).is_integer(), (2.5).is_integer(), float("inf").is_integer())
print((0.5).as_integer_ratio(), (0.1).as_integer_ratio(), (-3.0).as_integer_ratio())
print(abs(-2.5), int(2.9), int(-2.9), bool(0.0), bool(-0.0), bool(0.1))
print(hash(1.0) == hash(1), hash(0.5) == hash(0.5), {0.5: "x"}[1 / 2])
