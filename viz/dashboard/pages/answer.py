"""The first page: an answer. Four numbers with interval and difference, people by ETHOS Light category, the map."""

from typing import Final

import solara

from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import Estimate, Paired
from approdo.viz.dashboard import state
from approdo.viz.dashboard.charts import Chart
from approdo.viz.dashboard.html import Element, pressed, tag
from approdo.viz.dashboard.mapping import Zones
from approdo.viz.dashboard.parts import Press
from approdo.viz.dashboard.shown import Answer, Shown, four
from approdo.viz.dashboard.status import Status
from approdo.viz.dashboard.telling import action, level, sentence, spread, title, whole
from approdo.viz.words.idle import told
from approdo.viz.words.said import said
from approdo.viz.words.tongue import Tongue
from approdo.viz.words.verdict import better

CATEGORIES: Final = ("el1", "el2", "el3", "el4", "el5", "el6")


@solara.component
def Page() -> None:
    """Show what the package changes."""
    say, bench, answer = state.say(), state.bench(), state.answer.value
    tag("h1", title(bench, say))
    Status()
    if answer is None:
        tag("div", say("answer.first"), class_="ap-waiting", role="status")
        return
    number = next((n for n, each in enumerate(answer.contrasts) if each.id == bench.policy.id), 0)
    shown = answer.contrasts[number]
    stale = answer.asked != bench.question
    tag("p", sentence(shown, say), class_="ap-lead", id="sentence")
    if shown.depends_on_definition:
        tag("p", say("answer.definition"), class_="ap-warn")
    tag(
        "div",
        *(Card(name, shown) for name in four(shown.headline, shown.window)),
        class_="ap-cards",
        style="opacity: .6" if stale else "",
        aria_busy=str(stale).lower(),
    ).key("cards")
    names = {each.lever: action(each.lever, each.kind, say) for each in shown.deliveries}
    for lever, text in told(shown.warnings, say).items():
        tag("p", tag("b", f"{names.get(lever, lever)}."), f" {say('lever.nothing')} {text}", class_="ap-warn")
    if shown.notice:
        notice = said(shown.notice, say).replace(bench.territory, bench.place.name)
        tag("p", say("answer.notice", name=shown.name, text=notice), class_="ap-label")
    tag(
        "div",
        tag("section", tag("h2", say("answer.ethos")), _ethos(answer, shown, number, say), class_="ap-panel"),
        tag("section", tag("h2", say("answer.map")), Zones(compact=True), class_="ap-panel"),
        class_="ap-two",
    ).key("pictures")


@solara.component
def Card(name: str, shown: Shown) -> None:
    """Show one number: under the package, its difference with interval, and what it is without."""
    say = state.say()
    found = shown.totals[name]
    share = name.split("_")[0] in ("housed", "work", "stable")
    factor, mark = (100.0, " %") if share else (1.0, "")
    change = found.difference.scaled(factor)
    places = decimals(change, found.base, found.policy)
    tag(
        "section",
        tag("div", say(f"card.{name.rstrip('0123456789_')}", months=shown.window or ""), class_="what"),
        tag(
            "div",
            say.number(change.mean, places, sign=True),
            tag("small", f" {say('card.points')}") if share else None,
            class_="big",
            data_outcome=name,
        ),
        tag("div", _range(change, places, say), class_="range"),
        tag("div", _worlds(found.worlds.scaled(factor), say), class_="range")
        if state.level.value != "stakeholder"
        else None,
        tag(
            "div",
            say(
                "card.levels",
                base=level(found.base, factor, places, mark, say),
                policy=level(found.policy, factor, places, mark, say),
            ),
            class_="from",
        ),
        _sign(name, found, say),
        Press(
            label=say("card.explain"),
            name=f"explain-{name}",
            look="small quiet",
            event_press=pressed(state.explained.set, name),
        ),
        class_="ap-card",
        aria_label=say(f"card.{name.rstrip('0123456789_')}", months=shown.window or ""),
    )


def _range(change: Estimate, places: int, say: Tongue) -> str:
    return (
        say("card.interval", range=whole(say.interval(change, places)))
        if change.low is not None
        else say("card.no_interval")
    )


def _worlds(worlds: Estimate, say: Tongue) -> str:
    return f"{spread(worlds, say)} {whole(say.interval(worlds, decimals(worlds)))}" if worlds.low is not None else ""


def _sign(name: str, found: Paired, say: Tongue) -> Element:
    word = better(name, found.difference)
    return tag("div", say(f"sign.{word}"), class_=f"sign {word}")


def _ethos(answer: Answer, shown: Shown, number: int, say: Tongue) -> Element:
    last = answer.months - 1
    rows = []
    for month in range(answer.months):
        cells = [say.month(answer.start + month)]
        for name in (*CATEGORIES, "broad"):
            found = shown.monthly[name]
            cells += [say.number(found.base[month], 1), say.number(found.policy[month], 1)]
        rows.append(cells)
    heads = [say("map.month")]
    for name in CATEGORIES:
        heads += [f"{name.upper()} {say('chart.without')}", f"{name.upper()} {say('chart.with_package')}"]
    heads += [f"EL1-6 {say('chart.without')}", f"EL1-6 {say('chart.with_package')}"]
    broad = shown.monthly["broad"]
    told_ = say(
        "chart.ethos_told",
        package=shown.name,
        month=say.month(answer.start + last),
        policy=say.number(broad.policy[last], 0),
        base=say.number(broad.base[last], 0),
        pairs=answer.pairs,
    )
    return Chart("ethos_light", say("chart.ethos_caption"), told_, heads, rows, number)
