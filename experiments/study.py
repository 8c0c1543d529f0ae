"""A study: what is run where, what changes from point to point, and which scenarios a point stands for."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from approdo.model.calendar import month_text
from approdo.model.errors import BadInput
from approdo.model.territory import Territory

from .changes import changed_package, changed_parameters
from .design import SAMPLED, Row, draw_rows, grid_rows, one_at_a_time_rows
from .documents import Document
from .factors import Factor, Value
from .package import Package
from .request import read_request
from .scenario import Scenario
from .seeds import point_hash, run_seed

MOST_RUNS: Final = 1_000_000  # of a study


@dataclass(frozen=True)
class DesignPoint:
    """A point of a study: the value of every factor, by path.

    `hash` numbers the content for the seeds; `draw` is the number of the draw of what is uncertain, where a design
    crosses draws with decisions. A point that stands in a sample for the second time goes on with the next run
    numbers, so that it brings new luck and not the same runs again: `first_run` is its first.
    """

    number: int
    values: Mapping[str, Value]
    hash: int
    draw: int | None = None
    first_run: int = 0

    def seeds(self, seed: int, runs: int, fresh: bool = False) -> list[int]:
        """Return the seeds of its runs, the same in every package and territory; see `seeds.run_seed`."""
        return [run_seed(seed, self.first_run + run, point=self.hash, fresh=fresh) for run in range(runs)]


@dataclass(frozen=True)
class Study:
    """A study as its file states it, checked. `packages` begins with the baseline; `start` is a month number or None.

    `points` is the size of a sample; `draws` how many draws of what is uncertain each point of a grid or list is run
    with; `runs` the runs of each package at each of these points, over all draws. `listed` are the points of a list.
    """

    id: str
    name: str
    territories: tuple[Territory, ...]
    packages: tuple[Package, ...]
    months: int
    runs: int
    seed: int
    outcomes: tuple[str, ...]
    design: str = "grid"
    points: int | None = None
    draws: int | None = None
    start: int | None = None
    factors: tuple[Factor, ...] = ()
    listed: tuple[Row, ...] = ()
    document: Document | None = None

    @property
    def decisions(self) -> tuple[Factor, ...]:
        """The factors that are varied on purpose."""
        return tuple(factor for factor in self.factors if not factor.uncertain)

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """The factors that are drawn because nobody knows them."""
        return tuple(factor for factor in self.factors if factor.uncertain)

    @property
    def runs_per_point(self) -> int:
        """Runs of each package at each design point (with draws: their share of `runs`)."""
        return self.runs // self.draws if self.draws else self.runs

    @property
    def size(self) -> int:
        """All runs of the study, without making its points."""
        return self._rows() * self.runs_per_point * len(self.packages) * len(self.territories)

    def _rows(self) -> int:
        if self.design in SAMPLED:
            return self.points or 0
        if self.design == "one_at_a_time":
            return sum(1 for _ in one_at_a_time_rows(self.factors))
        count = len(self.listed) if self.design == "list" else 1
        for factor in self.decisions if self.design == "grid" else ():
            count *= len(factor.levels)
        return count * (self.draws or 1)

    def design_points(self) -> tuple[DesignPoint, ...]:
        """Return the points of the design, in its order.

        Raises:
            BadInput: the design has no point, or more runs than `MOST_RUNS`.
        """
        if not 0 < self.size <= MOST_RUNS:
            raise BadInput(f"{self.where('study')}: the design has {self.size:,} runs, expected 1 to {MOST_RUNS:,}.")
        made: list[DesignPoint] = []
        met: dict[int, int] = {}
        for number, (row, draw) in enumerate(self._design_rows()):
            point = self.point(row, number, draw)
            made.append(replace(point, first_run=met.get(point.hash, 0) * self.runs_per_point))
            met[point.hash] = met.get(point.hash, 0) + 1
        return tuple(made)

    def _design_rows(self) -> Iterable[tuple[Row, int | None]]:
        if self.design in SAMPLED:
            yield from ((row, None) for row in draw_rows(self.design, self.seed, self.factors, self.points or 0))
        elif self.design == "one_at_a_time":
            yield from ((row, None) for row in one_at_a_time_rows(self.factors))
        else:
            rows = self.listed if self.design == "list" else tuple(grid_rows(self.decisions))
            drawn = draw_rows(SAMPLED[0], self.seed, self.uncertainties, self.draws) if self.draws else [{}]
            for row in rows:
                for number, states in enumerate(drawn):
                    yield {**row, **states}, number if self.draws else None

    def point(self, values: Mapping[str, Value], number: int = 0, draw: int | None = None) -> DesignPoint:
        """Return the point with these values, the base for every factor not named; `scenarios` checks the values.

        Raises:
            BadInput: a path that is no factor of this study.
        """
        if foreign := values.keys() - self._bases.keys():
            raise BadInput(f'study "{self.name}": {min(foreign)} is none of its factors.')
        full = {factor.path: factor.typed(values.get(factor.path, factor.base)) for factor in self.factors}
        changes = {path: value for path, value in full.items() if value != self._bases[path]}
        return DesignPoint(number, full, point_hash(changes), draw)

    @cached_property
    def _bases(self) -> dict[str, Value]:
        return {factor.path: factor.base for factor in self.factors}

    def scenarios(self, values: Mapping[str, Value], territory: Territory) -> tuple[Scenario, ...]:
        """Return the scenario of every package at a point, the baseline first.

        Raises:
            BadInput: a value out of bounds.
        """
        return self._scenarios(values, (territory,))[0]

    def all_scenarios(self, values: Mapping[str, Value]) -> tuple[tuple[Scenario, ...], ...]:
        """Return ``[territory][package]``: every scenario of a point; see `scenarios`."""
        return self._scenarios(values, self.territories)

    def _scenarios(
        self, values: Mapping[str, Value], territories: tuple[Territory, ...]
    ) -> tuple[tuple[Scenario, ...], ...]:
        return read_request(
            "sweep",
            territories,
            [changed_package(package, values) for package in self.packages],
            baseline=None,
            months=self.months,
            runs=self.runs,
            seed=self.seed,
            start=self.start,
            parameters=changed_parameters(values),
        ).scenarios

    def where(self, *keys: str | int) -> str:
        """Return ``file:line`` of a key of the study's file."""
        return self.document.where(*keys) if self.document is not None else self.id

    def canonical(self) -> dict[str, Any]:
        """Return what decides the points and their runs, ready for JSON: no names, comments or places in the file."""
        base = {factor.path: factor.base for factor in self.factors}
        return {
            "territories": [place.canonical() for place in self.territories],
            "packages": {package.id: [lever.canonical() for lever in package.levers] for package in self.packages},
            "start": None if self.start is None else month_text(self.start),
            "months": self.months,
            "runs": self.runs,
            "seed": self.seed,
            "outcomes": list(self.outcomes),
            "design": self.design,
            "points": self.points,
            "draws": self.draws,
            "base": base,
            "factors": [factor.canonical() for factor in self.factors],
            "list": [dict(row) for row in self.listed],
        }

    @property
    def digest(self) -> str:
        """The sha256 (hex) of the canonical form."""
        text = json.dumps(self.canonical(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()
