words = ["red", "green", "blue"]
lengths = {word: len(word) for word in words}
print(lengths, [w.upper() for w in words if len(w) > 3], {n % 2 for n in lengths.values()})
print(any(w == "red" for w in words), sum(len(w) for w in words))
