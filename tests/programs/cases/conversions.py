"""Units, bases, roman numerals, temperatures, times."""


def celsius_to_fahrenheit(celsius: float, ndigits: int = 2) -> float:
    return round((float(celsius) * 9 / 5) + 32, ndigits)


def decimal_to_any(num: int, base: int) -> str:
    if isinstance(num, float):
        raise TypeError("int() can't convert non-string with explicit base")
    if num < 0:
        raise ValueError("parameter must be positive int")
    if base in (0, 1):
        raise ValueError("base must be >= 2")
    digits = ""
    div = 0
    while div != 1:
        div, mod = divmod(num, base)
        digits += chr(55 + mod) if mod > 9 else str(mod)
        num = div
        if div == 0:
            return digits[::-1]
        if div == 1:
            digits += str(div)
            return digits[::-1]
    return digits[::-1]


def hms(seconds):
    m, s = divmod(seconds, 60)
    h, m = divmod(m, 60)
    return f"{h:d}:{m:02d}:{s:02d}"


def prefix(value):
    for name, exponent in {"tera": 12, "giga": 9, "mega": 6, "kilo": 3}.items():
        if abs(value) >= 10**exponent:
            return f"{value / 10 ** exponent} {name}"
    return str(value)


if __name__ == "__main__":
    for c in (273.354, 0, -40.0, "40"):
        print(repr(celsius_to_fahrenheit(c)), repr(celsius_to_fahrenheit(c, 0)), repr(celsius_to_fahrenheit(c, 3)))
    print([decimal_to_any(n, 16) for n in (0, 5, 20, 58, 243)], decimal_to_any(10**20, 36), hms(3661), hms(59), hms(360000), prefix(1500), prefix(10**13), prefix(-2000), prefix(12))
    for bad in ((34.4, 6), (-10, 5), (12, 1)):
        try:
            decimal_to_any(*bad)
        except Exception as _e:
            print(type(_e).__name__, _e)
