"""What is free, and how far: a range for each number, its unit scale, and draws spread evenly over all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import qmc

from approdo.experiments.parameter_draws import is_whole
from approdo.experiments.seeds import run_seed
from approdo.model.errors import BadInput
from approdo.model.parameters import Parameter, defaults

Floats = NDArray[np.float64]

SOBOL: Final = 1  # points of the seed's derivation: which stream of luck
SPREAD: Final = 2
OBSERVED: Final = 3
ROUND: Final = 16  # added for each round after the first

EDGE: Final = 1e-9  # nearest to the end of a range that a draw may come, on the unit scale

# What a pilot's months speak of most directly: how owners choose (prejudice, replies), ways to sleep without a home
# (hosting, the informal split), and how work is found and left. Chosen by us; what the model's own defaults were fitted
# on is another question with free numbers of its own (calibration/defaults).
DEFAULT_FREE: Final = (
    "landlords.prejudice_mean",
    "landlords.reply",
    "hosts.uptake",
    "no_home.informal",
    "work.employer_base",
    "work.quit_undeclared",
)
# Sections whose numbers say what a lever does once it reaches somebody: told apart from the baseline only by people
# whom no lever reached.
EFFECTS: Final = ("tutoring.", "supply.", "programme.")
EFFECT_NAMES: Final = frozenset(
    {
        "learning.course",
        "learning.training",
        "tenancy.mediation",
        "landlords.screen_relax",
        "ties.bridge_tutor",
        "sharing.break_up_managed",
    }
)
SELECTION: Final = "programme.take_up_employability"


class Role(StrEnum):
    """What a free number belongs to."""

    BASELINE = "baseline"  # the world without support
    EFFECT = "effect"  # what a lever does
    SELECTION = "selection"  # who came into the pilot
    SPREAD = "spread"  # how far territories differ beyond what their own figures say
    RECORD = "record"  # how the pilot wrote things down


MODEL_ROLES: Final = (Role.BASELINE, Role.EFFECT, Role.SELECTION)  # numbers that the model itself has


@dataclass(frozen=True)
class Prior:
    """A uniform prior over a range; `source` says where the range is from."""

    name: str
    low: float
    high: float
    role: Role
    source: str
    whole: bool = False  # counts things, so that only whole values make sense

    def __post_init__(self) -> None:
        if not (np.isfinite(self.low) and np.isfinite(self.high) and self.low < self.high):
            raise BadInput(f"free parameter {self.name}: range {self.low:g} to {self.high:g}, expected low < high.")


# Assumptions, each with its range: how a pilot's record comes about (docs/explanation/calibration.md).
RECORD: Final = (
    Prior("record.lost", 0.0, 0.05, Role.RECORD, "assumption: people with a home whom the pilot loses, a month"),
    Prior("record.lost_no_home", 1.0, 6.0, Role.RECORD, "assumption: times as many among those without a home"),
    Prior("record.hidden_as_housed", 0.0, 0.3, Role.RECORD, "assumption: people whose hosting is written as a tenancy"),
    Prior("record.departures_seen", 0.2, 1.0, Role.RECORD, "assumption: departures known as such, not as lost contact"),
)
BETWEEN: Final = Prior(
    "territories.spread", 0.0, 1.0, Role.SPREAD, "assumption: standard deviation between territories, logits"
)


@dataclass(frozen=True)
class Priors:
    """The free numbers in a fixed order."""

    rows: tuple[Prior, ...]

    def __post_init__(self) -> None:
        names = [row.name for row in self.rows]
        if len(set(names)) != len(names):
            raise BadInput(f"free parameters are named twice: {', '.join(names)}.")
        if not names:
            raise BadInput("no free parameter given.")

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(row.name for row in self.rows)

    def position(self, name: str) -> int:
        """Return the column of a name."""
        return self.names.index(name)

    def columns(self, *roles: Role) -> list[int]:
        """Return the columns of these roles."""
        return [column for column, row in enumerate(self.rows) if row.role in roles]

    def values(self, unit: Floats) -> Floats:
        """Return values in their own units from draws on the unit scale, ``[..., d]``."""
        low = np.array([row.low for row in self.rows])
        high = np.array([row.high for row in self.rows])
        found: Floats = np.clip(low + unit * (high - low), low, high)
        whole = [column for column, row in enumerate(self.rows) if row.whole]
        found[..., whole] = np.round(found[..., whole])
        return found

    def draw(self, runs: int, seed: int, box: "Box | None" = None, round_: int = 0) -> Floats:
        """Return `runs` draws on the unit scale; more runs begin with the same ones.

        Args:
            runs: how many.
            seed: of the whole calibration.
            box: part of the unit cube to stay in; None for all of it.
            round_: number of the round, which has luck of its own.
        """
        size = 1 << max(0, (max(1, runs) - 1).bit_length())  # a Sobol sequence is balanced at powers of two
        luck = np.random.default_rng(run_seed(seed, 0, point=SOBOL + ROUND * round_))
        points = qmc.Sobol(len(self.rows), scramble=True, rng=luck).random(size)[:runs]
        points = np.clip(points, EDGE, 1 - EDGE)
        found: Floats = points if box is None else box.low + points * (box.high - box.low)
        return found


@dataclass(frozen=True, eq=False)
class Box:
    """A part of the unit cube; a logit inside it keeps every draw inside it."""

    low: Floats
    high: Floats

    @classmethod
    def whole(cls, dimensions: int) -> "Box":
        """Return all of the unit cube."""
        return cls(np.zeros(dimensions), np.ones(dimensions))

    def to_line(self, unit: Floats) -> Floats:
        """Return the logit of where a draw lies within the box."""
        inside: Floats = logit(np.clip((unit - self.low) / (self.high - self.low), EDGE, 1 - EDGE))
        return inside

    def to_unit(self, line: Floats) -> Floats:
        """Return draws on the unit scale: whatever `line` is, inside the box."""
        inside: Floats = self.low + expit(line) * (self.high - self.low)
        return np.clip(inside, self.low, self.high)

    def holds(self, unit: Floats) -> NDArray[np.bool_]:
        """Return which draws lie inside."""
        found: NDArray[np.bool_] = np.all((unit >= self.low) & (unit <= self.high), axis=-1)
        return found


def deviations(runs: int, sites: int, dimensions: int, seed: int, round_: int = 0) -> Floats:
    """Return standard normal deviations of sites, ``[runs, sites, dimensions]``; more runs begin with the same ones."""
    luck = np.random.default_rng(run_seed(seed, 0, point=SPREAD + ROUND * round_))
    return luck.standard_normal((runs, sites, dimensions))


def at_sites(priors: Priors, unit: Floats, normal: Floats) -> Floats:
    """Return each site's draws on the unit scale ``[runs, sites, d]``: those of the baseline differ between sites.

    Args:
        priors: with `territories.spread` among them, or nothing differs.
        unit: draws ``[runs, d]``.
        normal: standard normal deviations ``[runs, sites, d]``.
    """
    line = logit(np.clip(unit, EDGE, 1 - EDGE))[:, None, :].repeat(normal.shape[1], axis=1)
    if BETWEEN.name in priors.names:
        spread = priors.values(unit)[:, priors.position(BETWEEN.name)]
        varied = priors.columns(Role.BASELINE)
        line[:, :, varied] += spread[:, None, None] * normal[:, :, varied]
    found: Floats = expit(line)
    return found


def role_of(name: str) -> Role:
    """Return what a parameter of the model belongs to."""
    if name == SELECTION:
        return Role.SELECTION
    return Role.EFFECT if name.startswith(EFFECTS) or name in EFFECT_NAMES else Role.BASELINE


def model_priors(
    free: Sequence[str] = DEFAULT_FREE, sites: int = 1, ranges: Mapping[str, tuple[float, float]] | None = None
) -> Priors:
    """Return the priors of a calibration of the model: free parameters over their documented ranges, and the record.

    Who comes into the pilot (`programme.take_up_employability`) is always free, and so is how the pilot recorded;
    with several territories so is how far they differ.

    Args:
        free: names of parameters of the model.
        sites: territories in the data.
        ranges: narrower ranges for some of them, in their own units.

    Raises:
        BadInput: an unknown name, one without a range, or a range outside the documented one.
    """
    known: dict[str, Parameter] = {row.name: row for row in defaults()}
    narrower = dict(ranges or {})
    wrong: list[str] = []
    rows: list[Prior] = []
    for name in dict.fromkeys([*free, SELECTION]):
        row = known.get(name)
        if row is None:
            near = get_close_matches(name, known, 1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            wrong.append(f'free parameter "{name}": there is none.{hint} All parameters: approdo parameters')
            continue
        low, high = narrower.get(name, (row.low, row.high))
        if row.low == row.high:
            wrong.append(f"free parameter {name} = {row.value:g} {row.unit}: it has no range (status {row.status}).")
        elif not row.low <= low < high <= row.high:
            wrong.append(
                f"free parameter {name}: range {low:g} to {high:g}, expected inside {row.low:g} to {row.high:g}."
            )
        else:
            rows.append(Prior(name, low, high, role_of(name), f"{row.status}: {row.source}", is_whole(row)))
    if wrong:
        raise BadInput("\n".join(wrong))
    between = (BETWEEN,) if sites > 1 else ()
    return Priors((*rows, *between, *RECORD))
