import re
from re import sub

print(re.sub(r"\s+", " ", "a  b \t c"))
print(re.sub(r"(\w)(\w)", r"\2\1", "abcdef", count=2))
print(re.sub("[aeiou]", lambda m: m.group().upper(), "education"))


def double(m):
    return str(int(m.group(0)) * 2)


print(sub(r"\d+", double, "3 cats, 12 dogs"))
print(re.subn("a", "b", "banana"))
print(re.split(r"[,;]\s*", "a, b;c,d"), re.split(r"\W+", "one two  three", 1))
print(re.split(r"(-)", "a-b-c"))
print(re.findall(r"\d+", "1 22 333"), re.findall(r"(\w)=(\d)", "a=1 b=2"), re.findall(r"<(\w+)>", "<a><bc>"))
for key, value in re.findall(r"(\w)=(\d)", "a=1 b=2"):
    print(key, int(value) + 1)
print(re.escape("a.b*c"), len(re.findall("x", "")))
