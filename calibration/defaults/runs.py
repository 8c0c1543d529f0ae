"""The runs that the defaults are fitted on: each a draw of the free numbers and every check of the studies under it.

They are kept in a file beside this one and go on from there. Another model, another value of a number that is not free,
or another seed makes other runs: the file is then begun anew.
"""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile
from pathlib import Path
from typing import Any, Final

import numpy as np

from approdo.calibration.priors import Floats, Priors
from approdo.experiments.pool import Processes, run_all
from approdo.experiments.published.reading import Study
from approdo.experiments.replay import answer, run_once
from approdo.experiments.runner import Progress
from approdo.experiments.seeds import run_seed
from approdo.model import parameters as model_parameters
from approdo.model.errors import Failure
from approdo.model.parameters import load_parameters

from .targets import Targets

FILE: Final = Path(__file__).parent / "runs.csv"
BATCH: Final = 20  # runs between two writes of the file
LUCK: Final = 8  # the luck of worlds
DIGITS: Final = 6  # what the file keeps is what is fitted: a run is the same whether it was read or made
# What a study says about its figures, not about its runs: a band that is corrected makes no run anew.
NOT_RUN: Final[Any] = {
    "published": True,
    "check": {"__all__": {"label", "published", "band", "band_from", "fitted", "why"}},
}


@dataclass(frozen=True, eq=False)
class Design:
    """What is run: the studies under draws of the free numbers, each with luck of its own."""

    targets: Targets
    priors: Priors
    seed: int

    @property
    def key(self) -> str:
        """Return the digest of all that decides a run but its number; the defaults of the free numbers do not."""
        folder = Path(model_parameters.__file__).parent
        digest = hashlib.sha256()
        for path in sorted([*folder.rglob("*.py"), *(path for path in folder.glob("data/*.toml"))]):
            if path != model_parameters.FILE:
                digest.update(path.read_bytes())
        fixed = {name: value for name, value in load_parameters().items() if name not in self.priors.names}
        said = {
            "fixed": fixed,
            "free": [(row.name, row.low, row.high) for row in self.priors.rows],
            "studies": [study.spec.model_dump(mode="json", exclude=NOT_RUN) for study in self.targets.studies],
            "territories": [place.canonical() for study in self.targets.studies for place in study.territories],
            "seed": self.seed,
        }
        digest.update(json.dumps(said, sort_keys=True).encode())
        return digest.hexdigest()

    def values(self, runs: int) -> Floats:
        """Return the values of the free numbers in each run, in their own units."""
        return self.priors.values(self.priors.draw(runs, self.seed))


def under(targets: Targets, values: dict[str, float], seed: int) -> list[float]:
    """Return every check of one run under these values of the free numbers."""
    told: list[float] = []
    for study in targets.studies:
        changed = replace(study, parameters=load_parameters({**study.spec.world.parameters, **values}))
        told += _checks(changed, run_once(changed, seed))
    return told


def _checks(study: Study, measures: Sequence[Sequence[float]]) -> list[float]:
    one = np.array(measures)
    both = np.stack([one, one])  # a ratio of one run alone has no interval, and `answer` gives no ratio without one
    found = [answer(study, check, both).simulated.mean for check in study.spec.check]
    return [float("nan") if mean is None else round(mean, DIGITS) for mean in found]


def simulate(design: Design, number: int) -> list[float]:
    """Return every check of run `number` of a design."""
    values = dict(zip(design.priors.names, map(float, design.values(number + 1)[number]), strict=True))
    return under(design.targets, values, run_seed(design.seed, number, point=LUCK))


def runs_of(
    design: Design,
    runs: int,
    *,
    file: Path = FILE,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[Floats, Floats]:
    """Return the draws on the unit scale and the checks of each run; those of the file are not run again.

    Args:
        design: what to run.
        runs: how many.
        file: where they are kept.
        workers: processes.
        progress: told ``(done, total)``.

    Raises:
        Failure: processes keep dying.
    """
    key, names = design.key, tuple(design.targets.checks)
    done = dict(enumerate(read_runs(file, key, names)))
    told = progress or (lambda done, total: None)
    told(min(len(done), runs), runs)
    jobs = [_Job(design, number) for number in range(len(done), runs)]
    for job, found in run_all(_do, jobs, Processes(workers), lost=_lost, stopped=lambda: False) if jobs else ():
        done[job.number] = found
        if len(done) % BATCH == 0 or len(done) == runs:
            _write(file, key, names, _in_order(done))
        told(len(done), runs)
    return design.priors.draw(runs, design.seed), np.array(_in_order(done)[:runs])


@dataclass(frozen=True, eq=False)
class _Job:
    design: Design
    number: int


def _do(job: _Job) -> list[float]:
    return simulate(job.design, job.number)


def _lost(job: _Job) -> list[float]:
    raise Failure(f"the process that computed run {job.number} died each time (often: not enough memory).")


def _in_order(done: Mapping[int, list[float]]) -> list[list[float]]:
    """Return the runs up to the first that is missing."""
    return [done[number] for number in takewhile(done.__contains__, count())]


def read_runs(file: Path, key: str | None, names: Sequence[str]) -> list[list[float]]:
    """Return the checks of the runs that a file holds, none if they are of another design (key None: of any)."""
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as opened:
        first = opened.readline().strip()
        rows = list(csv.reader(opened))
    if (key is not None and first != f"# {key}") or not rows or tuple(rows[0]) != tuple(names):
        return []
    return [[float(number) for number in row] for row in rows[1:]]


def _write(file: Path, key: str, names: Sequence[str], done: Sequence[Sequence[float]]) -> None:
    part = file.with_name(f".{file.name}.part")
    with part.open("w", encoding="utf-8", newline="") as opened:
        opened.write(f"# {key}\n")
        table = csv.writer(opened, lineterminator="\n")
        table.writerow(names)
        table.writerows(done)
    part.replace(file)
