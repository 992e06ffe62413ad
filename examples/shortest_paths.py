"""Dijkstra's algorithm on a road map, with the route and the edges that nobody needs.

Shows: heapq, dicts of dicts, tuples as heap entries, float('inf'), functions that return several values.
"""

import heapq

ROADS = [
    ("Arad", "Zerind", 75),
    ("Arad", "Sibiu", 140),
    ("Arad", "Timisoara", 118),
    ("Zerind", "Oradea", 71),
    ("Oradea", "Sibiu", 151),
    ("Timisoara", "Lugoj", 111),
    ("Lugoj", "Mehadia", 70),
    ("Mehadia", "Drobeta", 75),
    ("Drobeta", "Craiova", 120),
    ("Craiova", "Rimnicu", 146),
    ("Craiova", "Pitesti", 138),
    ("Sibiu", "Rimnicu", 80),
    ("Sibiu", "Fagaras", 99),
    ("Rimnicu", "Pitesti", 97),
    ("Fagaras", "Bucharest", 211),
    ("Pitesti", "Bucharest", 101),
    ("Bucharest", "Giurgiu", 90),
    ("Tulcea", "Sulina", 70),
]


def build(roads: list[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    graph: dict[str, dict[str, int]] = {}
    for a, b, km in roads:
        graph.setdefault(a, {})[b] = km
        graph.setdefault(b, {})[a] = km
    return graph


def dijkstra(graph: dict[str, dict[str, int]], start: str) -> tuple[dict[str, float], dict[str, str]]:
    """Distances from the start, and for each town the one before it on the way."""
    distance = {town: float("inf") for town in graph}
    distance[start] = 0
    before: dict[str, str] = {}
    heap = [(0.0, start)]
    while heap:
        so_far, town = heapq.heappop(heap)
        if so_far > distance[town]:
            continue
        for neighbour, km in graph[town].items():
            candidate = so_far + km
            if candidate < distance[neighbour]:
                distance[neighbour] = candidate
                before[neighbour] = town
                heapq.heappush(heap, (candidate, neighbour))
    return distance, before


def route(before: dict[str, str], goal: str) -> list[str]:
    path = [goal]
    while path[-1] in before:
        path.append(before[path[-1]])
    return path[::-1]


def main() -> None:
    graph = build(ROADS)
    distance, before = dijkstra(graph, "Arad")
    for town, km in sorted(distance.items(), key=lambda pair: (pair[1], pair[0])):
        if km == float("inf"):
            print(f"{town:<10}      -  out of reach")
        else:
            print(f"{town:<10} {km:>6.0f}  {' > '.join(route(before, town))}")

    used = {frozenset((town, previous)) for town, previous in before.items()}
    idle = [f"{a}-{b}" for a, b, _ in ROADS if frozenset((a, b)) not in used]
    print("not on any shortest way:", ", ".join(idle))


if __name__ == "__main__":
    main()
