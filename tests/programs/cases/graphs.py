"""BFS, DFS, topological order, components, Floyd and Warshall, union-find."""

from collections import defaultdict, deque


def bfs(graph, start):
    seen, order, queue = {start}, [], deque([start])
    while queue:
        v = queue.popleft()
        order.append(v)
        for w in graph[v]:
            if w not in seen:
                seen.add(w)
                queue.append(w)
    return order


def dfs(graph, v, seen=None):
    if seen is None:
        seen = []
    seen.append(v)
    for w in graph[v]:
        if w not in seen:
            dfs(graph, w, seen)
    return seen


def topological(graph):
    degree = {v: 0 for v in graph}
    for v in graph:
        for w in graph[v]:
            degree[w] += 1
    ready = [v for v in graph if degree[v] == 0]
    order = []
    while ready:
        v = ready.pop(0)
        order.append(v)
        for w in graph[v]:
            degree[w] -= 1
            if not degree[w]:
                ready.append(w)
    return order if len(order) == len(graph) else None


def floyd(n, edges):
    inf = float("inf")
    d = [[0 if i == j else inf for j in range(n)] for i in range(n)]
    for a, b, w in edges:
        d[a][b] = w
    for k in range(n):
        for i in range(n):
            for j in range(n):
                d[i][j] = min(d[i][j], d[i][k] + d[k][j])
    return d


class UnionFind:
    def __init__(self, n):
        self.parent = list(range(n))
        self.size = [1] * n

    def find(self, x):
        while self.parent[x] != x:
            self.parent[x] = self.parent[self.parent[x]]
            x = self.parent[x]
        return x

    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.parent[b] = a
        self.size[a] += self.size[b]
        return True


def kruskal(n, edges):
    sets = UnionFind(n)
    return [e for e in sorted(edges, key=lambda e: e[2]) if sets.union(e[0], e[1])]


if __name__ == "__main__":
    g = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
    print(bfs(g, "a"), dfs(g, "a"), dfs(g, "b"), topological(g), topological({1: [2], 2: [1]}))
    undirected = defaultdict(list)
    for a, b in [(1, 2), (2, 3), (4, 5)]:
        undirected[a].append(b)
        undirected[b].append(a)
    print(bfs(undirected, 3), {frozenset(dfs(undirected, v)) for v in undirected} == {frozenset({1, 2, 3}), frozenset({4, 5})})
    print(floyd(3, [(0, 1, 4), (1, 2, 1), (0, 2, 9)]))
    print(kruskal(4, [(0, 1, 10), (0, 2, 6), (0, 3, 5), (1, 3, 15), (2, 3, 4)]))
