"""__repr__, __str__, and which of them print, f-strings and containers use."""


class Both:
    def __repr__(self):
        return "Both()"

    def __str__(self):
        return "both"


class OnlyRepr:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"OnlyRepr({self.x!r})"


class OnlyStr:
    def __str__(self):
        return "only str"


b, r = Both(), OnlyRepr("a")
print(b, r, [b], {r: b}, (r,), str(b), repr(b), f"{b} {b!r} {r}", "%s %r" % (b, b), "{} {!r}".format(b, r), OnlyStr())
print(f"{str(b):>6}", str([r, b]), OnlyRepr([1, OnlyRepr(None)]))
