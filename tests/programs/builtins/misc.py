"""abs, divmod, pow, round, chr, ord, any, all, callable, id-free builtins."""

print(abs(-3), abs(-2.5), abs(True), divmod(-7, 2), divmod(7.5, 2), pow(2, -1), round(-2.5), chr(955), ord("λ"), any([[], 0, "x"]), all([]), callable(len), bin(-10), hex(-255), oct(0))
print(max(3, 7, 5), min("b", "a"), sum([1, 2, 3], -6), len("é🎉"), len({1: 2}), len(range(3, 10, 2)), len(b"ab"), sorted("bca", reverse=True), list(reversed((1, 2))), isinstance(3, (int, str)), repr(1.0), ascii("é"))
