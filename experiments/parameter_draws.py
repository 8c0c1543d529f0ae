"""Which parameters each run of a comparison has: fixed ones, draws from the prior, or draws of a posterior.

No target of the model contains a treatment contrast, so what a package does rests on assumptions. A comparison says so
by running each pair of worlds with other parameters: run `r` has draw `r`, the same in every arm and territory.
"""

import csv
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from approdo.model.draws import RUN, draw
from approdo.model.errors import BadInput
from approdo.model.parameters import Parameter, Parameters, load_parameters

from .distributions import halves

DRAWN: Final = "assumption"  # status of the parameters that a prior draw changes
FITTED: Final = "fitted"  # status of those that it takes, together, from a draw of their fit
FITTED_DRAWS: Final = Path(__file__).parent / "data" / "fitted.csv"  # written by python -m tools.defaults
# Units of parameters that the model takes whole where their value and both ends are.
WHOLE_UNITS: Final = frozenset({"months", "children", "posts", "dwellings", "ties", "jobseekers", "m2"})
KINDS: Final = ("prior", "fixed", "posterior")


@dataclass(frozen=True, eq=False)
class ParameterDraws:
    """The parameters of every run: `at(r)` is a pure function of the run's number; `base` are the default ones.

    `kind` is one of `KINDS`; `name` is that of a posterior; `others` says what its runs have for the numbers that it
    is not about: "prior" draws or "fixed" ones; `caution` is what must be known of it where it is used.
    """

    kind: str
    base: Parameters
    at: Callable[[int], Parameters]
    name: str = ""
    others: str = "fixed"
    caution: str = ""

    @property
    def vary(self) -> bool:
        """Tell whether runs have different parameters."""
        return self.kind != "fixed"

    @property
    def words(self) -> list[str]:
        """What the command line says for it."""
        if self.kind == "posterior":
            fixed = ["--parameters", "fixed"] if self.others == "fixed" else []
            return ["--posterior", self.name or "given-in-python", *fixed]
        return ["--parameters", "fixed"] if self.kind == "fixed" else []

    def canonical(self) -> dict[str, object]:
        """Return which draws they are, ready for JSON: a prior's ranges, or the name of a posterior."""
        ranges = {row.name: [row.low, row.value, row.high] for row in self.base.rows if row.status == DRAWN}
        told: dict[str, object] = {"kind": self.kind}
        if self.kind != "prior":
            told |= {"name": self.name or None}
        if self.kind == "posterior":
            told |= {"others": self.others}
        if self.kind == "prior" or (self.kind == "posterior" and self.others == "prior"):
            told |= {"halves": ranges, "fitted": hashlib.sha256(FITTED_DRAWS.read_bytes()).hexdigest()[:16]}
        return told


# "prior"; "fixed" or None, the defaults in every run; one set of values for every run; or draws of a posterior, each a
# whole set of values, so that correlations are kept.
Given: TypeAlias = "str | Parameters | Sequence[Parameters] | ParameterDraws | None"


def read_draws(given: Given, seed: int) -> ParameterDraws:
    """Return the parameters of every run; `seed` is that of the comparison.

    Raises:
        BadInput: it is none of what `Given` lists.
    """
    if isinstance(given, ParameterDraws):
        return given
    if given is None or given == "fixed":
        given = load_parameters()
    if isinstance(given, Parameters):
        fixed = given
        return ParameterDraws("fixed", fixed, lambda run: fixed)
    if given == "prior":
        base = load_parameters()
        return ParameterDraws("prior", base, lru_cache(maxsize=4096)(lambda run: prior_draw(base, seed, run)))
    if isinstance(given, str):
        raise BadInput(f"parameters {given[:40]!r}: expected prior or fixed.")
    return posterior_draws("", given)


def posterior_draws(
    name: str,
    draws: Sequence[Parameters],
    held: Collection[str] = (),
    seed: int | None = None,
    caution: str = "",
) -> ParameterDraws:
    """Return the draws of a posterior for `compare`; more runs than draws use them again with other luck.

    Args:
        name: as the command line knows it.
        draws: in an order that means nothing.
        held: names of the numbers that the posterior is about.
        seed: of the comparison, to draw all other numbers from their priors; None: they stay as in `draws`.
        caution: what must be known of it where it is used.

    Raises:
        BadInput: there are none, or one of them is no set of parameters.
    """
    listed = tuple(draws) if isinstance(draws, Sequence) else ()
    if not listed or not all(isinstance(each, Parameters) for each in listed):
        raise BadInput("parameters: a posterior is a list of at least one set of parameters (load_parameters).")
    base = load_parameters()
    if seed is None:
        return ParameterDraws("posterior", base, lambda run: listed[run % len(listed)], name, caution=caution)

    def at(run: int) -> Parameters:
        found = {row.name: row for row in listed[run % len(listed)].rows if row.name in held}
        return Parameters(tuple(found.get(row.name, row) for row in prior_draw(base, seed, run).rows))

    return ParameterDraws("posterior", base, lru_cache(maxsize=4096)(at), name, "prior", caution)


def prior_draw(base: Parameters, seed: int, run: int) -> Parameters:
    """Return draw `run` of the prior: every assumption within its range, as often below its default as above it.

    What was fitted comes from one draw of the fit, so that its correlations are kept. The number drawn for a parameter
    depends on its name, the seed and the run only, so that a parameter added to the model moves no other.
    """
    fits = _fits()
    fit = fits[_bits(seed, run, FITTED) % len(fits)]

    def drawn(row: Parameter) -> Parameter:
        if row.status == FITTED:
            return replace(row, value=fit[row.name])
        return _drawn(row, seed, run) if row.status == DRAWN else row

    return Parameters(tuple(drawn(row) for row in base.rows))


@cache
def _fits() -> tuple[dict[str, float], ...]:
    """Return the draws of the fit of the defaults, each by name."""
    with FITTED_DRAWS.open(encoding="utf-8", newline="") as file:
        return tuple({name: float(value) for name, value in row.items()} for row in csv.DictReader(file))


def _drawn(row: Parameter, seed: int, run: int) -> Parameter:
    if row.low == row.high:
        return row
    share = _bits(seed, run, row.name) / 2.0**53
    if is_whole(row):
        found = halves(share, row.low, row.value + 0.5, row.high + 1.0)
        return replace(row, value=min(float(int(found)), row.high))
    return replace(row, value=float(halves(share, row.low, row.value, row.high)))


def _bits(seed: int, run: int, name: str) -> int:
    """Return 53 bits, as a double has: over 2^53 a number from 0 up to, but not, 1."""
    return int(draw(seed, RUN, 0, run, _number(name))) >> 11


def is_whole(row: Parameter) -> bool:
    """Tell whether a parameter counts things, so that only whole values make sense."""
    return row.unit in WHOLE_UNITS and all(number.is_integer() for number in (row.value, row.low, row.high))


@lru_cache(maxsize=1024)
def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"prior {name}".encode()).digest()[:8], "big") >> 1
