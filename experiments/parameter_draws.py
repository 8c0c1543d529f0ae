"""Which parameters each run of a comparison has: fixed ones, draws from the prior, or draws of a posterior.

No target of the model contains a treatment contrast, so what a package does rests on assumptions. A comparison says so
by running each pair of worlds with other parameters: run `r` has draw `r`, the same in every arm and territory.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeAlias

from approdo.model.draws import RUN, draw
from approdo.model.errors import BadInput
from approdo.model.parameters import Parameter, Parameters, load_parameters

from .distributions import halves

DRAWN: Final = "assumption"  # status of the parameters that a prior draw changes
# Units of parameters that the model takes whole where their value and both ends are.
WHOLE_UNITS: Final = frozenset({"months", "children", "posts", "dwellings", "ties", "jobseekers", "m2"})
KINDS: Final = ("prior", "fixed", "posterior")


@dataclass(frozen=True, eq=False)
class ParameterDraws:
    """The parameters of every run: `at(r)` is a pure function of the run's number; `base` are the default ones.

    `kind` is one of `KINDS`; `name` is that of a posterior.
    """

    kind: str
    base: Parameters
    at: Callable[[int], Parameters]
    name: str = ""

    @property
    def vary(self) -> bool:
        """Tell whether runs have different parameters."""
        return self.kind != "fixed"

    @property
    def words(self) -> list[str]:
        """What the command line says for it."""
        if self.kind == "posterior":
            return ["--posterior", self.name or "given-in-python"]
        return ["--parameters", "fixed"] if self.kind == "fixed" else []

    def canonical(self) -> dict[str, object]:
        """Return which draws they are, ready for JSON: a prior's ranges, or the name of a posterior."""
        ranges = {row.name: [row.low, row.value, row.high] for row in self.base.rows if row.status == DRAWN}
        told: dict[str, object] = {"kind": self.kind}
        return {**told, "halves": ranges} if self.kind == "prior" else {**told, "name": self.name or None}


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


def posterior_draws(name: str, draws: Sequence[Parameters]) -> ParameterDraws:
    """Return the draws of a posterior for `compare`; more runs than draws use them again with other luck.

    Args:
        name: as the command line knows it.
        draws: in an order that means nothing.

    Raises:
        BadInput: there are none, or one of them is no set of parameters.
    """
    listed = tuple(draws) if isinstance(draws, Sequence) else ()
    if not listed or not all(isinstance(each, Parameters) for each in listed):
        raise BadInput("parameters: a posterior is a list of at least one set of parameters (load_parameters).")
    return ParameterDraws("posterior", load_parameters(), lambda run: listed[run % len(listed)], name)


def prior_draw(base: Parameters, seed: int, run: int) -> Parameters:
    """Return draw `run` of the prior: every assumption within its range, as often below its default as above it.

    The number drawn for a parameter depends on its name, the seed and the run only, so that a parameter added to the
    model moves no other.
    """
    return Parameters(tuple(_drawn(row, seed, run) if row.status == DRAWN else row for row in base.rows))


def _drawn(row: Parameter, seed: int, run: int) -> Parameter:
    if row.low == row.high:
        return row
    # 53 bits, as a double has: 0 up to, but not, 1
    share = (int(draw(seed, RUN, 0, run, _number(row.name))) >> 11) / 2.0**53
    if is_whole(row):
        found = halves(share, row.low, row.value + 0.5, row.high + 1.0)
        return replace(row, value=min(float(int(found)), row.high))
    return replace(row, value=float(halves(share, row.low, row.value, row.high)))


def is_whole(row: Parameter) -> bool:
    """Tell whether a parameter counts things, so that only whole values make sense."""
    return row.unit in WHOLE_UNITS and all(number.is_integer() for number in (row.value, row.low, row.high))


@lru_cache(maxsize=1024)
def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"prior {name}".encode()).digest()[:8], "big") >> 1
