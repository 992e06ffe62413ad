"""A name whose type depends on the branch taken."""


def parse(text):
    if text.isdigit():
        value = int(text)
    elif text.replace(".", "", 1).isdigit():
        value = float(text)
    else:
        value = text
    return value


def double(text):
    v = parse(text)
    return v * 2


print([parse(t) for t in ("5", "2.5", "abc")], double("5"), double("2.5"), double("ab"), parse("7") + parse("0.5"))
for flag in (True, False):
    y = 1 if flag else "one"
    print(y, type(y).__name__)
