"""round is half-even on what the float really is."""

for x in (0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 2.675, 1.005, 0.125, 0.375, 1e16, 123.456, -123.456, 5e15 + 0.5):
    print(x, round(x), round(x, 1), round(x, 2), round(x, 0))
print(round(1234.5678, -2), round(15.0, -1), round(25.0, -1), round(1e300, 2), round(2.5, None))
print(type(round(2.5)).__name__, type(round(2.5, 0)).__name__, type(round(7)).__name__, round(1e20))
for bad in (float("inf"), float("nan")):
    try:
        print(round(bad))
    except (OverflowError, ValueError) as error:
        print(type(error).__name__, error)
print(round(float("inf"), 1), round(0.1 + 0.2, 15), round(3.14159, 3), round(-0.04, 1))
