"""What the answer rests on: parameters with sources, definitions, levers, studies, calibration."""

import solara

from approdo.model.levers import LEVERS
from approdo.model.outcomes import OUTCOMES
from approdo.model.parameters import load_parameters
from approdo.viz.dashboard import state
from approdo.viz.dashboard.html import pressed, tag
from approdo.viz.dashboard.parts import Choose, Press, Table
from approdo.viz.dashboard.standing import checks, fits
from approdo.viz.dashboard.tongue import Tongue

TABS = ("parameters", "outcomes", "levers", "studies")
STATUSES = ("verified", "derived", "recalled", "fitted", "assumption")


@solara.component
def Page() -> None:
    """Show one of the tables."""
    say = state.say()
    chosen, status = solara.use_reactive("parameters"), solara.use_reactive("")
    rows = load_parameters().rows
    counts = ", ".join(f"{sum(row.status == each for row in rows)} {say(f'status.{each}')}" for each in STATUSES)
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
    shown = {"parameters": lambda: Parameters(status), "outcomes": Outcomes, "levers": Levers, "studies": Studies}
    tag("section", shown[chosen.value](), class_="ap-panel ap-words")


def _number(value: float, say: Tongue) -> str:
    text = f"{value:g}"
    return text if "e" in text else say.number(value, len(text.partition(".")[2]))


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
                _number(row.value, say),
                f"{_number(row.low, say)} – {_number(row.high, say)}",
                row.unit,
                say.named("status", row.status),
                row.source,
                ", ".join(row.evidence) or "–",
            ]
            for row in load_parameters().rows
            if status.value in ("", row.status)
        ],
        search=say("evidence.search"),
        name="parameters",
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
                each.population,
                each.formula,
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
                "–" if field.default is None else str(field.default),
                say.unit(field.unit),
                say.named("status", field.status),
                field.source,
                ", ".join(field.evidence) or "–",
            ]
            for kind in LEVERS.values()
            for field in kind.fields.values()
        ],
        search=say("evidence.search"),
        tall=True,
    )


@solara.component
def Studies() -> None:
    """Show which published studies there are to replay, and what the model was fitted to."""
    say = state.say()
    tag("p", say("evidence.studies_told"))
    found = checks()
    if found:
        Table(
            caption=say("evidence.studies"),
            heads=[say(f"evidence.{key}") for key in ("name", "about", "fit", "command")],
            rows=found,
            tall=True,
        )
    tag("p", say("evidence.fits_told", n=len(fits())))
    if fits():
        Table(caption=say("evidence.fits"), heads=[say("evidence.name"), say("evidence.value")], rows=fits())
