"""int() of inf and nan."""

for value in (float("inf"), float("-inf"), float("nan")):
    try:
        print(int(value))
    except (OverflowError, ValueError) as error:
        print(type(error).__name__, error)
