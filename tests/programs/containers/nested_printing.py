"""str of nested containers uses repr inside."""

print([1, "a", 2.0, None, True, (1,), {"k": [1]}, {1}, b"b", [[]]])
print({"a": {"b": {"c": ()}}, 1: "x'y", (1, 2): {"s"}}, ["\n", "é", 'q"'], ("it's",), [{}], [set()], {(): []})
print(str([1.0, 1e20, -0.0, 1e-7]), repr(("x", 1)), f"{[1, 'a']}", "%s" % {"k": 1}, "{}".format((1, "b")))
print([range(3)], [None] * 2, [True, False], [[1, 2], [3]], {1: {2: {3: 4}}}, [("a", 1), ("b", [2])])
