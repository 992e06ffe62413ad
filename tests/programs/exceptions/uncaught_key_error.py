"""The last line of an uncaught KeyError quotes the key."""

d = {"a": 1}
print(d["a"])
print(d["missing"])
