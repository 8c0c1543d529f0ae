"""Measured targets of the analyses: Sobol indices on noisy single runs, and searches of a case solved exactly."""

import sys

import numpy as np

from approdo.experiments.search import search
from approdo.experiments.sensitivity import sensitivity
from tests.experiments.exact_case import CHEAPEST, DOSES, Simulator, judge
from tests.experiments.known_functions import ISHIGAMI_TOTAL, ishigami, single_runs

INDEX_ERROR = 0.02  # mean error of total indices at 512 runs
SEARCHES = ((500, 40, 0.90, 0.12), (2000, 40, 0.95, 0.08))  # runs, repetitions, feasible at least, above at most


def index_error(noise: float, repetitions: int = 10) -> float:
    """Return the mean error of total indices of the Ishigami function from 512 runs with noise of their own."""
    found = []
    for seed in range(repetitions):
        x, y = single_runs(ishigami, 3, 512, noise, seed)
        answer = sensitivity(x, y, ("a", "b", "c"), repeats=0, seed=seed)
        found.append(np.abs([each.total.mean or 0.0 for each in answer.influences] - ISHIGAMI_TOTAL).mean())
    return float(np.mean(found))


def searches(runs: int, repetitions: int) -> tuple[float, float]:
    """Return the share of searches whose package is truly inside the limit, and how far these are above the optimum."""
    judged = []
    for seed in range(repetitions):
        found = search(DOSES, CHEAPEST, Simulator(seed), runs=runs, seed=seed)
        judged.append(judge(CHEAPEST, list(found.doses.values())))
    above = [excess for inside, excess in judged if inside]
    return len(above) / len(judged), float(np.mean(above)) if above else float("inf")


def lines() -> list[tuple[str, float, float, bool]]:
    """Return the lines of the benchmark: name, value, must, and whether more is better."""
    made: list[tuple[str, float, float, bool]] = [
        ("mean error of total indices, Ishigami, 512 runs, noise 1", index_error(1.0), INDEX_ERROR, False),
        ("mean error of total indices, Ishigami, 512 runs, noise 2", index_error(2.0), INDEX_ERROR, False),
    ]
    for runs, repetitions, feasible, above in SEARCHES:
        share, excess = searches(runs, repetitions)
        made.append((f"search, {runs} runs: share of {repetitions} that is feasible", share, feasible, True))
        made.append((f"search, {runs} runs: mean share above the true optimum", excess, above, False))
    return made


def main() -> int:
    """Print one line per figure: name, value, must, pass or fail; and how many musts were met."""
    found = lines()
    met = 0
    for name, value, must, more in found:
        good = value >= must if more else value <= must
        met += good
        print(f"{name:<70} {value:>12.4f}  must {must:g}: {'pass' if good else 'fail'}")
    print(f"{met} of {len(found)} must met: {'pass' if met == len(found) else 'fail'}")
    return 0 if met == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
