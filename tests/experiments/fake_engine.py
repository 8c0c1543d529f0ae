"""A world of a few lines in place of the engine: quick, and with answers that can be worked out by hand."""

import os
import time
from pathlib import Path

import numpy as np

from approdo.model import engine
from approdo.model.engine import RunResult
from approdo.model.outcomes import MONTHLY, NO_WINDOW, PEOPLE, TOTALS, TRAITS, WINDOWS

CROWD, REACHED, WORSE = 60, 20, 5  # people of the model; the last ten have no full window
WOMEN, SINGLE_PARENTS = 15, 3
EFFECT, HARM = 4, 1  # homeless months less for each person reached, more for each of the first unreached
COST = 1000.0


def run_together(territories, parameters, arms, start, months, seed, check_accounts=False, events=(), begun=None):
    """Every run: the same luck in both arms; a policy takes 4 homeless months off 20 people and adds 1 to 5 others."""
    if folder := os.environ.get("FAKE_ENGINE_CALLS"):
        with Path(folder).open("a") as log:
            log.write("".join(f"{seed} {len(levers)}\n" for arm in arms for levers in arm))
    time.sleep(float(os.environ.get("FAKE_ENGINE_SECONDS", "0")))
    return [[_run(levers, months, seed) for levers in arm] for arm in arms]


def _run(levers, months, seed):
    rng = np.random.default_rng(seed)
    people = np.zeros((CROWD, len(PEOPLE)), np.uint8)
    people[:, 0] = rng.integers(EFFECT, max(months, EFFECT + 1), CROWD)
    series = rng.gamma(8.0, 2.0, (months, len(MONTHLY)))
    values = dict(zip(TOTALS, rng.normal(10.0, 1.0, len(TOTALS)), strict=True))
    values["others_searching_total"] = 500.0
    values["cost_total"] = values["cost_gross"] = 0.0
    if levers:
        people[:REACHED, 0] -= EFFECT
        people[:REACHED, 3] = 1
        people[REACHED : REACHED + WORSE, 0] += HARM
        series *= 0.9
        values["cost_total"] = values["cost_gross"] = COST
        values["others_searching_total"] += 3.0
        for width in (12, 24, 36):
            values[f"hm_strict_{width}"] -= 1.0 + 0.1 * rng.normal()
            values[f"hm_plus_{width}"] += 1.0
    people[:, PEOPLE.index("leaver")] = 1
    people[:WOMEN, PEOPLE.index("sex")] = 1
    people[:SINGLE_PARENTS, PEOPLE.index("family")] = 2
    for width in WINDOWS:
        for name in ("hm", "stable", "work"):
            column = people[:, PEOPLE.index(f"{name}_{width}")]
            column[:] = people[:, 0] if name == "hm" else np.arange(CROWD) % 2
            column[-10 if width <= months else 0 :] = NO_WINDOW
    assert PEOPLE[-len(TRAITS) :] == TRAITS
    values["hm_total"] = float(people[:, 0].sum())
    values["stable_12"] = np.nan
    actions = len(levers)
    return RunResult(
        series,
        np.array([values[name] for name in TOTALS]),
        people,
        np.full((actions, months), 10),
        np.full((actions, months), 7),
        np.full((actions, months), 100),
    )


def install():
    """Put the fake in the place of the engine, for a process of its own."""
    engine.run_together = run_together
