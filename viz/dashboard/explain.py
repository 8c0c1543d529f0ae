"""Explain this number: definition, population, formula, runs, interval, sources, caveats, how to cite it."""

from datetime import UTC, datetime

import solara

from approdo import __version__
from approdo.experiments.influence import read_screening
from approdo.model.outcomes import OUTCOMES
from approdo.model.parameters import load_parameters
from approdo.viz.report.doubts import FEWEST
from approdo.viz.words.patterns import again
from approdo.viz.words.tongue import Tongue

from . import state
from .html import Element, tag
from .mattering import SHOWN, Matters
from .parts import Press
from .telling import label


@solara.component
def Explanation() -> None:
    """Show the explanation of the outcome that was asked for, if one was."""
    name, answer, say = state.explained.value, state.answer.value, state.say()
    outcome = next((each for each in OUTCOMES if each.id == name), None)
    if outcome is None or answer is None:
        tag("span", hidden="hidden")
        return
    shown = next((each for each in answer.contrasts if each.id == state.bench().policy.id), answer.contrasts[0])
    found = shown.totals[name]
    rows = load_parameters().rows
    assumed = sum(row.status == "assumption" for row in rows)
    lines = [
        ("name", f"{label(name, say)} ({name})"),
        ("ethos", outcome.ethos or "–"),
        ("population", again(outcome.population, "population", say)),
        ("formula", again(outcome.formula, "formula", say)),
        ("unit", say.unit(outcome.unit)),
        ("runs", say("explain.pairs", pairs=found.difference.n, seed=answer.seed)),
        ("seeds", ", ".join(str(seed) for seed in answer.seeds) + " …"),
        ("interval", say.estimate(found.difference)),
        ("worlds", say.estimate(found.worlds)),
        ("matter", _matter(shown.matters.get(name), say)),
        ("inputs", say("explain.inputs_told", assumed=assumed, all=len(rows))),
        ("caveats", say("explain.caveats_told")),
        (
            "cite",
            say("explain.cite_told", version=__version__, year=datetime.now(UTC).year, command=answer.reproduce),
        ),
    ]
    if state.level.value == "stakeholder":
        lines = [line for line in lines if line[0] not in ("seeds", "unit", "worlds")]
    parts = []
    for key, text in lines:
        parts += [tag("dt", say(f"explain.{key}")), tag("dd", text)]
    tag(
        "section",
        tag(
            "div",
            tag("h2", say("card.explain")),
            Press(label=say("explain.close"), name="close", closes=True, event_press=lambda _: state.explained.set("")),
            class_="ap-explain-head",
        ),
        tag("dl", *parts),
        class_="ap-explain",
        role="dialog",
        aria_label=say("card.explain"),
        id="explanation",
    )


def _matter(found: Matters | None, say: Tongue) -> Element:
    """Return the inputs as a list, with range and status, and what a wider screening recorded."""
    lines = []
    if found is None:
        lines.append(tag("p", say("explain.matter_few", fewest=FEWEST)))
    else:
        lines.append(tag("ul", *(tag("li", _input(name, size, say)) for name, size in found.inputs)))
        single = say.number(found.single, 2)
        lines.append(tag("p", say("explain.matter_told", worlds=found.worlds, single=single), class_="ap-label"))
    screening = read_screening()
    if screening is not None:
        strongest = sorted(screening.influences, key=lambda each: (-each.size, each.name))[:SHOWN]
        names = ", ".join(each.name for each in strongest)
        recorded = say("explain.matter_screened", draws=screening.draws, when=screening.computed, names=names)
        lines.append(tag("p", recorded, class_="ap-label"))
    return tag("div", *lines)


def _input(name: str, size: float, say: Tongue) -> str:
    row = next((each for each in load_parameters().rows if each.name == name), None)
    if row is None:
        return f"{name}: {say.number(size, 2, sign=True)}"
    return say(
        "explain.matter_input",
        name=name,
        size=say.number(size, 2, sign=True),
        status=say.named("status", row.status),
        range=f"{say.plain(row.low)} – {say.plain(row.high)}",
        unit=say.unit(row.unit),
    )
