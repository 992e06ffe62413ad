def counter(step):
    count = 0

    def advance():
        nonlocal count
        count += step
        return count

    return advance


tick = counter(3)
tick()
print(tick(), sorted(["bb", "a"], key=lambda word: len(word)))
