"""
Run-length encoding, there and back.
"""

from __future__ import annotations


def encode(text: str) -> list[tuple[str, int]]:
    """
    >>> encode("aab")
    [('a', 2), ('b', 1)]
    """
    if not isinstance(text, str):
        raise TypeError("text must be a string")
    encoded: list[tuple[str, int]] = []
    for ch in text:
        if encoded and encoded[-1][0] == ch:
            encoded[-1] = (ch, encoded[-1][1] + 1)
        else:
            encoded.append((ch, 1))
    return encoded


def decode(pairs: list[tuple[str, int]]) -> str:
    return "".join(ch * n for ch, n in pairs)


def case_0() -> None:
    print(repr(encode("aab")))
    print(repr(encode("")))
    print(repr(decode(encode("hello  world"))))
    try:
        print(repr(decode([("a", -1), ("b", 2)])))
    except Exception as _e:
        print(type(_e).__name__, _e)


def case_1() -> None:
    print(repr(all(decode(encode(w)) == w for w in ["", "a", "zzz", "abab"])))
    print(repr(max(encode("mississippi"), key=lambda pair: pair[1])))


if __name__ == "__main__":
    case_0()
    case_1()
