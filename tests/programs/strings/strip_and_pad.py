"""strip with character sets, removeprefix, ljust, zfill, center, expandtabs."""

s = "  xx hello xx\n"
print(repr(s.strip()), repr(s.lstrip()), repr(s.rstrip()), repr(s.strip(" x\n")), repr("xyxhixy".strip("xy")), repr("abc".strip("")))
print("prefix-body".removeprefix("prefix-"), "body.py".removesuffix(".py"), "body".removeprefix("x"), "".removesuffix("a"))
print("ab".ljust(5) + "|", "ab".rjust(5) + "|", "ab".center(5) + "|", "abc".center(6, "-"), "ab".center(5, "-"), "abc".center(2))
print("42".zfill(5), "-42".zfill(5), "+7".zfill(4), "abc".zfill(2), "".zfill(2), "ab".ljust(4, "."), "ab".rjust(4, "."))
print("a\tb\tc".expandtabs(4), "\t|".expandtabs(), "01\t012".expandtabs(4))
