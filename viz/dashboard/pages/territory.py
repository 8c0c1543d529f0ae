"""The territory: its zones over time, and the figures that it is made of, with their sources."""

import solara

from approdo.viz.dashboard import state
from approdo.viz.dashboard.html import tag
from approdo.viz.dashboard.mapping import Zones
from approdo.viz.dashboard.parts import Table
from approdo.viz.dashboard.telling import stretch


@solara.component
def Page() -> None:
    """Show the map and the figures."""
    say, bench = state.say(), state.bench()
    place = bench.place
    tag("h1", say("territory.title", territory=place.name))
    tag(
        "p",
        say("territory.told", region=place.region, zones=len(place.zones), month=say.month(place.data_month)),
        class_="ap-lead",
    )
    tag("section", Zones(), class_="ap-panel", style="max-width: 860px")
    heads = [say(f"evidence.{key}") for key in ("name", "value", "range", "unit", "status", "source")]
    rows = [
        [
            say.named("report_figure", name),
            say.plain(figure.value),
            stretch(say.plain(figure.low), say.plain(figure.high)),
            say.unit(figure.unit),
            say.named("status", figure.status),
            f"{figure.source}. {figure.note}".strip(),
        ]
        for name, figure in place.figures.items()
    ]
    tag(
        "section",
        Table(
            caption=say("territory.figures"),
            heads=heads,
            rows=rows,
            search=say("evidence.search"),
            english=(5,),
            tall=True,
        ),
        tag("p", say("report.sources_note"), class_="ap-label") if state.language.value != "en" else None,
        class_="ap-panel ap-words",
    )
