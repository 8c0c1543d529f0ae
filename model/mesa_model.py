"""The world as a Mesa model: the same compiled months, and agents that are views of its columns."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

import mesa

from . import monthly
from .agents import Employer, Landlord, Migrant, Service
from .calendar import parse_month
from .engine import Own, RunResult, begin, open_arm, result, simulate
from .levers import Lever
from .outcomes import MONTHLY, traits_of
from .parameters import Parameters, load_parameters
from .programme import compile_programme
from .territory import Territory, load_territory

WORDS = 0xFFFF_FFFF_FFFF_FFFF


class Package(Protocol):
    """What a package must have: its levers and the month it starts in, if it says so."""

    @property
    def levers(self) -> Sequence[Lever]:
        """The levers, in the order of the package."""

    @property
    def starts(self) -> int | None:
        """A month number, or None."""


def _reader(column: int) -> "Callable[[PostReceptionModel], float]":
    """Return what reads one monthly outcome of the month that was simulated last; NaN before the first."""

    def read(model: "PostReceptionModel") -> float:
        return float(model.world.record.series[model.month - 1, column]) if model.month else float("nan")

    return read


class PostReceptionModel(mesa.Model):
    """People who leave reception in a territory, under a package of levers.

    `month` counts the recorded months simulated so far; a `step` is one month. The burn-in is over when the model is
    made. All chance is keyed (`draws`): nothing is drawn from `model.random` or `model.rng`, and the series is that of
    `engine.run_arms` with the same seed, bit for bit. Agents are made when they are first asked for.
    """

    def __init__(
        self,
        territory: str | Territory = "padova",
        package: Package | Sequence[Lever] | None = None,
        months: int = 36,
        start: str | int | None = None,
        seed: int = 0,
        parameters: Parameters | None = None,
    ) -> None:
        """Make the world and live through its burn-in.

        Args:
            territory: a built-in territory, the path of a territory file, or a `Territory`.
            package: a package, or its levers; None is no new policy.
            months: recorded months, 1 to 120.
            start: first recorded month, as "2018-10" or a month number; by default the package's, else the data month.
            seed: any 64-bit whole number; the same seed gives the same bits.
            parameters: the model's numbers; by default those of `parameters.toml`.
        """
        super().__init__(rng=seed & WORDS)
        self.territory = load_territory(territory) if isinstance(territory, str) else territory
        self.parameters = load_parameters() if parameters is None else parameters
        self.months, self.month = months, 0
        starts = None
        if package is None or isinstance(package, Sequence):
            self.levers = tuple(package or ())
        else:
            self.levers, starts = tuple(package.levers), package.starts
        if start is None:
            start = self.territory.data_month if starts is None else starts
        self.start = parse_month(start) if isinstance(start, str) else start
        self.programme = compile_programme(self.levers, self.parameters, self.start, months)
        world = begin(self.territory, self.parameters, self.start, months, seed)
        self._traits = traits_of(world)
        self._own: dict[str, Own] = {}
        self.world = open_arm(world, self.programme, months)
        self.running = months > 0
        self._shown = False
        self.datacollector = mesa.DataCollector(
            model_reporters={name: _reader(column) for column, name in enumerate(MONTHLY)}
        )

    def step(self) -> None:
        """Simulate one recorded month; nothing happens after the last."""
        if self.month < self.months:
            simulate(self.world, self.programme, self.parameters, self.month, self.month + 1, self._own)
            self.month += 1
            self.datacollector.collect(self)
        self.running = self.month < self.months

    def result(self) -> RunResult:
        """Return what the engine returns for a run.

        Raises:
            ValueError: the run is not over.
        """
        if self.month < self.months:
            raise ValueError(f"the run has {self.months - self.month} months left")
        return result(self.world, self._traits, self.programme, self.parameters, self.months)

    @property
    def homeless(self) -> int:
        """People in ETHOS Light 1 to 6 in the month that was simulated last (0 before the first)."""
        return int(self.world.record.series[self.month - 1, monthly.BROAD]) if self.month else 0

    @property
    def agents(self) -> Any:
        """Everybody and everything with a view, as Mesa's agent set."""
        self._show()
        return super().agents

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], Any]:
        """Agent sets by class: `Migrant`, `Landlord`, `Employer`, `Service`."""
        self._show()
        return cast("dict[type[mesa.Agent], Any]", super().agents_by_type)

    @property
    def agent_types(self) -> list[type[mesa.Agent]]:
        """The classes of agents."""
        self._show()
        return list(super().agent_types)

    def _show(self) -> None:
        """Make the views, once: a run that nobody looks into does not pay for them."""
        if self._shown:
            return
        self._shown = True
        world = self.world
        for kind, rows in (
            (Migrant, range(world.people.id.size)),
            (Landlord, sorted(set(world.dwellings.landlord.tolist()))),
            (Employer, range(world.employers.id.size)),
            (Service, range(1 + len(self.levers))),
        ):
            for row in rows:
                kind(self, row)
        # Mesa 3.3 counts ids in a table of the class, which would keep every model alive
        counters = getattr(mesa.Agent, "_ids", None)
        if counters is not None:
            counters.pop(self, None)
