"""An uncaught exception of one's own; finally still runs."""


class Broken(Exception):
    pass


def work():
    try:
        raise Broken("pipe", 7)
    finally:
        print("cleaned up")


work()
