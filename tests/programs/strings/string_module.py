"""The constants of string, and what people do with them."""

import string

print(string.ascii_lowercase, string.ascii_uppercase, string.digits, string.hexdigits, string.punctuation, string.octdigits)
print(repr(string.whitespace), len(string.ascii_letters), len(string.printable))
print("".join(c for c in "a.b,c!" if c not in string.punctuation), string.ascii_lowercase.index("k"), string.capwords("a bc  d"))
rot = str.maketrans(string.ascii_lowercase, string.ascii_lowercase[13:] + string.ascii_lowercase[:13])
print("hello".translate(rot), "hello".translate(rot).translate(rot), list(zip(string.digits, string.ascii_lowercase))[:3])
