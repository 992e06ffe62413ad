"""`%` with everything that may stand at its right."""
d = {"n": 5, "x": 2}
print("%(n)d-%(x)03d" % d, "%s" % d, "none" % d, "%s" % {"k": [1]}, "%s|" % [1, "a"], "none" % [1], "%s" % None, "%r" % "q")
print("%s" % {1: 2}, "%s %s" % tuple([1, 2]), "%s" % ((1, 2),), "%s and %s" % ([1], {2}), "%5.1f%%" % 99.5, "%s" % True, "%d" % True)
for bad in ["%d", "%d %d", "%(zz)s"]:
    try:
        print(bad % d)
    except (TypeError, KeyError) as e:
        print(type(e).__name__, e)
try:
    print("%d %d" % (1,))
except TypeError as e:
    print(e)
try:
    print("%d" % (1, 2))
except TypeError as e:
    print(e)
print("%s is %s" % ("pi", 3.14), "%(a)s %(b)s" % {"a": "x", "b": "y"}, "%c%c" % (65, "B"), "%x %o %e" % (255, 8, 12345.678))
