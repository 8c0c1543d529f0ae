"""The side: territory, package, months, and the levers of the package that is being changed."""

from collections.abc import Callable
from dataclasses import replace

import solara

from approdo.model.errors import BadInput
from approdo.model.territory import load_territory, territory_names
from approdo.viz.words.said import said

from . import editing, state
from .bench import Bench
from .built_in import built_in
from .html import tag
from .levers import Levers
from .parts import Choose, Number, Press


@solara.component
def Side() -> None:
    """Show what can be chosen."""
    say, bench, trail = state.say(), state.bench(), state.trail.value
    package = bench.package
    options = [{"id": name, "label": each.name} for name, each in built_in().items() if name != "none"]
    if package.id not in built_in():
        options.append({"id": package.id, "label": package.name})

    def choose_package(name: str) -> None:
        if name in built_in() and name != package.id:
            _try(lambda: editing.take(bench, built_in()[name]))

    def choose_territory(name: str) -> None:
        if name in territory_names():
            state.change(replace(bench, territory=name))

    tag("h2", say("side.title"))
    Choose(
        label=say("side.territory"),
        value=bench.territory,
        options=[{"id": name, "label": load_territory(name).name} for name in territory_names()],
        event_choose=choose_territory,
        name="territory",
    ).key("territory")
    if len(bench.packages) > 1:
        Choose(
            label=say("side.changing"),
            value=str(bench.packages.index(package)),
            options=[{"id": str(number), "label": each.name} for number, each in enumerate(bench.packages)],
            event_choose=lambda number: _choose(number),
            name="chosen",
        ).key("chosen")
    Choose(
        label=say("side.package"), value=package.id, options=options, event_choose=choose_package, name="package"
    ).key("package")
    tag(
        "div",
        Number(
            label=say("side.months"),
            value=bench.months,
            low=1,
            high=120,
            unit=say("side.months_unit"),
            event_set=lambda months: _try(lambda: editing.sized(bench, months, bench.seed)),
        ),
        Number(
            label=say("side.seed"),
            value=bench.seed,
            low=0,
            high=1_000_000,
            event_set=lambda seed: _try(lambda: editing.sized(bench, bench.months, seed)),
        )
        if state.level.value == "researcher"
        else None,
        class_="ap-row",
    )
    tag(
        "div",
        Press(
            label=say("side.undo"),
            name="undo",
            look="small quiet",
            disabled=not trail.past,
            event_press=lambda _: state.trail.set(state.trail.peek().back()),
        ),
        Press(
            label=say("side.redo"),
            name="redo",
            look="small quiet",
            disabled=not trail.future,
            event_press=lambda _: state.trail.set(state.trail.peek().forth()),
        ),
        Press(
            label=say("side.clear"),
            name="clear",
            look="small quiet",
            disabled=not package.levers,
            event_press=lambda _: state.change(bench.with_package(editing.empty(package))),
        ),
        class_="ap-row",
    )
    if state.message.value:
        tag("p", said(state.message.value, say), class_="ap-warn", role="alert")
    tag("h2", say("side.levers"))
    tag("p", say("side.levers_told"), class_="ap-label")
    Levers().key("levers")


def _choose(number: str) -> None:
    bench = state.trail.peek().present
    if number.isdigit() and int(number) < len(bench.packages):
        # What is being looked at is no step of the history.
        state.trail.value = replace(state.trail.peek(), present=replace(bench, chosen=int(number)))


def _try(change: Callable[[], Bench]) -> None:
    try:
        state.change(change())
        state.message.value = ""
    except BadInput as error:
        state.message.value = str(error)
