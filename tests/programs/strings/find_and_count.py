"""find, rfind, index, count, startswith with bounds and tuples."""

s = "abracadabra"
print(s.find("a"), s.find("a", 1), s.find("a", -1), s.find("z"), s.rfind("a"), s.rfind("bra", 0, 9), s.find(""), s.find("", 20))
print(s.count("a"), s.count("abra"), s.count("a", 1), s.count("a", 1, 5), s.count(""), "aaaa".count("aa"), s.index("cad"), s.rindex("abra"))
print(s.startswith("abra"), s.startswith("bra", 1), s.startswith(("x", "a")), s.endswith("bra"), s.endswith(("z", "ra")), s.startswith(""))
print("" in s, "cad" in s, "dac" in s, "a" not in s)
for f in (s.index, s.rindex):
    try:
        f("zz")
    except ValueError as error:
        print(error)
