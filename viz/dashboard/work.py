"""What worker processes do for the pages: plain values in, plain values out, no state of a page.

Drawing happens here too: one process draws one figure at a time, so that no two share matplotlib's settings, and the
server's own process stays free to answer the browsers.
"""

import gc
import io
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from multiprocessing import connection, parent_process
from os import _exit
from typing import Any, Final

from approdo.experiments.answer import Comparison
from approdo.experiments.compare import compare, no_run, opened
from approdo.experiments.contrast import Contrast
from approdo.experiments.gather import First, Part, arms_of, read_parts
from approdo.experiments.lives import Life, Lives
from approdo.experiments.package import Package
from approdo.experiments.parameter_draws import ParameterDraws, read_draws
from approdo.experiments.request import Request, read_request
from approdo.experiments.runner import Tally, complete_runs
from approdo.experiments.scenario import Scenario
from approdo.experiments.worker import beginning, keep_worlds
from approdo.model.errors import BadInput
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory

from .bench import Bench, first_bench
from .limits import PICTURED
from .shown import Answer, summarise

KEPT: Final = 3  # questions whose pairs of runs, read and summed up, stay in the memory of a worker
WRITTEN: Final = 8  # worlds whose runs are written together
KEPT_FIRSTS: Final = 512  # runs of a baseline, which stay when a lever is turned: 40 kB each in a middling province
KEPT_FIGURES, KEPT_MAPS = 32, 16  # the same, for readers who come back to a page, and for those who open the same one
MOST_PEOPLE: Final = 25  # offered to choose from

_parts: OrderedDict[tuple[object, ...], dict[int, list[Part]]] = OrderedDict()  # by number of the pair
_firsts: OrderedDict[str, First] = OrderedDict()  # by key in the store
_lives: dict[tuple[object, ...], Lives] = {}  # of one run: 2 MB
_unwanted: Sequence[int] = (0,)
_slot = 0


class Unwanted(Exception):
    """Nobody waits for this job any more."""


def begin(unwanted: Sequence[int], world_bytes: int) -> None:
    """Make a worker deaf to Ctrl-C, and end it with its parent; `unwanted` is the server's, one place a job.

    It keeps worlds after their burn-in: readers turn levers in the same worlds.
    """
    global _unwanted
    _unwanted = unwanted
    keep_worlds(world_bytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    _exit(1)


def job(slot: int, function: Callable[..., Any], *given: Any) -> Any:
    """Do a job that the server may take back in this slot."""
    global _slot
    _slot = slot
    return function(*given)


def _go_on(*_: object) -> None:
    """Look whether somebody still waits for the present job.

    Raises:
        Unwanted: nobody does.
    """
    if _unwanted[_slot]:
        raise Unwanted


def warm(store: str) -> None:
    """Load the compiled rules, and what reads and sums up their results, before the first visitor waits for them."""
    answer(first_bench(), 2, store)
    _settle()


def warm_drawing(store: str) -> None:
    """Load the drawing library, which takes longer than the rules, on what the first visitor is going to see."""
    figure(first_bench(), PICTURED, store, "ethos_light", 0, "en", "svg")
    _settle()


def _settle() -> None:
    """Take what is loaded by now for what stays: to look through it for what is unused takes a sixth of a second."""
    gc.collect()
    gc.freeze()


def runs(bench: Bench, numbers: Sequence[int], store: str) -> dict[int, list[Part]]:
    """Compute some of the pairs of runs, by their numbers, and keep them; return what an answer reads of them.

    So several workers can share an answer.
    """
    return _computed(bench, numbers, store)[1]


def answer(bench: Bench, pairs: int, store: str, *found: dict[int, list[Part]]) -> Answer:
    """Compare the packages of a bench with its baseline; `found` is what was read of these pairs elsewhere."""
    return summarise(_shown(bench, pairs, store, *found), bench)


@lru_cache(maxsize=KEPT_FIGURES)
def figure(bench: Bench, pairs: int, store: str, name: str, contrast: int, language: str, ending: str) -> bytes:
    """Draw a figure of a comparison as SVG, PNG or PDF."""
    from approdo.viz.figures import plot
    from approdo.viz.figures.saving import DPI

    comparison = _shown(bench, pairs, store)
    axes = plot(comparison, name, contrast=contrast, language=language)
    drawn = next(iter(axes.values())).get_figure(root=True)
    assert drawn is not None  # noqa: S101 - axes in hand have a figure
    buffer = io.BytesIO()
    drawn.savefig(buffer, format=ending, dpi=DPI, metadata={"Date": None} if ending == "svg" else None)
    return buffer.getvalue()


def rows(bench: Bench, pairs: int, store: str) -> list[dict[str, Any]]:
    """Return every outcome of every arm and difference as plain rows."""
    return list(comparison(bench, pairs, store).rows())


def comparison(bench: Bench, pairs: int, store: str) -> Comparison:
    """Return everything that `approdo compare` computes of a bench: the pages need less of it."""
    given = _asked(bench, pairs)
    return compare(bench.territory, list(bench.compared), store=store, workers=1, progress=_go_on, **given)


def _shown(bench: Bench, pairs: int, store: str, *found: dict[int, list[Part]]) -> Comparison:
    """Return the comparison with the same numbers, without the runs that tell chance from parameters.

    What an answer with fewer pairs has read is not read again.
    """
    key = (bench.territory, bench.compared, bench.base, bench.start, bench.months, bench.seed, store)
    parts = _parts.setdefault(key, {})
    _parts.move_to_end(key)
    while len(_parts) > KEPT:
        _parts.popitem(last=False)
    for each in found:
        parts.update(each)
    tally, new = _computed(bench, [number for number in range(pairs) if number not in parts], store)
    parts.update(new)
    request = _request(bench, pairs)
    (scenarios,) = request.scenarios
    arms = arms_of(scenarios, {number: parts[number] for number in range(pairs) if number in parts})
    base, *others = arms or no_run(tally.store, scenarios, tally)
    contrasts = (Contrast(base, arm, tuple(arm.scenario.package.warnings(arm.scenario))) for arm in others)
    return Comparison(request, tuple(contrasts), tally)


def _computed(bench: Bench, numbers: Sequence[int], store: str) -> tuple[Tally, dict[int, list[Part]]]:
    """Compute those of some pairs that the store lacks, and read all of them."""
    if not numbers:
        return Tally(0), {}
    request = _request(bench, max(numbers) + 1)
    (scenarios,) = request.scenarios
    runs = [request.arm_runs(each, numbers) for each in scenarios]
    wanted = [run for pair in zip(*runs, strict=True) for run in pair]
    with opened(store) as kept:
        tally = complete_runs(kept, wanted, workers=1, progress=_go_on, at_once=WRITTEN)
        tally.store = kept.name
        found = read_parts(kept, scenarios, runs, _firsts)
    while len(_firsts) > KEPT_FIRSTS:
        _firsts.popitem(last=False)
    return tally, {numbers[place]: part for place, part in found.items()}


def _request(bench: Bench, pairs: int) -> Request:
    return read_request("compare", bench.territory, list(bench.compared), **_asked(bench, pairs))


def _asked(bench: Bench, pairs: int) -> dict[str, Any]:
    return {
        "baseline": bench.base,
        "months": bench.months,
        "runs": pairs,
        "seed": bench.seed,
        "start": bench.agreed_start,
        "parameters": draws(bench.seed),
    }


@lru_cache(maxsize=8)
def draws(seed: int) -> ParameterDraws:
    """Return the draws of the assumptions of a comparison with this seed, kept from one question to the next."""
    return read_draws("prior", seed)


@lru_cache(maxsize=KEPT_MAPS)
def zones(bench: Bench, runs: int) -> dict[str, list[list[list[float]]]]:
    """Return the measures of zones by arm (baseline, chosen package), month and zone."""
    about = (bench.territory, bench.start, bench.months, bench.seed, runs)
    base, policy = _lived(bench.base, *about), _lived(bench.policy, *about)
    return {name: [values, policy[name]] for name, values in base.items()}


@lru_cache(maxsize=KEPT_MAPS)
def _lived(
    package: Package, territory: str, start: int, months: int, seed: int, runs: int
) -> dict[str, list[list[float]]]:
    """Return the measures of zones under one package: the baseline stays when a lever is turned."""
    from approdo.experiments.zones import zone_months

    arm = Scenario(load_territory(territory), package, load_parameters(), start, months)
    found = zone_months([arm], runs, seed, draws(seed), beginning())
    return {name: values[0].tolist() for name, values in found.measures.items()}


def lives(bench: Bench, run: int, where: dict[str, str], person: int | None) -> tuple[list[int], Life]:
    """Return people whose life the package changes, and one life: of `person`, else of the first of them."""
    from approdo.experiments.lives import follow
    from approdo.experiments.seeds import run_seed

    key = ("lives", bench.territory, bench.base, bench.policy, bench.start, bench.months, bench.seed, run)
    if key not in _lives:
        _lives.clear()
        drawn = draws(bench.seed).at(run)
        base, policy = (replace(bench.scenario(each), parameters=drawn) for each in (bench.base, bench.policy))
        _lives[key] = follow(base, policy, run_seed(bench.seed, run))
    found = _lives[key]
    listed = found.changed(MOST_PEOPLE, where)
    chosen = person if person is not None and person in listed else next(iter(listed), None)
    if chosen is None:
        raise BadInput("life.nobody")
    return listed, found.life(chosen)
