"""Functions that change and rebind a global list."""

log = []
settings = {"level": 1}


def note(x):
    log.append(x)
    settings["level"] += 1


def reset():
    global log
    log = []


def local():
    log = ["local"]
    log.append(1)
    return log


kept = log
note("a")
note("b")
print(log, kept, settings, local())
reset()
note("c")
print(log, kept, settings)
