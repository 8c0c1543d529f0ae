"""Benchmark of calibration: `make bench BENCH=calibration`; figures are those of the Markov cohort unless they say so.

Data sets have the shape of INSIDE AUT: 100 people (a third of them a comparison group), nine sites, twenty months. Each
is made from parameters drawn from the prior, recorded with losses and misreading, and fitted as a pilot would be. The
table can be asked for in parts: ``make bench BENCH="calibration misfit resume"``; `rounds` is the long one.
"""

import hashlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from approdo.calibration.checks import LEFT_OUT
from approdo.calibration.data import People
from approdo.calibration.fit import adjust, box_of, learn, one_thread, quantiles
from approdo.calibration.misfit import ALARM, oddness
from approdo.calibration.observe import Home, Job, Months, Plan, gaps, record
from approdo.calibration.priors import Box, Floats, Priors
from approdo.calibration.rounds import FIRST_SHARE
from approdo.calibration.solve import Round, observe, solve
from approdo.calibration.summaries import Statistics, statistics
from tests.calibration.markov import cohorts, inside_aut_plan, markov_priors

RUNS = 1000
RUNS_TWO_ROUNDS = 5000
SETS = 400  # data sets at 1,000 runs
SETS_TWO_ROUNDS = 200
BREAK = 3.0  # log odds: half way, finding a home becomes that much harder and losing one that much easier
TAILS = np.array([0.05, 0.95])

Line = tuple[str, float, float | None, float | None]


def main(parts: Iterable[str] = ()) -> int:
    """Print one line per figure: name, value, must, pass or fail; and how many musts were met."""
    met = musts = 0
    for name, value, low, high in figures(parts):
        verdict = ""
        if low is not None or high is not None:
            musts += 1
            passed = (low is None or value >= low) and (high is None or value <= high)
            met += passed
            limits = f"{low:g} to {high:g}" if low is not None and high is not None else (
                f"at least {low:g}" if low is not None else f"at most {high:g}"
            )  # fmt: skip
            verdict = f"must {limits}: {'pass' if passed else 'fail'}"
        print(f"{name:<78} {value:>8.3f}  {verdict}".rstrip(), flush=True)
    print(f"{met} of {musts} must met: {'pass' if met == musts else 'fail'}")
    return 0 if met == musts else 1


def figures(parts: Iterable[str] = ()) -> Iterator[Line]:
    """Yield the lines of some parts, of all by default."""
    trials = Trials()
    for part in tuple(parts) or PARTS:
        yield from PARTS[part](trials)


class Trials:
    """Runs from the prior, and data sets of which the truth is known."""

    def __init__(self) -> None:
        self.plan, self.priors = inside_aut_plan(), markov_priors()
        self.whole = Box.whole(len(self.priors.rows))

    @cached_property
    def first(self) -> Round[Months]:
        """Return as many runs from the prior as any figure needs."""
        return drawn(self.plan, self.priors, RUNS_TWO_ROUNDS, 1)

    @cached_property
    def truth(self) -> Round[Months]:
        """Return what happened in the data sets."""
        return drawn(self.plan, self.priors, SETS, 2)

    @cached_property
    def asked(self) -> Statistics:
        """Return the data sets as they were recorded."""
        return recorded(self.plan, self.priors, self.truth, 21)

    def fitted(self, runs: int) -> tuple[Floats, Statistics]:
        """Return draws and statistics of the first runs."""
        return observe(People(self.plan, self.truth.lives), [part(self.first, runs)], self.priors, 1)


def of_coverage(trials: Trials) -> Iterator[Line]:
    """Yield how often 90 % intervals hold the truth, pooled and for each number."""
    box, truth = trials.whole, trials.truth.unit
    unit, found = trials.fitted(RUNS)
    with one_thread():
        learned = learn(box.to_line(unit), found, trials.asked)
        inside = np.stack([
            holds(box, unit, learned.runs, learned.data[row], learned.noise, truth[row]) for row in range(SETS)
        ])  # fmt: skip
    yield (f"90 % intervals, {RUNS:,} runs, {SETS} data sets: coverage, pooled", inside.mean(), 0.87, 0.93)
    for column, name in enumerate(trials.priors.names):
        yield (f"  coverage of {name}", inside[:, column].mean(), 0.84, 0.96)


def of_misfit(trials: Trials) -> Iterator[Line]:
    """Yield how often the check of misfit alarms: where the model is right, and where the world changed half way."""
    broken = drawn(trials.plan, trials.priors, SETS // 2, 3, BREAK)
    bent = recorded(trials.plan, trials.priors, broken, 22)
    unit, found = trials.fitted(RUNS)
    for asked, what, low, high in (
        (trials.asked, "false alarms", 0.03, 0.08),
        (bent, f"power against a break half way ({BREAK:g} log odds)", 0.85, None),
    ):
        with one_thread():
            p = oddness(found, asked, learn(trials.whole.to_line(unit), found, asked))[0]
        yield (f"misfit at {ALARM:.0%}: {what}", (p <= ALARM).mean(), low, high)


def of_missing(trials: Trials) -> Iterator[Line]:
    """Yield the coverage when half the months of each data set were never written down; no new runs."""
    plan, priors, truth, inside = trials.plan, trials.priors, trials.truth, []
    first, box = part(trials.first, RUNS), trials.whole
    seen = record(plan, truth.lives, priors, truth.unit, np.random.default_rng(21))
    rng = np.random.default_rng(5)
    for row in range(SETS // 2):
        gone = rng.random(plan.home_gaps.shape) < 0.5
        home, job = seen.home[row].copy(), seen.job[row].copy()
        last = np.where((home > 0).any(axis=1), plan.months - 1 - (home[:, ::-1] > 0).argmax(axis=1), plan.first)
        home[gone], job[gone] = Home.UNKNOWN, Job.UNKNOWN
        own = replace(plan, home_gaps=gaps(home > 0, plan.first, last), job_gaps=gaps(job > 0, plan.first, last))
        data = People(own, Months(home[None], job[None]))
        unit, found = observe(data, [first], priors, 1)
        with one_thread():
            learned = learn(box.to_line(unit), found, data.statistics())
            inside.append(holds(box, unit, learned.runs, learned.data[0], learned.noise, truth.unit[row]))
    yield (f"half the months missing, {RUNS:,} old runs, {SETS // 2} data sets: coverage", np.mean(inside), 0.87, None)


def of_time(trials: Trials) -> Iterator[Line]:
    """Yield what fit and checks cost."""
    data = part(trials.truth, 1)
    months = record(trials.plan, data.lives, trials.priors, data.unit, np.random.default_rng(21))
    first = trials.first
    began = time.process_time()
    solve(People(trials.plan, months), [first], trials.priors, trials.whole, 1)
    yield (f"fit and checks at {RUNS_TWO_ROUNDS:,} runs, CPU s", time.process_time() - began, None, 5.0)


def of_resume(_: Trials) -> Iterator[Line]:
    """Yield whether a calibration that was killed ends with the bytes of one that was left alone."""
    yield ("killed with SIGKILL and resumed: the same bytes (1 = yes)", float(killed_and_resumed()), 1.0, 1.0)


def of_rounds(trials: Trials) -> Iterator[Line]:
    """Yield the coverage at 5,000 runs: 2,000 from the prior, 3,000 from the box of the first posterior."""
    inside, volumes = second_rounds(trials, range(SETS_TWO_ROUNDS))
    name = f"90 % intervals, {RUNS_TWO_ROUNDS:,} runs in two rounds, {SETS_TWO_ROUNDS} data sets: coverage"
    yield (name, inside.mean(), 0.88, 0.93)
    for column, each in enumerate(trials.priors.names):
        yield (f"  coverage of {each}", inside[:, column].mean(), None, None)
    yield ("  second round's box, median share of the prior's volume", float(np.median(volumes)), None, None)


def second_rounds(trials: Trials, rows: Iterable[int]) -> tuple[Floats, Floats]:
    """Return for some data sets which intervals hold the truth ``[sets, d]``, and the volume of the second box."""
    plan, priors, whole, truth = trials.plan, trials.priors, trials.whole, trials.truth
    begun = round(FIRST_SHARE * RUNS_TWO_ROUNDS)
    unit, found = trials.fitted(begun)
    inside, volumes = [], []
    with one_thread():
        learned = learn(whole.to_line(unit), found, trials.asked)
        for row in rows:
            box = box_of(adjust(whole.to_line(unit), learned.runs, learned.data[row], learned.noise), whole)
            second = drawn(plan, priors, RUNS_TWO_ROUNDS - begun, 1000 + row, box=box)
            more, seen = observe(People(plan, truth.lives), [second], priors, 1000 + row)
            kept = box.holds(unit)
            both, values = np.concatenate([unit[kept], more]), np.concatenate([found.values[kept], seen.values])
            asked = Statistics(trials.asked.names, trials.asked.values[row : row + 1])
            again = learn(box.to_line(both), Statistics(found.names, values), asked)
            inside.append(holds(box, both, again.runs, again.data[0], again.noise, truth.unit[row]))
            volumes.append((box.high - box.low).prod())
    return np.array(inside, np.float64), np.array(volumes)


def drawn(
    plan: Plan, priors: Priors, runs: int, seed: int, change: float = 0.0, box: Box | None = None
) -> Round[Months]:
    """Return lives of draws from the prior, or from a box of it."""
    unit = priors.draw(runs, seed, box)
    return Round(unit, cohorts(plan, priors, unit, seed, change), np.zeros(runs, np.bool_))


def part(whole: Round[Months], runs: int) -> Round[Months]:
    """Return the first runs of a round."""
    return Round(whole.unit[:runs], whole.lives[:runs], whole.failed[:runs])


def recorded(plan: Plan, priors: Priors, lives: Round[Months], luck: int) -> Statistics:
    """Return the statistics of data sets, each recorded with its own chances."""
    return statistics(plan, record(plan, lives.lives, priors, lives.unit, np.random.default_rng(luck)))


def holds(box, unit, runs, at, noise, truth):
    """Tell which 90 % intervals hold the truth."""
    cloud = adjust(box.to_line(unit), runs, at, noise)
    low, high = box.to_unit(quantiles(cloud.line, cloud.weights, TAILS))
    return (truth >= low) & (truth <= high)


def killed_and_resumed() -> bool:
    """Kill a calibration while it runs, resume it, and compare with one that was left alone."""
    with tempfile.TemporaryDirectory() as folder:
        alone, killed = Path(folder, "alone"), Path(folder, "killed")
        program = [sys.executable, "-m", "tests.benchmarks.calibration"]
        first = subprocess.Popen([*program, str(killed)], stdout=subprocess.DEVNULL)
        while not list(killed.glob("*/*.npz")) and first.poll() is None:
            time.sleep(0.02)
        first.send_signal(signal.SIGKILL)
        first.wait()
        ends = [
            subprocess.run([*program, str(root)], check=True, capture_output=True).stdout for root in (killed, alone)
        ]
    return ends[0] == ends[1]


def small_calibration(root: Path) -> str:
    """Calibrate a small Markov cohort with 150 runs kept in a folder; return the sha256 of the draws."""
    from approdo.calibration.rounds import Budget, calibrate
    from tests.calibration.markov import MarkovSimulator

    plan, priors = inside_aut_plan(40, 4), markov_priors()
    truth = drawn(plan, priors, 1, 9)
    data = record(plan, truth.lives, priors, truth.unit, np.random.default_rng(9))
    found, _ = calibrate(MarkovSimulator(plan, priors), People(plan, data), Budget(150), 4, root)
    return hashlib.sha256(found.draws.tobytes()).hexdigest()


def of_the_model(_: Trials, runs: int = RUNS) -> Iterator[Line]:
    """Yield the coverage with the real model in two small provinces: runs that are left out play the data."""
    from approdo.calibration.lives import ModelSimulator
    from approdo.calibration.priors import deviations, model_priors
    from approdo.experiments.scenario import Scenario, load_package
    from approdo.model.parameters import load_parameters
    from approdo.model.territory import load_territory

    places = tuple(load_territory(name) for name in ("sondrio", "ragusa"))
    plan = replace(inside_aut_plan(40, 2, 20), sites=("sondrio", "ragusa"))
    plan = replace(plan, groups={name: np.full(40, -1, np.int8) for name in ("sex", "family", "age_band", "permit")})
    priors = model_priors(sites=2)
    package, start = load_package("inside-aut"), places[0].data_month
    levers = tuple(Scenario(place, package, load_parameters(), start, 20).package.levers for place in places)
    simulator = ModelSimulator(plan, priors, places, levers, start)
    unit, normal = priors.draw(runs, 1), deviations(runs, 2, len(priors.rows), 1)
    began = time.process_time()
    lives = [simulator.live(unit[run], normal[run], run) for run in range(runs)]
    spent = time.process_time() - began
    months = Months(np.stack([home for home, _ in lives]), np.stack([job for _, job in lives]))
    box = Box.whole(len(priors.rows))
    unit, found = observe(People(plan, months), [Round(unit, months, np.zeros(runs, np.bool_))], priors, 1)
    line = box.to_line(unit)
    with one_thread():
        learned = learn(line, found, Statistics(found.names, found.values[:1]))
        inside = []
        for run in range(0, runs, max(1, runs // LEFT_OUT)):
            cloud = adjust(line, learned.runs, learned.runs[run], learned.noise, skip=run)
            low, high = quantiles(cloud.line, cloud.weights, TAILS)
            inside.append((line[run] >= low) & (line[run] <= high))
    yield (
        f"the model itself, two small provinces, {runs} runs, {len(inside)} left out: coverage",
        np.mean(inside),
        None,
        None,
    )
    yield ("the model itself, CPU s a run", spent / runs, None, None)


PARTS = {
    "coverage": of_coverage,
    "misfit": of_misfit,
    "missing": of_missing,
    "time": of_time,
    "resume": of_resume,
    "model": of_the_model,
    "rounds": of_rounds,
}


if __name__ == "__main__":
    print(small_calibration(Path(sys.argv[1])))
