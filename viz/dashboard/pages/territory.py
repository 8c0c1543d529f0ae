"""The territory: its zones over time, and the figures that it is made of, with their sources."""

import solara

from approdo.model.calendar import month_text
from approdo.viz.dashboard import state
from approdo.viz.dashboard.html import tag
from approdo.viz.dashboard.mapping import Zones
from approdo.viz.dashboard.parts import Table


@solara.component
def Page() -> None:
    """Show the map and the figures."""
    say, bench = state.say(), state.bench()
    place = bench.place
    tag("h1", say("territory.title", territory=place.name))
    tag(
        "p",
        say("territory.told", region=place.region, zones=len(place.zones), month=month_text(place.data_month)),
        class_="ap-lead",
    )
    tag("section", Zones(), class_="ap-panel", style="max-width: 860px")
    heads = [say(f"evidence.{key}") for key in ("name", "value", "range", "unit", "status", "source")]
    rows = [
        [
            name.replace("_", " "),
            say.number(figure.value, _places(figure.value)),
            f"{say.number(figure.low, _places(figure.low))} – {say.number(figure.high, _places(figure.high))}",
            say.unit(figure.unit),
            say.named("status", figure.status),
            f"{figure.source}. {figure.note}".strip(),
        ]
        for name, figure in place.figures.items()
    ]
    tag(
        "section",
        Table(caption=say("territory.figures"), heads=heads, rows=rows, search=say("evidence.search"), tall=True),
        class_="ap-panel ap-words",
    )


def _places(value: float) -> int:
    return 0 if value == int(value) else 4 if abs(value) < 1 else 2
