"""Keeps the answer up to date: asks for few pairs of runs first, then for more, as long as the question stays."""

import solara

from . import state, work
from .asking import use_asked
from .html import tag


def steps_for(wanted: int) -> tuple[int, ...]:
    """Return the pairs of runs after which the answer is shown."""
    limits = state.limits()
    most = min(wanted or limits.steps[-1], limits.most_pairs)
    further = range(limits.steps[-1] + 32, most + 32, 32)
    return tuple(pairs for pairs in (*limits.steps, *further) if pairs <= most)


@solara.component
def Runner() -> None:
    """Ask the workers for the answer to what is on the screen; shows nothing."""
    question, wanted = state.bench().question, state.pairs_wanted.value
    have = state.answer.peek()
    done = have.pairs if have is not None and have.asked == question else 0
    missing = [pairs for pairs in steps_for(wanted) if pairs > done]
    store = state.jobs().store
    asked = use_asked([(work.answer, (question, pairs, store)) for pairs in missing], (question, wanted))

    def keep() -> None:
        if asked.fresh and asked.result is not None:
            state.answer.value = asked.result
        state.progress.value = asked

    solara.use_effect(keep, [asked])
    tag("span", hidden="hidden")
