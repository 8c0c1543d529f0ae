"""Explain this number: definition, population, formula, runs, interval, sources, caveats, how to cite it."""

from datetime import UTC, datetime

import solara

from approdo import __version__
from approdo.model.outcomes import OUTCOMES
from approdo.model.parameters import load_parameters

from . import state
from .html import tag
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
        ("population", outcome.population),
        ("formula", outcome.formula),
        ("unit", say.unit(outcome.unit)),
        ("runs", say("explain.pairs", pairs=found.difference.n, seed=answer.seed)),
        ("seeds", ", ".join(str(seed) for seed in answer.seeds) + " …"),
        ("interval", say.estimate(found.difference)),
        ("worlds", say.estimate(found.worlds)),
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
        tag("h2", say("card.explain")),
        tag("dl", *parts),
        Press(label=say("explain.close"), name="close", closes=True, event_press=lambda _: state.explained.set("")),
        class_="ap-explain",
        role="dialog",
        aria_label=say("card.explain"),
        id="explanation",
    )
