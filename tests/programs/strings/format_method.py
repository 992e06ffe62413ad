"""str.format: positions, names, attributes, indices, nesting."""

print("{} {}".format(1, "a"), "{1} {0} {1}".format("x", "y"), "{a}-{b:>3}".format(a=1, b=2), "{0[1]} {1[k]}".format([5, 6], {"k": 7}))
print("{:>5}|{:<5}|{:^5}|{:05.1f}".format("r", "l", "c", 2.25), "{{}} {}".format(3), "{:{}}|".format("w", 4), "{:,}".format(10**6))
print("{!r} {!s}".format("q", "q"), "{0:b} {0:x}".format(10), "{name!r:>6}".format(name="z"))
print("%s and %d and %.2f and %%" % ("a", 5, 1.005), "%5s|%-5s|" % ("a", "b"), "%s" % [1], "%s %s" % (None, True), "%(k)s-%(n)03d" % {"k": "v", "n": 7}, "%c" % "x")
for template, args in (("{} {}", (1,)), ("{5}", (1,))):
    try:
        print(template.format(*args))
    except IndexError as error:
        print(type(error).__name__, error)
