"""Building strings in loops, in lists, with join."""


def caesar(text, k):
    out = ""
    for ch in text:
        if ch.isupper():
            out += chr((ord(ch) - 65 + k) % 26 + 65)
        elif ch.islower():
            out += chr((ord(ch) - ord("a") + k) % 26 + ord("a"))
        else:
            out += ch
    return out


def run_length(text):
    if not text:
        return ""
    parts = []
    last, n = text[0], 0
    for ch in text:
        if ch == last:
            n += 1
        else:
            parts.append(f"{n}{last}")
            last, n = ch, 1
    parts.append(f"{n}{last}")
    return "".join(parts)


def is_palindrome(s):
    t = [c.lower() for c in s if c.isalnum()]
    return t == t[::-1]


print(caesar("Hello, World!", 3), caesar(caesar("Hello", 5), -5), caesar("xyz", -30))
print(run_length("aaabccd"), repr(run_length("")), run_length("z"))
print(is_palindrome("A man, a plan, a canal: Panama"), is_palindrome("ab"))
s = "abc"
t = s
s += "d"
print(s, t)
