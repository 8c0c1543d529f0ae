"""What a reader takes away: a table of everything, a data package, each figure; made by a worker when asked for."""

import base64
from typing import Final

import solara

from . import files, state, work
from .asking import Step, use_asked
from .html import tag
from .parts import Download
from .status import problem

FIGURES: Final = ("ethos_light", "cost_plane")


@solara.component
def TakeAway() -> None:
    """Offer the files."""
    say, answer = state.say(), state.answer.value
    if answer is None:
        tag("section", tag("h2", say("away.title")), tag("p", say("answer.first")), class_="ap-panel")
        return
    bench = state.bench()
    stem = f"approdo-{bench.territory}-{bench.policy.id}"
    number = next((n for n, each in enumerate(answer.contrasts) if each.id == bench.policy.id), 0)
    store, language = state.jobs().store, state.language.value
    offers: list[tuple[str, str, str, Step]] = [
        ("csv", f"{stem}.csv", "text/csv", (files.table, (answer.asked, answer.pairs, store))),
        ("package", f"{stem}.zip", "application/zip", (files.data_package, (answer.asked, answer.pairs, store))),
    ]
    for name in FIGURES:
        for ending, mime in (("png", "image/png"), ("svg", "image/svg+xml")):
            given = (answer.asked, answer.pairs, store, name, number, language, ending)
            offers.append((f"{name}_{ending}", f"{stem}-{name}.{ending}", mime, (work.figure, given)))
    tag(
        "section",
        tag("h2", say("away.title")),
        tag(
            "div",
            *(Offer(*offer).key(offer[0]) for offer in offers),
            class_="ap-row",
        ),
        tag(
            "p",
            say("away.report", command=f"approdo report {bench.territory} --language {language} --to {stem}"),
            class_="ap-label",
        ),
        class_="ap-panel",
    )


@solara.component
def Offer(name: str, filename: str, mime: str, step: Step) -> None:
    """Offer one file."""
    say = state.say()
    nothing: Step | None = None
    taken = solara.use_reactive(nothing)  # what was asked for: the answer goes on growing meanwhile
    asked = use_asked([taken.value] if taken.value is not None else [], taken.value)
    there = asked.fresh and asked.result is not None
    Download(
        label=say(f"away.{name}"),
        filename=filename,
        mime=mime,
        content=base64.b64encode(asked.result).decode() if there else "",
        stale=taken.value != step,
        busy=taken.value is not None and asked.pending,
        name=f"away-{name}",
        event_want=lambda _: taken.set(step),
    )
    if asked.error:
        tag("span", problem(asked.error), class_="ap-warn", role="alert")
