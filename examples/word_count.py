"""Counts lines, words and characters of standard input, and lists the most frequent words.

Shows: reading sys.stdin, string methods, a dict as a counter, sorting with a key, f-string alignment.

    python3 examples/word_count.py < examples/word_count.in
"""

import sys


def clean(word):
    """The word in lower case, without punctuation at either end."""
    return word.strip(".,;:!?()[]\"'-").lower()


def count_words(lines):
    """How often each cleaned word occurs, in order of first appearance."""
    counts = {}
    for line in lines:
        for word in line.split():
            word = clean(word)
            if word:
                counts[word] = counts.get(word, 0) + 1
    return counts


def top(counts, n):
    """The n most frequent words; ties in alphabetical order."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:n]


def histogram(counts):
    """Number of distinct words by length."""
    by_length = {}
    for word in counts:
        by_length.setdefault(len(word), []).append(word)
    return by_length


def main():
    lines = [line.rstrip("\n") for line in sys.stdin]
    counts = count_words(lines)

    print(f"lines      {len(lines):>6}")
    print(f"words      {sum(counts.values()):>6}")
    print(f"distinct   {len(counts):>6}")
    print(f"characters {sum(len(line) for line in lines):>6}")

    print()
    for word, count in top(counts, 8):
        print(f"{word:<12} {count:>3}  {'*' * count}")

    print()
    by_length = histogram(counts)
    for length in sorted(by_length):
        words = by_length[length]
        print(f"{length:>2} letters: {len(words):>2}  e.g. {min(words)}")


if __name__ == "__main__":
    main()
