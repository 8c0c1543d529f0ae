"""How far the answer is: runs done, the queue, more runs."""

import solara

from approdo.viz.words.said import said

from . import state
from .html import tag
from .parts import Press, Progress
from .running import steps_for


@solara.component
def Status() -> None:
    """Say how many runs the answer rests on, and whether more are coming."""
    say, answer, asked = state.say(), state.answer.value, state.progress.value
    fresh = answer is not None and answer.asked == state.bench().question
    done = answer.pairs if answer is not None and fresh else 0
    pending = asked is not None and asked.pending
    target = done if fresh and not pending else steps_for(state.pairs_wanted.value)[-1]
    more = []
    if asked is not None and asked.error:
        more.append(tag("span", problem(asked.error), class_="ap-warn", role="alert"))
    elif pending and asked.position:
        more.append(tag("span", say("answer.queue", n=asked.position)))
    if not pending and fresh and target < state.limits().most_pairs:
        more.append(
            Press(
                label=say("answer.more"),
                name="more",
                look="small quiet",
                event_press=lambda _: state.pairs_wanted.set(target + 64),
            )
        )
    tag(
        "div",
        Progress(label=say("answer.progress"), done=done, total=target),
        tag("span", say("answer.runs", done=done, total=target), id="runs", role="status"),
        *more,
        class_="ap-status",
    )


def problem(text: str) -> str:
    """Return what went wrong in the reader's language."""
    return said(text, state.say())
