"""Domain and range errors of math."""

import math


def attempt(f, *args):
    try:
        print(f(*args))
    except (ValueError, OverflowError, ZeroDivisionError, TypeError) as error:
        print(type(error).__name__, error)


attempt(math.sqrt, -1)
attempt(math.log, 0)
attempt(math.log, -5.0)
attempt(math.exp, 1000)
attempt(math.pow, 10, 400)
attempt(math.factorial, -1)
attempt(math.isqrt, -1)
attempt(math.acos, 2)
attempt(math.fmod, 1, 0)
attempt(math.comb, -1, 2)
attempt(math.floor, math.inf)
attempt(math.ceil, math.nan)
attempt(math.gcd, 4, 6)
