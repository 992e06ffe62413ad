"""The % operator in its common forms."""

print("%s" % "a", "%d items" % 3, "%5.2f|%-6s|%06d|%x" % (3.14159, "ab", -42, 255), "%s %s %r" % (1, [2], "q"), "100%%" % ())
print("%(name)s=%(value)5.1f" % {"name": "x", "value": 2.25}, "%c%c" % (72, "i"), "%e" % 12345.678, "%10.3s|" % "abcdef", "%*d" % (5, 42), "%.0f %.0f" % (0.5, 1.5))
