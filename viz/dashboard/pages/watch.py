"""Watch one run: the Mesa model, live. Its controls are Mesa's own (SolaraViz) and speak English only.

Mesa brings pandas: it is imported with the application, because Solara asks for pandas in every thread that sets
something, and must not find it half imported.
"""

import warnings
from typing import Any

import numpy as np
import solara

from approdo.model.codes import ETHOS_LIGHT, Channel, Housing
from approdo.model.mesa_model import PostReceptionModel
from approdo.model.monthly import BROAD
from approdo.viz.dashboard import state
from approdo.viz.dashboard.html import Element, tag
from approdo.viz.dashboard.parts import World

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Mesa breaks a rule of hooks that Solara checks
    from mesa.visualization import SolaraViz


@solara.component
def Page() -> None:
    """Show one run of the bench's package; it lives in the server's process and goes away with the page."""
    say, bench = state.say(), state.bench()
    tag("h1", say("watch.title", package=bench.local.name, territory=bench.place.name))
    tag("p", say("watch.told"), class_="ap-lead")
    key = (bench.question, bench.policy.id)
    made = solara.lab.use_task(lambda: _make(bench), dependencies=[key], raise_error=False)
    if made.value is None or made.pending:
        tag("div", say("watch.living"), class_="ap-waiting", role="status")
        return
    with solara.Div(classes=["ap-viz"]).key(f"{hash(key)}"):
        Run(made.value, bench)


def _make(bench: Any) -> PostReceptionModel:
    package = bench.scenario(bench.policy).package
    return PostReceptionModel(bench.place, package.levers, bench.months, bench.start, bench.seed)


@solara.component
def Run(model: PostReceptionModel, bench: Any) -> None:
    """Put Mesa's page into ours, with the settings that a reset keeps."""
    say = state.say()
    package = bench.scenario(bench.policy).package
    settings = {
        "territory": bench.place,
        "package": package.levers,
        "start": bench.start,
        "months": {
            "type": "SliderInt",
            "value": bench.months,
            "min": 1,
            "max": 120,
            "step": 1,
            "label": say("side.months"),
        },
        "seed": {
            "type": "SliderInt",
            "value": min(bench.seed, 200),
            "min": 0,
            "max": 200,
            "step": 1,
            "label": say("side.seed"),
        },
    }
    with solara.AppLayout(title="", navigation=False, sidebar_open=True):
        SolaraViz(model, components=[_world], model_params=settings, name=say("watch.name"), play_interval=200)


def _world(model: PostReceptionModel) -> Element:
    """Return the picture of one month."""
    say = state.say()
    people: Any = model.world.people
    states = np.bincount(people.housing[people.channel != Channel.NONE], minlength=len(Housing))
    bars = [
        {
            "label": say.named("code", each.name.lower()) + (f" (EL{ETHOS_LIGHT[each]})" if ETHOS_LIGHT[each] else ""),
            "value": int(states[each]),
            "color": "#8c2d04" if ETHOS_LIGHT[each] else "#0b4f8a",
        }
        for each in Housing
        if each is not Housing.EXPECTED
    ]
    series = [int(value) for value in model.world.record.series[: model.month, BROAD]]
    return World(
        words={"people": say("watch.people"), "line": say("watch.line")},
        month=say.month(model.start + model.month - 1) if model.month else say("watch.before"),
        told=say("watch.seed", seed=model_seed(model), month=model.month, months=model.months),
        bars=bars,
        series=series,
        months=model.months,
    )


def model_seed(model: PostReceptionModel) -> int:
    """Return the seed of the run that is shown."""
    return int(model.world.seed[0])
