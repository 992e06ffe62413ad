"""Functions that check their arguments and raise, as textbook code does."""


def binary_to_decimal(bin_string: str) -> int:
    if not bin_string:
        raise ValueError("Empty string was passed to the function")
    bin_string = str(bin_string).strip()
    is_negative = bin_string[0] == "-"
    if is_negative:
        bin_string = bin_string[1:]
    if not all(char in "01" for char in bin_string):
        raise ValueError("Non-binary value was passed to the function")
    number = 0
    for char in bin_string:
        number = 2 * number + int(char)
    return -number if is_negative else number


def catalan(n: int) -> int:
    if not isinstance(n, int):
        msg = f"Input value of [number={n}] must be an integer"
        raise TypeError(msg)
    if n < 1:
        msg = f"Input value of [number={n}] must be > 0"
        raise ValueError(msg)
    current = 1
    for i in range(1, n):
        current *= 4 * i - 2
        current //= i + 1
    return current


def case_0():
    print(repr(binary_to_decimal("101")))
    print(repr(binary_to_decimal(" -11101   ")))
    for bad in ("", "39", "1 0"):
        try:
            print(repr(binary_to_decimal(bad)))
        except Exception as _e:
            print(type(_e).__name__, _e)


def case_1():
    print(repr(catalan(5)))
    print(repr(catalan(60)))
    try:
        print(repr(catalan(0)))
    except Exception as _e:
        print(type(_e).__name__, _e)
    try:
        print(repr(catalan(-1)))
    except Exception as _e:
        print(type(_e).__name__, _e)
    try:
        print(repr(catalan(5.5)))
    except Exception as _e:
        print(type(_e).__name__, _e)


if __name__ == "__main__":
    case_0()
    case_1()
