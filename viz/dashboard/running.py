"""Keeps the answer up to date: asks for few pairs of runs first, then for more, as long as the question stays."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import solara

from . import state, work
from .asking import Step, use_asked
from .bench import Bench
from .html import tag
from .limits import COMMON, PRECISE, steps_to
from .shown import Answer

SHARES: Final = 4  # of a step: a worker that draws the map meanwhile takes fewer of them


def steps_for(wanted: int) -> tuple[int, ...]:
    """Return the pairs of runs after which the answer is shown."""
    limits = state.limits()
    return steps_to(min(wanted, limits.most_pairs)) if wanted else limits.steps


def vague(answer: Answer) -> bool:
    """Say whether the interval of the headline is still wide beside its effect."""
    for shown in answer.contrasts:
        found = shown.totals[shown.headline].difference
        if found.mean is None or found.low is None or found.high is None:
            return True
        if (found.high - found.low) / 2 > PRECISE * abs(found.mean):
            return True
    return False


def _steps(question: Bench, done: int, wanted: Sequence[int], asked_for: bool) -> Iterator[Step]:
    """Yield an answer after each number of pairs; the pairs that are new in it are shared out to all workers.

    Whatever the question, a pair goes to the same worker, where its world is (kept_worlds.py); answers to the first.
    """
    store, workers = state.jobs().store, state.limits().workers
    for pairs in wanted:
        spare = vague if done >= COMMON and not asked_for else None
        before = tuple(_shares(question, range(done, pairs), store, workers)) if workers > 1 else ()
        yield Step(work.answer, (question, pairs, store), before, spare, near=0)
        done = pairs


def _shares(question: Bench, new: range, store: str, workers: int) -> Iterator[Step]:
    own = [new[(worker - new.start) % workers :: workers] for worker in range(workers)]
    pieces = -(-SHARES // workers)
    for piece in range(pieces):
        for worker in reversed(range(workers)):  # the first one sums up what was there before
            size = -(-len(own[worker]) // pieces)
            share = own[worker][piece * size : (piece + 1) * size]
            if share:
                yield Step(work.runs, (question, share, store), near=worker)


@solara.component
def Runner() -> None:
    """Ask the workers for the answer to what is on the screen; shows nothing."""
    question, wanted = state.bench().question, state.pairs_wanted.value
    have = state.answer.peek()
    done = have.pairs if have is not None and have.asked == question else 0
    missing = [pairs for pairs in steps_for(wanted) if pairs > done]
    asked = use_asked(list(_steps(question, done, missing, bool(wanted))), (question, wanted))

    def keep() -> None:
        if asked.fresh and asked.result is not None:
            state.answer.value = replace(asked.result, settled=not asked.pending)
        elif have is not None and done and not asked.pending:
            state.answer.value = replace(have, settled=True)
        state.progress.value = asked

    solara.use_effect(keep, [asked])
    tag("span", hidden="hidden")
