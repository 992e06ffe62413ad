"""sort and sorted: stability, keys, reverse, several criteria."""

people = [("bob", 30), ("amy", 25), ("cat", 30), ("dan", 25), ("eve", 41)]
print(sorted(people), sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: p[1], reverse=True))
print(sorted(people, key=lambda p: (-p[1], p[0])), sorted(people, key=lambda p: p[0][::-1]))
words = ["banana", "Apple", "cherry", "apple", "Fig"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=len, reverse=True))
words.sort(key=lambda w: (len(w), w.lower()))
print(words, words.sort(), words)
numbers = [3, -1, 2, -5, 0]
numbers.sort(key=abs)
print(numbers, sorted(numbers, key=abs, reverse=True), sorted([True, False, True]), sorted("hello"), sorted({3: 0, 1: 0}), sorted((2, 1)))
calls = []


def key(x):
    calls.append(x)
    return -x


print(sorted([1, 3, 2], key=key), calls)
print(sorted([2.5, 1, -0.0, 0.0, 0]), sorted([[2], [1, 5], [1]]), sorted([1.0, 1, True]), sorted([]))
