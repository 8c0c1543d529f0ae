"""What the answer rests on: parameters with sources, definitions, levers, studies, calibration."""

import solara

from approdo.model.levers import LEVERS
from approdo.model.levers.base import Field
from approdo.model.outcomes import OUTCOMES
from approdo.model.parameters import load_parameters
from approdo.viz.dashboard import state
from approdo.viz.dashboard.html import pressed, tag
from approdo.viz.dashboard.pages.standing import Fit, Patterns, Studies
from approdo.viz.dashboard.parts import Choose, Press, Table
from approdo.viz.dashboard.telling import stretch
from approdo.viz.words.patterns import again
from approdo.viz.words.tongue import Tongue

TABS = ("parameters", "outcomes", "levers", "studies", "patterns", "calibration")
STATUSES = ("verified", "derived", "recalled", "fitted", "assumption")


@solara.component
def Page() -> None:
    """Show one of the tables."""
    say = state.say()
    chosen, status = solara.use_reactive("parameters"), solara.use_reactive("")
    rows = load_parameters().rows
    counts = ", ".join(f"{say(f'status.{each}')} {sum(row.status == each for row in rows)}" for each in STATUSES)
    tag("h1", say("evidence.title"))
    tag("p", say("evidence.told", all=len(rows), counts=counts), class_="ap-lead")
    tag(
        "div",
        *(
            Press(
                label=say(f"evidence.{each}"),
                name=f"evidence-{each}",
                look="quiet",
                pressed=chosen.value == each,
                event_press=pressed(chosen.set, each),
            )
            for each in TABS
        ),
        class_="ap-row",
    )
    shown = {
        "parameters": lambda: Parameters(status),
        "outcomes": Outcomes,
        "levers": Levers,
        "studies": Studies,
        "patterns": Patterns,
        "calibration": Fit,
    }
    note = tag("p", say("report.sources_note"), class_="ap-label") if state.language.value != "en" else None
    tag("section", shown[chosen.value](), note, class_="ap-panel ap-words")


@solara.component
def Parameters(status: "solara.Reactive[str]") -> None:
    """Show the numbers of the model."""
    say = state.say()
    Choose(
        label=say("evidence.status"),
        value=status.value,
        options=[
            {"id": "", "label": say("life.any")},
            *({"id": each, "label": say.named("status", each)} for each in STATUSES),
        ],
        event_choose=status.set,
        name="status",
    )
    Table(
        caption=say("evidence.parameters"),
        heads=[say(f"evidence.{key}") for key in ("name", "value", "range", "unit", "status", "source", "rows")],
        rows=[
            [
                row.name,
                say.plain(row.value),
                stretch(say.plain(row.low), say.plain(row.high)),
                say.unit(row.unit),
                say.named("status", row.status),
                row.source,
                ", ".join(row.evidence) or "–",
            ]
            for row in load_parameters().rows
            if status.value in ("", row.status)
        ],
        search=say("evidence.search"),
        name="parameters",
        english=(5,),
        tall=True,
    )


@solara.component
def Outcomes() -> None:
    """Show what is measured."""
    say = state.say()
    Table(
        caption=say("evidence.outcomes"),
        heads=[say(f"explain.{key}") for key in ("name", "ethos", "unit", "population", "formula")],
        rows=[
            [
                f"{say.of(each, 'label')} ({each.id})",
                each.ethos or "–",
                say.unit(each.unit),
                again(each.population, "population", say),
                again(each.formula, "formula", say),
            ]
            for each in OUTCOMES
        ],
        search=say("evidence.search"),
        tall=True,
    )


@solara.component
def Levers() -> None:
    """Show the defaults of levers and where they come from."""
    say = state.say()
    Table(
        caption=say("evidence.levers"),
        heads=[say(f"evidence.{key}") for key in ("name", "value", "unit", "status", "source", "rows")],
        rows=[
            [
                f"{say.of(kind, 'label')}: {say.of(field, 'label')}",
                _default(field, say),
                say.unit(field.unit),
                say.named("status", field.status),
                field.source,
                ", ".join(field.evidence) or "–",
            ]
            for kind in LEVERS.values()
            for field in kind.fields.values()
        ],
        search=say("evidence.search"),
        english=(4,),
        tall=True,
    )


def _default(field: Field, say: Tongue) -> str:
    value = field.default
    if isinstance(value, str):
        return say.named("choice", value)
    return "–" if value is None else say.plain(float(value))
