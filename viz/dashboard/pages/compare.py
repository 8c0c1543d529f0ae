"""Packages side by side: numbers, ranks with ties, who gains and who loses, the cost plane, what binds."""

from collections.abc import Callable
from typing import Final

import solara

from approdo.model.errors import BadInput
from approdo.model.parameters import load_parameters
from approdo.viz.dashboard import editing, state
from approdo.viz.dashboard.bench import MOST_PACKAGES, Bench
from approdo.viz.dashboard.binding import POSSIBLE, binding
from approdo.viz.dashboard.built_in import built_in
from approdo.viz.dashboard.charts import Chart
from approdo.viz.dashboard.gaining import gains
from approdo.viz.dashboard.html import Element, pressed, tag
from approdo.viz.dashboard.parts import Choose, Press, Table
from approdo.viz.dashboard.shown import Answer, Shown
from approdo.viz.dashboard.status import Status
from approdo.viz.dashboard.telling import action, cell, label
from approdo.viz.words.tongue import Tongue
from approdo.viz.words.verdict import better

SHARES: Final = ("housed", "stable", "work", "regular", "gone")


@solara.component
def Page() -> None:
    """Show the packages of the bench."""
    say, bench, answer = state.say(), state.bench(), state.answer.value
    relative = solara.use_reactive(False)
    tag("h1", say("compare.title", territory=bench.place.name))
    Status()
    Chosen()
    if answer is None:
        tag("div", say("answer.first"), class_="ap-waiting", role="status")
        return
    rows = [_row(name, answer, relative.value, say) for name in outcomes(answer.contrasts[0], state.level.value)]
    tag(
        "section",
        tag(
            "div",
            Press(
                label=say("compare.absolute"),
                look="small quiet",
                pressed=not relative.value,
                event_press=lambda _: relative.set(False),
            ),
            Press(
                label=say("compare.relative"),
                name="relative",
                look="small quiet",
                pressed=relative.value,
                event_press=lambda _: relative.set(True),
            ),
            class_="ap-row",
        ),
        Table(
            caption=say("compare.table", base=_base(bench, say)),
            heads=[say("compare.outcome"), *(each.name for each in answer.contrasts)],
            rows=rows,
            name="compared",
        ),
        class_="ap-panel",
    )
    tag("section", tag("h2", say("compare.rank")), _ranks(answer, bench, say), class_="ap-panel")
    tag("section", *gains(answer, say), class_="ap-panel")
    tag("section", tag("h2", say("compare.plane")), _plane(answer, say), class_="ap-panel", style="max-width: 760px")
    tag("section", tag("h2", say("compare.binds")), _binds(answer, say), class_="ap-panel")


@solara.component
def Chosen() -> None:
    """Offer to add, take away, and choose the baseline."""
    say, bench = state.say(), state.bench()
    there = {each.id for each in bench.packages}
    more = [name for name in built_in() if name != "none" and name not in there]

    def add(name: str) -> None:
        if name == "copy":
            _do(lambda: editing.beside(bench, bench.local))
        elif name in more:
            _do(lambda: editing.beside(bench, built_in()[name]))

    def take_away(name: str) -> None:
        state.change(editing.away(state.trail.peek().present, name))

    lines = [
        tag(
            "li",
            tag("span", each.name),
            Press(
                label=say("lever.remove"),
                name=f"away-{each.id}",
                help=each.name,
                look="small quiet",
                disabled=len(bench.packages) == 1,
                event_press=pressed(take_away, each.id),
            ),
            class_="ap-chip",
        )
        for each in bench.packages
    ]
    tag(
        "div",
        tag("ul", *lines, class_="ap-chips", aria_label=say("compare.packages")),
        Choose(
            label=say("compare.add", n=MOST_PACKAGES),
            value="",
            options=[
                {"id": "", "label": say("compare.choose")},
                {"id": "copy", "label": say("compare.copy", name=bench.package.name)},
                *({"id": name, "label": built_in()[name].name} for name in more),
            ]
            if len(bench.packages) < MOST_PACKAGES
            else [{"id": "", "label": say("compare.full")}],
            event_choose=add,
            name="add-package",
        ),
        Choose(
            label=say("compare.baseline"),
            value=bench.baseline,
            options=[
                {"id": "none", "label": say("answer.no_policy")},
                *({"id": each.id, "label": each.name} for each in bench.packages if len(bench.packages) > 1),
            ],
            event_choose=lambda name: state.change(editing.against(bench, name)),
            name="baseline",
        ),
        class_="ap-row",
    )


def _do(change: Callable[[], Bench]) -> None:
    try:
        state.change(change())
        state.message.value = ""
    except BadInput as error:
        state.message.value = str(error)


def _base(bench: Bench, say: Tongue) -> str:
    return bench.base.name if bench.base.levers else say("answer.no_policy")


def outcomes(shown: Shown, level: str) -> list[str]:
    """Return the ids of the outcomes that a reader sees."""
    window = shown.window
    names = [shown.headline]
    if window:
        names += [f"housed_{window}", f"stable_{window}", f"work_{window}"]
    names += ["hm_total", "cost_gross", "cost_total"]
    if level != "stakeholder":
        names += [f"hm_lenient_{window}", f"hm_plus_{window}", f"gone_{window}"] if window else []
        names += ["others_searching_total", "departures"]
    return list(shown.totals) if level == "researcher" else names


def _row(name: str, answer: Answer, relative: bool, say: Tongue) -> list[str]:
    cells = [label(name, say)]
    for shown in answer.contrasts:
        found = shown.totals[name]
        word, share = better(name, found.difference), name.rstrip("0123456789_") in SHARES
        if not relative:
            factor, mark = (100.0, f" {say('card.points')}") if share else (1.0, "")
            cells.append(cell(found.difference, say, word, factor, mark))
        elif found.base:
            cells.append(cell(found.difference, say, word, 100 / abs(found.base), " %"))
        else:
            cells.append(say("compare.from_nothing"))
    return cells


def _ranks(answer: Answer, bench: Bench, say: Tongue) -> Element:
    names = {each.id: each.name for each in bench.packages} | {"none": say("answer.no_policy")}
    rows = []
    for rank in answer.ranks:
        place = str(rank.low) if rank.low == rank.high else say("compare.tie", low=rank.low, high=rank.high)
        rows.append(
            [names.get(rank.arm, rank.arm), place, say.number(rank.mean, 2), f"{say.number(100 * rank.best)} %"]
        )
    told = tag("p", say("compare.rank_told"), class_="ap-label")
    heads = [say("side.package"), say("compare.place"), label(answer.contrasts[0].headline, say), say("compare.best")]
    return tag("div", Table(caption=say("compare.rank_caption"), heads=heads, rows=rows, name="ranks"), told)


def _binds(answer: Answer, say: Tongue) -> Element:
    rows, possible = [], load_parameters()[POSSIBLE]
    for shown in answer.contrasts:
        for each in shown.deliveries:
            share = "–" if not each.planned else f"{say.number(100 * each.in_time / each.planned)} %"
            rows.append(
                [f"{shown.name}: {action(each.lever, each.kind, say)}", share, say(f"binds.{binding(each, possible)}")]
            )
    return Table(
        caption=say("compare.binds_caption"),
        heads=[say("compare.lever"), say("compare.delivered"), say("compare.limit")],
        rows=rows,
        tall=True,
    )


def _plane(answer: Answer, say: Tongue) -> Element:
    rows, told = [], []
    for shown in answer.contrasts:
        averted, cost = shown.totals["hm_total"].difference.scaled(-1), shown.totals["cost_total"].difference
        rows.append(
            [shown.name, say.estimate(averted), say.estimate(cost), say.estimate(shown.cost_per_month, sign=False)]
        )
        told.append(
            say(
                "chart.plane_told",
                package=shown.name,
                averted=say.number(averted.mean, 0),
                cost=say.number(cost.mean, 0),
            )
        )
    heads = [say("side.package"), say("plane.averted"), say("plane.cost"), say("compare.per_month")]
    return Chart("cost_plane", say("chart.plane_caption"), " ".join(told), heads, rows)
