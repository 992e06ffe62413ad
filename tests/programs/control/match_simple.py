"""match on strings and ints only."""


def command(word):
    match word:
        case "go" | "run":
            return 1
        case "stop":
            return 0
        case _:
            return -1


def size(n):
    match n:
        case 0:
            return "none"
        case 1:
            return "one"
        case other:
            return str(other) + " many"


print(command("go"), command("run"), command("stop"), command("x"), size(0), size(1), size(5))
