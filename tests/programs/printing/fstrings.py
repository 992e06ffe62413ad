"""f-strings: expressions, nesting, conversions, =, quotes, multi-line."""

name, n, x = "Ada", 7, 3.14159
items = ["a", "b"]
d = {"k": "v"}
print(f"{name} is {n + 1} and {name.lower()!r} {len(items)} {items[0]} {d['k']} {n if n > 3 else 0} {[i * 2 for i in range(n - 4)]}")
print(f"{x:.2f} {x:>{n}.1f} {n:{'0'}>{5}} {name:^{len(name) + 4}}| {n=} {x = :.1f} {name=} {n * 2 = }")
print(f"{{}} {{{n}}} {'{'} {n!s} {name!r:>8}" f" joined {n}" " plain {n}", f"{'ok'}")
print(f"""multi
{n}
  line""", rf"\n{n}", f"{(lambda v: v + 1)(3)}", f"{n:d}{n:x}{n:b}", f"{True!s:>6}{None!s:<6}|")
print(f"{10**20:,} {1e-5} {-0.0} {(1, 2)} {{1: 2}} {max(items)} {' '.join(items):*^9}", f"{n:<5}|{n:>5}|{n:^5}|{n:05}|{n:+}")
