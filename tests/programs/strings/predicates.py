"""The is... methods on a table of strings."""

table = ("", "abc", "ABC", "Abc", "abc1", "123", "12.3", " ", "\t\n", "a b", "Title Case", "é", "²", "½", "٣", "_x", "1x", "class", "ab\n", "日本")
for s in table:
    flags = [s.isalpha(), s.isdigit(), s.isalnum(), s.isspace(), s.isupper(), s.islower(), s.istitle(), s.isidentifier(), s.isnumeric(), s.isdecimal(), s.isascii(), s.isprintable()]
    print(repr(s), "".join("1" if f else "0" for f in flags))
