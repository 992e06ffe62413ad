"""Caesar, Vigenere, Atbash, rail fence, Morse."""

from string import ascii_letters, ascii_lowercase, ascii_uppercase


def caesar(text: str, key: int, alphabet: str | None = None) -> str:
    alpha = alphabet or ascii_letters
    result = ""
    for character in text:
        if character not in alpha:
            result += character
        else:
            result += alpha[(alpha.index(character) + key) % len(alpha)]
    return result


def vigenere(message: str, key: str, sign: int = 1) -> str:
    out = []
    k = 0
    for symbol in message:
        num = ascii_uppercase.find(symbol.upper())
        if num != -1:
            num = (num + sign * ascii_uppercase.find(key[k % len(key)].upper())) % 26
            out.append(ascii_uppercase[num] if symbol.isupper() else ascii_lowercase[num])
            k += 1
        else:
            out.append(symbol)
    return "".join(out)


def atbash(text):
    return "".join(ascii_letters[(25 - ascii_letters.index(c)) % 26 + (26 if c.isupper() else 0)] if c in ascii_letters else c for c in text.lower())


def rail_fence(text, key):
    if key <= 0:
        raise ValueError("Height of grid can't be 0 or negative")
    if key == 1 or len(text) <= key:
        return text
    rows: list[list[str]] = [[] for _ in range(key)]
    lowest = key - 1
    for position, character in enumerate(text):
        num = position % (lowest * 2)
        num = min(num, lowest * 2 - num)
        rows[num].append(character)
    return "".join("".join(row) for row in rows)


MORSE = {"S": "...", "O": "---", " ": "/"}
REVERSE = {value: key for key, value in MORSE.items()}


def case_0():
    print(repr(caesar("The quick brown fox", 8)))
    print(repr(caesar(caesar("A Xyz!", 70), -70)))
    print(repr(caesar("abc", 1, "abc")))
    print(repr(vigenere("This is Harshil Darji", "HDarji")))
    print(repr(vigenere(vigenere("Hello, World", "key"), "key", -1)))
    print(repr(atbash("Hello")))
    print(repr(rail_fence("Hello World", 4)))
    try:
        print(repr(rail_fence("x", -5)))
    except Exception as _e:
        print(type(_e).__name__, _e)
    print(" ".join(MORSE[c] for c in "SOS SO".upper()), "".join(REVERSE[c] for c in "... --- / ...".split()))


if __name__ == "__main__":
    case_0()
