"""Small string tasks, with asserts."""


def snake_to_camel(word):
    return "".join(x.capitalize() or "_" for x in word.split("_"))


def is_anagram(a, b):
    return sorted(a.replace(" ", "").lower()) == sorted(b.replace(" ", "").lower())


def vowels(s):
    return len([c for c in s if c in "aeiouAEIOU"])


def first_repeated(s):
    for i, c in enumerate(s):
        if c in s[:i]:
            return c
    return None


def compress(s):
    out, i = "", 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]:
            j += 1
        out += s[i] + (str(j - i) if j - i > 1 else "")
        i = j
    return out


def reverse_words(s):
    return " ".join(reversed(s.split()))


def parens(s):
    stack = []
    for c in s:
        if c in "([{":
            stack.append(c)
        elif not stack or stack.pop() + c not in ("()", "[]", "{}"):
            return False
    return not stack


def to_title(s):
    return " ".join(w[0].upper() + w[1:].lower() for w in s.split())


if __name__ == "__main__":
    print(snake_to_camel("python_program_x"), snake_to_camel("a__b"), is_anagram("Silent", "Listen"), vowels("Education"))
    print(first_repeated("abcab"), first_repeated("abc"), compress("aaabccd"), repr(compress("")), reverse_words(" a  b c "))
    print([parens(s) for s in ("()[]{}", "([)]", "", "(", "]")], to_title("hELLO wORLD"), "abc".find("c"), "%s" % "x".join("123"))
    assert first_repeated("") is None
    assert to_title("a") == "A", "single letter"
    print("done")
