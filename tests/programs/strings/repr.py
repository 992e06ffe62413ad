"""repr: quotes, escapes, what is printable."""

for s in ("plain", "it's", 'say "hi"', "both ' and \"", "tab\tnew\nline", "back\\slash", "\x00\x1f\x7f", "é", "\u200b", "🎉", "\xa0", "\r", ""):
    print(repr(s), len(s))
print(["it's", 'a"b', "\n"], ("x",), {"k'": "v"}, {"a\\b"})
print("%r %s" % ("a'b", "a'b"), f"{'x'!r:>6}", "{!r}".format("q"), ascii("é日"))
print(str(["a"]), str(("a", 1)), str({"a": None}), r"raw\n", "a" "b", "tri" """ple""")
