import re


def describe(text):
    found = re.search(r"(\w+)@(\w+)\.(com|org)", text)
    if not found:
        return "nothing"
    return f"{found.group()} {found.group(1)} {found[2]} {found.start()} {found.end(2)} {found.span(3)}"


print(describe("write to ann@example.org today"))
print(describe("no address"))
m = re.match(r"(?P<year>\d{4})-(?P<month>\d\d)(-(?P<day>\d\d))?", "2024-05 rest")
if m:
    print(m.group("year"), m["month"], m.group("day"), m.groups())
    print(m.groupdict(), m.group("year", "month") if False else m.group(1, 2))
print(re.fullmatch("a+b", "aaab") is not None, re.fullmatch("a+b", "aaabc"))
print(bool(re.search("^x", "yx")), bool(re.search("X", "yx", re.IGNORECASE)))
for one in re.finditer(r"\d+", "a1b22c333"):
    print(one.group(), one.span(), end=";")
print()
