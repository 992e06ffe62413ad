"""heapq: order of ties, nsmallest, merge, heapify in place."""

import heapq

heap = []
for item in [(3, "c"), (1, "z"), (2, "b"), (1, "a")]:
    heapq.heappush(heap, item)
print(heap, heap[0], [heapq.heappop(heap) for _ in range(len(heap))])
h = [5, 2, 8, 1, 9, 3]
heapq.heapify(h)
print(h, heapq.heappushpop(h, 0), heapq.heapreplace(h, 7), h, heapq.nsmallest(3, h), heapq.nlargest(2, h), list(heapq.merge([1, 4], [2, 3])))
print(heapq.nsmallest(2, ["bb", "a", "ccc"], key=len))
try:
    heapq.heappop([])
except IndexError as error:
    print(error)
