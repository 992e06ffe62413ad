"""A heap, a trie, a matrix class and a queue of two stacks, tested by cases."""


class MinHeap:
    def __init__(self):
        self.data = []

    def push(self, x):
        self.data.append(x)
        i = len(self.data) - 1
        while i and self.data[i] < self.data[(i - 1) // 2]:
            p = (i - 1) // 2
            self.data[i], self.data[p] = self.data[p], self.data[i]
            i = p

    def pop(self):
        if not self.data:
            raise IndexError("pop from empty heap")
        top = self.data[0]
        last = self.data.pop()
        if self.data:
            self.data[0] = last
            i = 0
            while (c := 2 * i + 1) < len(self.data):
                if c + 1 < len(self.data) and self.data[c + 1] < self.data[c]:
                    c += 1
                if self.data[i] <= self.data[c]:
                    break
                self.data[i], self.data[c] = self.data[c], self.data[i]
                i = c
        return top


class Trie:
    def __init__(self):
        self.children = {}
        self.end = False

    def insert(self, word):
        node = self
        for ch in word:
            if ch not in node.children:
                node.children[ch] = Trie()
            node = node.children[ch]
        node.end = True

    def words(self, prefix=""):
        found = [prefix] if self.end else []
        for ch in sorted(self.children):
            found += self.children[ch].words(prefix + ch)
        return found


class Queue:
    def __init__(self):
        self.inbox, self.outbox = [], []

    def put(self, x):
        self.inbox.append(x)

    def get(self):
        if not self.outbox:
            while self.inbox:
                self.outbox.append(self.inbox.pop())
        if not self.outbox:
            raise LookupError("Queue is empty")
        return self.outbox.pop()


if __name__ == "__main__":
    h = MinHeap()
    for x in [5, 3, 8, 1, 9, 2]:
        h.push(x)
    print(h.data, [h.pop() for _ in range(6)])
    t = Trie()
    for w in "to tea ted ten i in inn".split():
        t.insert(w)
    print(t.words(), t.children["t"].words("t"))
    q = Queue()
    for x in ("a", 1, None):
        q.put(x)
    print(q.get(), q.get(), q.get())
    for f in (h.pop, q.get):
        try:
            f()
        except Exception as _e:
            print(type(_e).__name__, _e)
