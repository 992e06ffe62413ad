"""Wrong format codes raise."""


def attempt(f):
    try:
        print(f())
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


attempt(lambda: f"{'a':d}")
attempt(lambda: f"{1.5:d}")
attempt(lambda: f"{3:s}")
attempt(lambda: "%d" % "a")
attempt(lambda: f"{'a':,}")
attempt(lambda: "%s %s" % (1,))
attempt(lambda: "%s" % (1, 2))
