import re

WORD = re.compile(r"[a-z]+", re.I | re.M)


class Lexer:
    def __init__(self):
        self.number = re.compile(r"\d+")

    def tokens(self, text):
        out = []
        at = 0
        while at < len(text):
            m = self.number.match(text[at:])
            if m:
                out.append(int(m.group()))
                at += m.end()
                continue
            out.append(text[at])
            at += 1
        return out


print(WORD.findall("Hello big World 42"))
print(WORD.sub("#", "ab12cd"), WORD.pattern, WORD.search("12") is None)
print(Lexer().tokens("12+(3*45)"))
if WORD.fullmatch("Word"):
    print("a word")
try:
    re.compile("(")
except re.error as e:
    print("error:", e)
