"""What worker processes do for the pages: plain values in, plain values out, no state of a page.

Drawing happens here too: one process draws one figure at a time, so that no two share matplotlib's settings, and the
server's own process stays free to answer the browsers.
"""

import io
import signal
import threading
from collections import OrderedDict
from multiprocessing import connection, parent_process
from os import _exit
from typing import Any, Final

from approdo.experiments.answer import Comparison
from approdo.experiments.compare import compare
from approdo.experiments.lives import Life, Lives
from approdo.model.errors import BadInput

from .bench import Bench, first_bench
from .shown import Answer, summarise

KEPT: Final = 3  # comparisons in the memory of a worker
MOST_PEOPLE: Final = 25  # offered to choose from

_answers: OrderedDict[tuple[object, ...], Comparison] = OrderedDict()
_lives: dict[tuple[object, ...], Lives] = {}  # of one run: 2 MB


def begin() -> None:
    """Make a worker deaf to Ctrl-C, and end it with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    _exit(1)


def warm(store: str) -> None:
    """Load the compiled rules before the first visitor waits for them."""
    _compare(first_bench(), 2, store)


def warm_drawing(store: str) -> None:
    """Load the drawing library; it takes longer than the rules."""
    figure(first_bench(), 2, store, "ethos_light", 0, "en", "svg")


def answer(bench: Bench, pairs: int, store: str) -> Answer:
    """Compare the packages of a bench with its baseline."""
    return summarise(_compare(bench, pairs, store), bench)


def figure(bench: Bench, pairs: int, store: str, name: str, contrast: int, language: str, ending: str) -> bytes:
    """Draw a figure of a comparison as SVG, PNG or PDF."""
    from approdo.viz.figures import plot
    from approdo.viz.figures.saving import DPI

    comparison = _compare(bench, pairs, store)
    axes = plot(comparison, name, contrast=contrast, language=language)
    drawn = next(iter(axes.values())).get_figure(root=True)
    assert drawn is not None  # noqa: S101 - axes in hand have a figure
    buffer = io.BytesIO()
    drawn.savefig(buffer, format=ending, dpi=DPI, metadata={"Date": None} if ending == "svg" else None)
    return buffer.getvalue()


def rows(bench: Bench, pairs: int, store: str) -> list[dict[str, Any]]:
    """Return every outcome of every arm and difference as plain rows."""
    return list(_compare(bench, pairs, store).rows())


def _compare(bench: Bench, pairs: int, store: str) -> Comparison:
    key = (bench.territory, bench.compared, bench.base, bench.start, bench.months, bench.seed, pairs, store)
    if key in _answers:
        _answers.move_to_end(key)
        return _answers[key]
    made = compare(
        bench.territory,
        list(bench.compared),
        bench.base,
        months=bench.months,
        runs=pairs,
        seed=bench.seed,
        start=bench.start if len({each.starts for each in bench.packages} - {None}) > 1 else None,
        store=store,
        workers=1,
    )
    _answers[key] = made
    while len(_answers) > KEPT:
        _answers.popitem(last=False)
    return made


def zones(bench: Bench, runs: int) -> dict[str, list[list[list[float]]]]:
    """Return the measures of zones by arm (baseline, chosen package), month and zone."""
    from approdo.experiments.zones import zone_months

    found = zone_months([bench.scenario(bench.base), bench.scenario(bench.policy)], runs, bench.seed)
    return {name: values.tolist() for name, values in found.measures.items()}


def lives(bench: Bench, run: int, where: dict[str, str], person: int | None) -> tuple[list[int], Life]:
    """Return people whose life the package changes, and one life: of `person`, else of the first of them."""
    from approdo.experiments.lives import follow
    from approdo.experiments.seeds import run_seed

    key = ("lives", bench.territory, bench.base, bench.policy, bench.start, bench.months, bench.seed, run)
    if key not in _lives:
        _lives.clear()
        arms = bench.scenario(bench.base), bench.scenario(bench.policy)
        _lives[key] = follow(*arms, run_seed(bench.seed, run))
    found = _lives[key]
    listed = found.changed(MOST_PEOPLE, where)
    chosen = person if person is not None and person in listed else next(iter(listed), None)
    if chosen is None:
        raise BadInput("life.nobody")
    return listed, found.life(chosen)
