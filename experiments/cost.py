"""What a study will cost before it is run: how many runs, how long, how much disk. Measured on its own first runs."""

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from approdo.model.errors import Failure

from .database import choose_url, file_of
from .plan import Plan
from .runner import complete_runs, processors
from .store import Store

SAMPLE: Final = 4  # tasks of each territory that are measured
WORTH_MEASURING: Final = 200  # tasks of each territory; below this a sweep does not measure before it begins


@dataclass(frozen=True)
class Cost:
    """What is to be computed: runs, and what the missing ones need. `free` is None for a server's disk."""

    total: int
    missing: int
    seconds: float  # of one process
    bytes: float
    workers: int
    free: int | None

    @property
    def wall_seconds(self) -> float:
        """Seconds with all workers, if they share the work evenly."""
        return self.seconds / self.workers

    @property
    def fits(self) -> bool:
        """Tell whether the disk has room, as far as that is known."""
        return self.free is None or self.bytes <= self.free


def estimate(plan: Plan, store: str | None = None, workers: int | None = None) -> Cost:
    """Return what a plan would cost; nothing is written to the store, which need not exist yet.

    Raises:
        Failure: the store cannot be used, or the study's first runs fail.
    """
    url = choose_url(store)
    file = file_of(url)
    if file is not None and not file.exists():
        return _estimate(plan, set(), file, workers)
    with Store(store) as opened:
        return _estimate(plan, opened.present(plan.keys), file, workers)


def check_room(store: Store, plan: Plan) -> None:
    """Refuse a large study whose runs the disk cannot hold, before the first of them.

    Raises:
        Failure: too little room, or the study's first runs fail.
    """
    file = file_of(store.url)
    if file is None or plan.tasks().shape[1] < WORTH_MEASURING:
        return
    present = store.present(plan.keys)
    if len(set(plan.keys) - present) < WORTH_MEASURING * len(plan.study.territories) * len(plan.study.packages):
        return
    cost = _estimate(plan, present, file, None)
    if not cost.fits:
        raise Failure(too_large(cost, store.name))


def too_large(cost: Cost, name: str) -> str:
    """Return the sentence about a disk that is too small."""
    return (
        f"store {name}: {cost.missing:,} runs need about {size(cost.bytes)}, and its disk has {size(cost.free or 0)} "
        "free. Fewer points or runs, or a store on a larger disk: --store sqlite:////large/disk/runs.db"
    )


def size(count: float) -> str:
    """Return bytes for people."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.3g} TB"


def _estimate(plan: Plan, present: set[str], file: Path | None, workers: int | None) -> Cost:
    missing = set(plan.keys) - present
    seconds = used = 0.0
    for tasks in plan.tasks():
        todo = [task for task in tasks.tolist() if any(plan.members[run].key in missing for run in task)]
        if todo:
            each_seconds, each_bytes = _measure(plan, todo[:SAMPLE])
            seconds += each_seconds * len(todo)
            used += each_bytes * len({plan.members[run].key for task in todo for run in task} & missing)
    free = None if file is None else shutil.disk_usage(file.absolute().parent).free
    return Cost(len(set(plan.keys)), len(missing), seconds, used, workers or processors(), free)


def _measure(plan: Plan, tasks: list[list[int]]) -> tuple[float, float]:
    """Return the seconds of a task and the bytes of a run, of runs made in a store that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="approdo-") as folder:
        file = Path(folder) / "measure.db"
        _run(plan, tasks[:1], Path(folder) / "warm.db")  # loads, perhaps compiles, the rules
        Store(str(file)).close()
        empty = file.stat().st_size
        seconds = _run(plan, tasks, file)
        return seconds / len(tasks), (file.stat().st_size - empty) / sum(map(len, tasks))


def _run(plan: Plan, tasks: list[list[int]], file: Path) -> float:
    with Store(str(file)) as store:
        begun = time.monotonic()
        tally = complete_runs(store, [plan.runs[run] for task in tasks for run in task], workers=1)
    if tally.failed:
        raise Failure(f"The first runs of this study fail: {next(iter(tally.failed.values())).short}")
    return time.monotonic() - begun
