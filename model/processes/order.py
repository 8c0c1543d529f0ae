"""Who comes first, with ties to the lower row: by luck, and the best few of many."""

from ..kernel import kernel
from ..world import Floats, Ints


@kernel
def order_by_luck(luck: Floats, ends: Ints, order: Ints) -> None:
    """Write the positions of numbers from 0 to 1 in their order (ties: the lower position).

    As many bins as numbers, which are spread over them; then each moves past the few before it in its bin.
    """
    count = order.size
    for k in range(count):
        ends[k] = 0
    for k in range(count):
        ends[min(int(luck[k] * count), count - 1)] += 1
    for k in range(1, count):
        ends[k] += ends[k - 1]
    for k in range(count - 1, -1, -1):
        own = min(int(luck[k] * count), count - 1)
        ends[own] -= 1
        order[ends[own]] = k
    for rank in range(1, count):
        k, at = order[rank], rank
        while at > 0 and luck[order[at - 1]] > luck[k]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = k


@kernel
def count_buckets(bucket: Ints, ends: Ints) -> None:
    """Write where each bucket begins, and where the last one ends."""
    ends[:] = 0
    for b in bucket:
        ends[b + 1] += 1
    for b in range(1, ends.size):
        ends[b] += ends[b - 1]


@kernel
def order_by_bucket(bucket: Ints, ends: Ints, order: Ints) -> None:
    """Write the positions by their bucket (ties: the lower position); `ends` is scratch."""
    count_buckets(bucket, ends)
    for k in range(bucket.size):
        b = bucket[k]
        order[ends[b]] = k
        ends[b] += 1


@kernel
def is_worse(who: Ints, score: Floats, one: int, other: int) -> bool:
    """Say whether the one at a place comes after the one at another: a lower score, or the same and a higher row."""
    return score[one] < score[other] or (score[one] == score[other] and who[one] > who[other])


@kernel
def swap(who: Ints, score: Floats, one: int, other: int) -> None:
    """Let two change places."""
    i, value = who[one], score[one]
    who[one], score[one] = who[other], score[other]
    who[other], score[other] = i, value


@kernel
def sink(who: Ints, score: Floats, at: int, count: int) -> None:
    """Let whoever stands at a place of the heap sink below all who are worse: the worst of all stands first."""
    below = 2 * at + 1
    while below < count:
        if below + 1 < count and is_worse(who, score, below + 1, below):
            below += 1
        if not is_worse(who, score, below, at):
            return
        swap(who, score, below, at)
        at, below = below, 2 * below + 1


@kernel
def keep(who: Ints, score: Floats, count: int, i: int, value: float) -> int:
    """Add somebody to the best so far, as many as there is room for, the worst of them first; return how many.

    Rows come in ascending order, so that somebody who is as good as the worst comes after them.
    """
    if count == who.size:
        if value > score[0]:
            who[0], score[0] = i, value
            sink(who, score, 0, count)
        return count
    at = count
    who[at], score[at] = i, value
    while at > 0 and is_worse(who, score, at, (at - 1) // 2):
        swap(who, score, at, (at - 1) // 2)
        at = (at - 1) // 2
    return count + 1


@kernel
def best_first(who: Ints, score: Floats, count: int) -> None:
    """Put those who were kept in their order."""
    for last in range(count - 1, 0, -1):
        swap(who, score, 0, last)
        sink(who, score, 0, last)
