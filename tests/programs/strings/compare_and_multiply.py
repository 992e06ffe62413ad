"""Ordering, equality, repetition, concatenation, membership."""

print("a" < "b", "a" < "B", "abc" < "abd", "abc" < "ab", "" < "a", "10" < "9", "a" == "A", "a" != "b", "abc" <= "abc")
print("ab" * 3, 2 * "xy", repr("a" * 0), repr("a" * -2), "a" + "b" * 2, min("hello"), max("hello"), sorted("hello"))
s = "x"
s += "y"
s *= 3
print(s, len(s), "yx" in s, list(s), set("aab") == {"a", "b"}, tuple("ab"))
print("apple" < "banana" < "cherry", ["b", "a"] < ["b", "b"], max(["aa", "b", "ab"]), min("b", "a", "c"))
