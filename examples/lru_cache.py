"""A least-recently-used cache: a dict for lookup, a doubly linked list for the order of use.

Shows: objects that point at each other, None as the end of a list, container dunder methods, statistics.
"""


class Node:
    def __init__(self, key, value):
        self.key = key
        self.value = value
        self.newer = None
        self.older = None


class LruCache:
    """Holds at most `capacity` entries and drops the one that was not used for the longest time."""

    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self.capacity = capacity
        self.nodes = {}
        self.newest = None
        self.oldest = None
        self.hits = 0
        self.misses = 0

    def _unlink(self, node):
        if node.newer is None:
            self.newest = node.older
        else:
            node.newer.older = node.older
        if node.older is None:
            self.oldest = node.newer
        else:
            node.older.newer = node.newer
        node.newer = None
        node.older = None

    def _push(self, node):
        node.older = self.newest
        if self.newest is not None:
            self.newest.newer = node
        self.newest = node
        if self.oldest is None:
            self.oldest = node

    def get(self, key, default=None):
        node = self.nodes.get(key)
        if node is None:
            self.misses += 1
            return default
        self.hits += 1
        self._unlink(node)
        self._push(node)
        return node.value

    def put(self, key, value):
        """Stores the value; returns the key that had to go, or None."""
        if key in self.nodes:
            node = self.nodes[key]
            node.value = value
            self._unlink(node)
            self._push(node)
            return None
        evicted = None
        if len(self.nodes) == self.capacity:
            oldest = self.oldest
            evicted = oldest.key
            self._unlink(oldest)
            del self.nodes[evicted]
        node = Node(key, value)
        self.nodes[key] = node
        self._push(node)
        return evicted

    def __len__(self):
        return len(self.nodes)

    def __contains__(self, key):
        return key in self.nodes

    def keys(self):
        """From the most to the least recently used."""
        result = []
        node = self.newest
        while node is not None:
            result.append(node.key)
            node = node.older
        return result


def main():
    cache = LruCache(3)
    for word in ["red", "green", "blue", "red", "yellow", "green", "red", "white"]:
        length = cache.get(word)
        if length is None:
            evicted = cache.put(word, len(word))
            note = f"drops {evicted}" if evicted is not None else "fits"
            print(f"{word:<7} miss, {note:<13} {cache.keys()}")
        else:
            print(f"{word:<7} hit, is {length}       {cache.keys()}")

    print(len(cache), "red" in cache, "blue" in cache, cache.get("blue", -1))
    print(f"{cache.hits} hits, {cache.misses} misses")
    try:
        LruCache(0)
    except ValueError as error:
        print("error:", error)


if __name__ == "__main__":
    main()
