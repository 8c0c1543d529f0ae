"""V1: with every landlord accepting and income ample the model is a queue, whose answer is known."""

import csv
import math
from typing import Any

import numpy as np
import pytest
from scipy.sparse import diags
from scipy.sparse.linalg import expm_multiply

from approdo.experiments.published import queueing
from approdo.experiments.published.reading import DATA, load_study
from approdo.experiments.published.spec import Queue
from approdo.experiments.seeds import run_seed
from tests.patterns.limits import mean_and_error
from tests.worlds import small_territory

FILE = DATA / "burgess_singham_simio_aggregate.csv"
AT = {6: 1.0356, 12: 2.0712, 18: 3.1068, 24: 4.1425}
MOST = 450  # people: more never come


def exact_unsheltered() -> dict[int, float]:
    """Return the expected number unsheltered at four steps: the forward equations of the birth and death process."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    queue = load_study("ST3").spec.queue
    assert queue is not None
    yearly = queue.arrivals_per_year
    people = np.arange(MOST)
    chances = np.zeros(MOST)
    chances[120] = 1.0
    time, found = 0.0, {}
    for step, row in enumerate(rows[:25]):
        homes, beds = int(row["housing_capacity"]), int(row["shelter_capacity"])
        if step in AT:
            found[step] = float((chances * np.maximum(0, people - homes - beds)).sum())
        end = time + 63 / 365
        while time < end - 1e-9:
            until = min(end, math.floor(time + 1e-9) + 1)
            rate = yearly[min(int(time + 1e-9), len(yearly) - 1)]
            leaving = np.minimum(people, homes) / 4.487
            parts: Any = [leaving[1:], -(rate + leaving), np.full(MOST - 1, rate)]
            flows: Any = diags(parts, [1, 0, -1]).tocsc()
            chances = expm_multiply(flows * (until - time), chances)
            time = until
    return found


def test_the_reduced_model_is_the_queue():
    study = load_study("ST3")
    queue = study.spec.queue
    assert queue is not None
    runs = [queueing.run_queue(study, run_seed(1, number)) for number in range(24)]
    exact = exact_unsheltered()
    # by hand from the published step: 120 people, 36.6 arrivals and some leaving, 85 places
    assert exact[6] == pytest.approx(62.1, abs=0.1)
    for step, year in AT.items():
        values = [queueing.at_year(run, queue.steps_per_year, year) for run in runs]
        mean, error = mean_and_error(values)
        # a home that is left is empty for a step: at most 200 homes / (4.487 years x 52 steps) = 0.9 people
        assert exact[step] - 3.3 * error < mean < exact[step] + 3.3 * error + 0.9


def limit_queue(per_year: float, stay: float, housed: int, unhoused: int) -> Queue:
    return Queue(
        file="unused",
        arrivals_per_year=(per_year,),
        stay_years=stay,
        housed=housed,
        unhoused=unhoused,
        steps_per_year=12.0,
    )


def test_with_homes_for_all_it_is_the_queue_without_waiting():
    """Nobody waits, and the number housed is that of a queue with a server for everybody: its mean is known."""
    queue = limit_queue(120.0, 1.0, 20, 0)
    place, parameters = small_territory(), queueing.limit_parameters(load_study("ST3").parameters, 12.0, {})
    steps = (queueing.Step(0.0, 400, 0),)
    ends, waiting = [], []
    for seed in range(24):
        world = queueing.start_queue(place, parameters, queue, 400, 24, seed)
        lived = queueing.live_queue(world, parameters, steps, 12.0, 24)
        ends.append(float(lived[-1, 2]))
        waiting.append(float(lived[:, :2].max()))
    mean, error = mean_and_error(ends)
    stays = 1.0 - 1.0 / 12.0
    # arrivals of a month are exposed to leaving in it: sum of 10 x stays^k, and what is left of the first 20
    expected = sum(10.0 * stays**k for k in range(1, 25)) + 20.0 * stays**24
    assert abs(mean - expected) < 3.3 * error
    assert max(waiting) <= 3.0  # two who chose the same home: one looks again next month


def test_without_homes_everybody_waits():
    queue = limit_queue(60.0, 1.0, 0, 30)
    place, parameters = small_territory(), queueing.limit_parameters(load_study("ST3").parameters, 12.0, {})
    world = queueing.start_queue(place, parameters, queue, 1, 12, 3)
    arrivals = int(((world.people.exit_due >= 0) & (world.people.exit_due < 12) & (world.people.housing == 0)).sum())
    lived = queueing.live_queue(world, parameters, (queueing.Step(0.0, 0, 10),), 12.0, 12)
    assert lived[-1].tolist() == [30 + arrivals - 10, 10, 0]


def test_half_the_arrivals_are_thinned_to_half():
    queue = Queue(
        file="unused", arrivals_per_year=(400.0, 200.0), stay_years=1.0, housed=0, unhoused=10, steps_per_year=12.0
    )
    parameters = queueing.limit_parameters(load_study("ST3").parameters, 12.0, {})
    world = queueing.start_queue(small_territory(), parameters, queue, 10, 24, 5)
    due = world.people.exit_due[world.people.housing == 0]
    first, second = int(((due >= 0) & (due < 12)).sum()), int(((due >= 12) & (due < 24)).sum())
    assert abs(first - 400) < 4 * 20
    assert abs(second - 200) < 4 * 15
