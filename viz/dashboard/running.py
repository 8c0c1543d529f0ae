"""Keeps the answer up to date: asks for few pairs of runs first, then for more, as long as the question stays."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

import solara

from . import state, work
from .asking import Step, use_asked
from .bench import Bench
from .html import tag
from .jobs import Job
from .limits import COMMON, PRECISE, steps_to
from .shown import Answer, Shown

TOGETHER: Final = 8  # what an answer still needs is foretold no closer than this
FORETOLD: Final = 0.9  # so much of the way is gone before looking again: an answer costs less than pairs too many
SHARES: Final = 4  # of a step: a worker that draws the map meanwhile takes fewer of them


def steps_for(wanted: int) -> tuple[int, ...]:
    """Return the pairs of runs after which the answer is shown."""
    limits = state.limits()
    return steps_to(min(wanted, limits.most_pairs)) if wanted else limits.steps


def needed(answer: Answer) -> float:
    """Return after how many pairs the headline's interval will be narrow beside its effect, as it looks so far."""
    return max(answer.pairs * _wide(shown) ** 2 for shown in answer.contrasts)


def _wide(shown: Shown) -> float:
    """Return how many times as wide an interval is as a narrow one."""
    found = shown.totals[shown.headline].difference
    if found.mean is None or found.low is None or found.high is None:
        return math.inf
    narrow, wide = 2 * PRECISE * abs(found.mean), found.high - found.low
    return wide / narrow if narrow else math.inf if wide else 0.0


def _step(question: Bench, done: int, pairs: int) -> Step:
    """Return the answer after so many pairs; those that are new in it are shared out to all workers.

    Whatever the question, a pair goes to the same worker, where its world is (kept_worlds.py); answers to the first.
    """
    store, workers = state.jobs().store, state.limits().workers
    before = tuple(_shares(question, range(done, pairs), store, workers)) if workers > 1 else ()
    return Step(work.answer, (question, pairs, store), before, near=0)


def _further(question: Bench, done: int, answer: Answer, last: int) -> Step | None:
    """Return the next answer, after most of the pairs that are needed as it looks now, at most twice as many; or none.

    Each goes on to the next multiple of `TOGETHER` at least, so that there is an end.
    """
    wanted = min(needed(answer), 2 * done)
    if done >= min(wanted, last):
        return None
    most = math.ceil((done + FORETOLD * (wanted - done)) / TOGETHER)
    return _step(question, done, min(max(most, done // TOGETHER + 1) * TOGETHER, last))


def _shares(question: Bench, new: range, store: str, workers: int) -> Iterator[Job]:
    own = [new[(worker - new.start) % workers :: workers] for worker in range(workers)]
    pieces = -(-SHARES // workers)
    for piece in range(pieces):
        for worker in reversed(range(workers)):  # the first one sums up what was there before
            size = -(-len(own[worker]) // pieces)
            share = own[worker][piece * size : (piece + 1) * size]
            if share:
                yield Job(work.runs, (question, share, store), near=worker)


@solara.component
def Runner() -> None:
    """Ask the workers for the answer to what is on the screen; shows nothing."""
    question, wanted = state.bench().question, state.pairs_wanted.value
    have = state.answer.peek()
    done = have.pairs if have is not None and have.asked == question else 0
    every = steps_for(wanted)
    # What everybody gets; without being asked for, further pairs only as far as the answer needs them.
    common = [pairs for before, pairs in pairwise((0, *every)) if wanted or before < COMMON]
    missing = [pairs for pairs in common if pairs > done]
    steps = [_step(question, before, pairs) for before, pairs in pairwise((done, *missing))]
    asked = use_asked(
        steps, (question, wanted), lambda step, found: _further(question, step.given[1], found, every[-1])
    )

    def keep() -> None:
        if asked.fresh and asked.result is not None:
            state.answer.value = replace(asked.result, settled=not asked.pending)
        elif have is not None and done and not asked.pending:
            state.answer.value = replace(have, settled=True)
        state.progress.value = asked

    solara.use_effect(keep, [asked])
    tag("span", hidden="hidden")
