"""Functions that call ones defined later, and module state used in between."""


def main():
    setup()
    for word in words:
        print(handle(word))
    return len(words)


def handle(word):
    return prefix + word


def setup():
    global words, prefix
    words = ["a", "b"]
    prefix = ">"


if __name__ == "__main__":
    print(main())
    prefix = "?"
    print(handle("z"))
