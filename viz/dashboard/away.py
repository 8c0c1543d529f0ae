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
MIME: Final = {
    "csv": "text/csv",
    "zip": "application/zip",
    "png": "image/png",
    "svg": "image/svg+xml",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
REPORTS: Final = ("html", "pdf", "docx")


@solara.component
def TakeAway() -> None:
    """Offer the files."""
    say, answer = state.say(), state.answer.value
    if answer is None:
        tag("section", tag("h2", say("away.title")), tag("p", say("answer.first")), class_="ap-panel")
        return
    bench, language = state.bench(), state.language.value
    stem = f"approdo-{bench.territory}-{bench.policy.id}"
    number = next((n for n, each in enumerate(answer.contrasts) if each.id == bench.policy.id), 0)
    asked = (answer.asked, answer.pairs, state.jobs().store)
    offers = [
        Offer("csv", f"{stem}.csv", Step(files.table, asked)),
        Offer("package", f"{stem}.zip", Step(files.data_package, asked)),
    ]
    for name in FIGURES:
        for ending in ("png", "svg"):
            drawn = Step(work.figure, (*asked, name, number, language, ending))
            offers.append(Offer(f"{name}_{ending}", f"{stem}-{name}.{ending}", drawn))
    reports = [
        Offer(f"report_{ending}", f"{stem}-{language}.{ending}", Step(files.report, (*asked, language, ending)))
        for ending in REPORTS
    ]
    tag(
        "section",
        tag("h2", say("away.title")),
        tag("div", *offers, class_="ap-row"),
        tag("h3", say("away.report")),
        tag("p", say("away.report_told"), class_="ap-label"),
        tag("div", *reports, class_="ap-row"),
        class_="ap-panel",
    )


@solara.component
def Offer(name: str, filename: str, step: Step) -> None:
    """Offer one file: a worker makes it when it is asked for."""
    say = state.say()
    nothing: Step | None = None
    taken = solara.use_reactive(nothing)  # what was asked for: the answer goes on growing meanwhile
    asked = use_asked([taken.value] if taken.value is not None else [], taken.value)
    there = asked.fresh and asked.result is not None
    making = taken.value is not None and asked.pending
    # One element around both, always: a button that is drawn anew forgets that it was pressed.
    tag(
        "div",
        Download(
            label=say(f"away.{name}"),
            filename=filename,
            mime=MIME[filename.rsplit(".", 1)[-1]],
            content=base64.b64encode(asked.result).decode() if there else "",
            stale=taken.value != step,
            busy=making,
            name=f"away-{name}",
            event_want=lambda _: taken.set(step),
        ),
        tag("span", say("away.making") if making else "", class_="ap-label", role="status"),
        tag("span", problem(asked.error) if asked.error else "", class_="ap-warn" if asked.error else "", role="alert"),
    )
