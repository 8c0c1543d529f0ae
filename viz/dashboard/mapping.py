"""The map of zones: asked for where it is shown, small beside the answer and large on its own page."""

from typing import Any, Final

import solara

from . import state, work
from .asking import Step, use_asked
from .html import tag
from .parts import ZoneMap
from .status import problem
from .zoning import SIZE, circles

RUNS: Final = 4  # lived again for the map
UNITS: Final = {"homeless": ("people", 1), "rent": ("eur_m2", 2), "offers": ("offers", 1), "trust": ("trust", 3)}


@solara.component
def Zones(compact: bool = False) -> None:
    """Show the zones of the bench's territory under the baseline and the package."""
    say, bench = state.say(), state.bench()
    policy, base = bench.policy, bench.base
    place = bench.place
    seen = (bench.territory, base.levers, policy.levers, bench.start, bench.months, bench.seed)
    answer = state.answer.value
    # The numbers go first: the first estimate where the map is the page, a narrow interval where it stands beside.
    least = state.limits().pictured if compact else 1
    answered = answer is not None and answer.asked == bench.question and answer.pairs >= least
    # Always the same worker, which has the baseline's zones, and not the one that draws the figure.
    living = Step(work.zones, (bench, RUNS), near=state.limits().workers - 1)
    asked = use_asked([living] if answered else [], (seen, answered))
    where = solara.use_memo(lambda: circles(place.zones), [bench.territory])
    if asked.result is None:
        tag("div", problem(asked.error) if asked.error else say("map.living"), class_="ap-waiting", role="status")
        return
    values: dict[str, Any] = asked.result
    if len(values["rent"][0][0]) != len(place.zones):  # the last territory's, while this one's are being lived
        tag("div", say("map.living"), class_="ap-waiting", role="status")
        return
    measures = [
        {
            "id": name,
            "label": say(f"measure.{name}"),
            "unit": say(f"measure_unit.{unit}"),
            "places": places,
            "values": values[name],
        }
        for name, (unit, places) in UNITS.items()
    ]
    keys = ("measure", "world", "difference", "title", "month", "synthetic", "show_table", "hide_table", "zone")
    drawn = ZoneMap(
        words={**{key: say(f"map.{key}") for key in keys}, "locale": state.language.value},
        zones=[
            {
                "name": zone.name,
                "kind": say.named("zone_kind", zone.kind.name.lower()),
                "about": say(
                    "map.about",
                    residents=say.number(zone.residents),
                    lets=say.number(zone.private_let),
                    disused=say.number(zone.disused),
                ),
                "x": circle.x,
                "y": circle.y,
                "r": circle.r,
            }
            for zone, circle in zip(place.zones, where, strict=True)
        ],
        months=[say.month(bench.start + month) for month in range(len(values["rent"][0]))],
        measures=measures,
        arms=[base.name if base.levers else say("answer.no_policy"), policy.name],
        size=list(SIZE),
        compact=compact,
    )
    old = not isinstance(asked.of, tuple) or asked.of[0] != seen  # of the question before
    tag("div", drawn, class_="ap-old" if old else "", aria_busy=str(old).lower())
    tag("p", say("map.runs", runs=RUNS), class_="ap-label")
