"""A world of a few lines in place of the engine, in which every support takes off a known number of homeless months."""

import numpy as np

from approdo.model.engine import RunResult
from approdo.model.outcomes import MONTHLY, PEOPLE, TOTALS

CROWD, WOMEN, REACHED = 40, 10, 25
CASELOADS = {5: 6, 10: 5, 15: 4, 25: 3, 40: 2, 60: 1, 100: 0}  # homeless months less, by people for each tutor
EFFECTS = {"internships": 5, "guarantee_fund": 2, "deposit_advance": 1, "shared_housing": 1, "rent_subsidy": -1}
EARLY = 4  # a plan that begins so early takes off one more
COST = 100.0
TOWARDS = {"vienna": 1}  # where a pilot does so much more


def effect(levers, place):
    """Return how many homeless months the levers take off everybody whom they reach."""
    total = 0
    for lever in levers:
        if lever.kind == "tutoring":
            total += CASELOADS.get(int(lever["caseload"]), 0) + (lever["pre_exit_months"] >= EARLY)
        total += EFFECTS.get(lever.kind, 0)
    return total + (TOWARDS.get(place, 0) if levers else 0)


def run_together(territories, parameters, arms, start, months, seed, check_accounts=False, events=(), begun=None):
    """Every run: the same people and luck in all arms."""
    return [
        [_run(levers, months, seed, place.id) for place, levers in zip(territories, arm, strict=True)] for arm in arms
    ]


def _run(levers, months, seed, place):
    rng = np.random.default_rng(seed)
    people = np.zeros((CROWD, len(PEOPLE)), np.uint8)
    homeless = rng.integers(20, 24, CROWD)
    homeless[:REACHED] -= effect(levers, place)
    for name in ("hm_strict", "hm_lenient", "hm_plus", "hm_12", "hm_24", "hm_36"):
        people[:, PEOPLE.index(name)] = homeless
    people[:REACHED, PEOPLE.index("reached")] = bool(levers)
    people[:, PEOPLE.index("leaver")] = 1
    people[:WOMEN, PEOPLE.index("sex")] = 1
    values = dict.fromkeys(TOTALS, 0.0)
    values["hm_total"] = float(homeless.sum())
    values["cost_gross"] = COST * len(levers)
    actions = len(levers)
    return RunResult(
        np.zeros((months, len(MONTHLY))),
        np.array([values[name] for name in TOTALS]),
        people,
        np.full((actions, months), 10),
        np.full((actions, months), 7),
        np.full((actions, months), 100),
    )
