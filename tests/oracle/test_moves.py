"""Provinces that are run together: the engine against the oracle, every column of every month."""

from dataclasses import replace
from itertools import islice

import pytest

from approdo.model.engine import Life, begin, live_together, open_arm
from approdo.model.parameters import load_parameters
from approdo.model.programme import compile_programme

from .cases import PACKAGES, province, start
from .compare import differences, engine_state, oracle_state
from .model import OracleModel
from .moves import step_together

MONTHS, SHOWN = 18, 12


@pytest.mark.parametrize("seed", [0, 4, 7])  # the second under German rules, where nobody moves
def test_engine_and_oracle_agree_on_moves(seed):
    parameters = load_parameters({"departure.base": 0.005, "moves.in_country": 0.8, "moves.residents_it": 4.9e6})
    places = [crowded(province(seed + n), n) for n in (0, 1, 5)]
    first, arms = start(seed), list(PACKAGES.values())[:3]
    programmes = [compile_programme(levers, parameters, first, MONTHS) for levers in arms]
    models = [OracleModel(place, parameters, first, MONTHS, seed) for place in places]
    lives = []
    for place, programme in zip(places, programmes, strict=True):
        world = open_arm(begin(place, parameters, first, MONTHS, seed), programme, MONTHS)
        lives.append(Life.of(place, world, programme, parameters))
    for model in models:
        while model.month < 0:
            model.step()
    models = [model.under(programme) for model, programme in zip(models, programmes, strict=True)]
    for t in range(MONTHS):
        live_together(lives, t + 1, begin=t)
        step_together(models, places)
        for life, model in zip(lives, models, strict=True):
            engine, oracle = engine_state(life.world, t), oracle_state(model)
            found = list(islice(differences(engine, oracle), SHOWN))
            assert not found, f"seed {seed}, {life.place.id}, month {t}:\n" + "\n".join(found)
    came = sum(int((~life.of_its_own).sum()) for life in lives)
    assert came == 0 if seed == 4 else came > 20


def crowded(place, number):
    """A province with a code of its own, that draws a third of those who move."""
    zones = tuple(replace(zone, foreign_residents=500_000) for zone in place.zones)
    return replace(place, id=f"p{number}", code=900 + number, zones=zones, digest=f"{place.digest} {number}")
