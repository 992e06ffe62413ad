"""Code points beyond ASCII: length, index, slices, reversal, ord and chr."""

s = "naïve café 日本語 🎉!"
print(len(s), s[2], s[9], s[11:14], s[-2], s[::-1], s.upper(), s.title())
for ch in "é日🎉":
    print(ch, ord(ch), chr(ord(ch)), hex(ord(ch)), len(ch), ch.encode("utf-8"), len(ch.encode()))
print(s.find("日"), s.index("🎉"), "語" in s, s.split(), s.count("é"), s.replace("日本", "*"))
print("ß".upper(), "ǅ".lower(), "İ".lower() == "i̇", "ΑΣ".lower(), "ﬁ".upper(), "straße".casefold(), "É".lower())
print(sorted("zéaÀ"), "é" > "z", "Z" < "a" < "é", max("abcé"), [c for c in "añb"])
print("日本".center(6, "*"), f"{'é':>4}|", "ñ".ljust(3, "."), "%5s|" % "日")
