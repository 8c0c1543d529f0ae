"""A figure on a page: drawn by a worker, with its description and the same numbers as a table."""

import base64
from collections.abc import Sequence

import solara

from . import state, work
from .asking import Step, use_asked
from .parts import Picture
from .shown import Answer


@solara.component
def Chart(
    figure: str,
    caption: str,
    description: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    contrast: int = 0,
) -> None:
    """Show a figure of the present answer; the last one stays while the next is drawn."""
    say, answer = state.say(), state.answer.value
    pairs = drawn_at(answer)
    key = (answer.asked, pairs, figure, contrast, state.language.value) if answer is not None and pairs else None
    steps = []
    if answer is not None and pairs:
        given = (answer.asked, pairs, state.jobs().store, figure, contrast, state.language.value, "svg")
        steps = [Step(work.figure, given, near=0)]  # where the answer was summed up
    asked = use_asked(steps, key)
    drawn = asked.of[0] if isinstance(asked.of, tuple) else None  # what the picture answers
    source = solara.use_memo(lambda: data_address(asked.result, "image/svg+xml"), [asked.result])
    Picture(
        words={word: say(f"chart.{word}") for word in ("drawing", "show_table", "hide_table")},
        source=source,
        description=description,
        caption=caption,
        name=figure,
        heads=heads,
        rows=rows,
        busy=asked.result is not None and (answer is None or drawn != answer.asked),
    )


def drawn_at(answer: Answer | None) -> int:
    """Return for how many pairs the figure is drawn: once there are some, and where the answer stops; 0 for not yet."""
    if answer is None:
        return 0
    first = state.limits().pictured
    return answer.pairs if answer.settled else first if answer.pairs >= first else 0


def data_address(content: bytes | None, kind: str) -> str:
    """Return a file as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}" if content else ""
