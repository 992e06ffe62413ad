"""Roman numerals there and back, with a strict check of what counts as one.

Shows: annotated functions, tuples in a constant, zip of a string with itself, ValueError with a message.
"""

NUMERALS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]  # fmt: skip

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def to_roman(number: int) -> str:
    if not 0 < number < 4000:
        raise ValueError(f"{number} is not between 1 and 3999")
    text = ""
    for value, numeral in NUMERALS:
        count, number = divmod(number, value)
        text += numeral * count
    return text


def from_roman(text: str) -> int:
    """The number; raises ValueError for anything that to_roman would not write."""
    total = 0
    for this, following in zip(text, text[1:] + " "):
        if this not in VALUES:
            raise ValueError(f"{this!r} is no Roman digit")
        value = VALUES[this]
        total += -value if value < VALUES.get(following, 0) else value
    if total == 0 or to_roman(total) != text:
        raise ValueError(f"{text!r} is not well formed")
    return total


def main() -> None:
    for year in (1, 4, 9, 14, 40, 90, 400, 1066, 1492, 1994, 2024, 3999):
        print(f"{year:>5} {to_roman(year)}")

    assert all(from_roman(to_roman(n)) == n for n in range(1, 4000))
    longest = max((to_roman(n) for n in range(1, 4000)), key=len)
    print("longest:", longest, from_roman(longest))

    for text in ("XLII", "IIII", "VX", "ABC", ""):
        try:
            print(text, "=", from_roman(text))
        except ValueError as error:
            print("error:", error)


if __name__ == "__main__":
    main()
