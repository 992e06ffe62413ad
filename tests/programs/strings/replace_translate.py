"""replace with counts and empty patterns, translate, maketrans."""

s = "banana"
print(s.replace("a", "o"), s.replace("a", "o", 2), s.replace("an", ""), s.replace("x", "y"), s.replace("", "-"), s.replace("", "-", 2), "".replace("", "x"))
table = str.maketrans("abn", "123")
print(s.translate(table), s.translate(str.maketrans("", "", "an")), s.translate(str.maketrans({"a": "AA", "b": None})), "x".translate({120: "y"}))
print("aaa".replace("aa", "b"), "aaaa".replace("aa", "b"), "a.b.c".replace(".", "\\."))
