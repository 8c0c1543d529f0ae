"""How often the empirical patterns (E) and the hypotheses (H) hold over draws of the priors, by territory; never tuned.

A pair is one draw of every assumption from its range and one luck; all its worlds share both. A hypothesis that fails
is a result, not an error. What must hold (class V) is in tests/patterns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, shown
from approdo.model.territory import Territory, load_territory

from .batches import for_seeds
from .pattern_rules import PATTERNS, Pattern
from .runner import Progress
from .statistics import Estimate, Real, estimate, ratio
from .uncertainty import Share, share_of

RUNS: Final = 100
SEED: Final = 1
TERRITORIES: Final = ("padova", "foggia")


@dataclass(frozen=True)
class Tried:
    """One pattern in one territory. `holds`: the share of the pairs in which it can be told (`told` of them)."""

    pattern: Pattern
    holds: Share | None
    told: int
    size: Estimate

    @property
    def inside(self) -> bool | None:
        """Tell whether the size is inside the band of an empirical pattern; None without a band or a size."""
        if self.pattern.band is None or self.size.mean is None:
            return None
        return self.pattern.band[0] <= self.size.mean <= self.pattern.band[1]


@dataclass(frozen=True)
class PlacePatterns:
    """Every pattern in one territory."""

    territory: str
    name: str
    pairs: int
    tried: tuple[Tried, ...]

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        return {"territory": self.territory, "pairs": self.pairs, "patterns": [_row(each) for each in self.tried]}


def _row(tried: Tried) -> dict[str, Any]:
    pattern, size, holds = tried.pattern, tried.size, tried.holds
    row: dict[str, Any] = {
        "pattern": pattern.id,
        "says": pattern.says,
        "holds_when": pattern.holds_when,
        "holds": None if holds is None else holds.value,
        "holds_low": None if holds is None else holds.low,
        "holds_high": None if holds is None else holds.high,
        "told": tried.told,
        "size": size.mean,
        "low": size.low,
        "high": size.high,
        "unit": pattern.unit,
        "band": None if pattern.band is None else list(pattern.band),
        "inside": tried.inside,
    }
    return {**row, "why": size.why} if size.why else row


def try_patterns(
    territories: Sequence[str | Territory],
    *,
    runs: int = RUNS,
    seed: int = SEED,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[PlacePatterns]:
    """Try every pattern in each territory.

    Args:
        territories: by name or as loaded; none: two unlike ones.
        runs: pairs of a seed and a draw of the priors in each territory, from 2.
        seed: the same seed gives the same answer, with any number of workers.
        workers: processes; None for one per processor.
        progress: told ``(pairs done, pairs in all)``.

    Raises:
        BadInput: a territory that does not exist, or runs or seed out of range.
    """
    if not is_whole(runs) or not 2 <= runs <= 1_000_000:
        raise BadInput(f"runs = {shown(runs)}, expected 2 to 1000000 (pairs by territory).")
    if not is_whole(seed) or not 0 <= seed < 2**63:
        raise BadInput(f"seed = {shown(seed)}, expected 0 to {2**63 - 1} (a whole number).")
    places = [each if isinstance(each, Territory) else load_territory(each) for each in territories or TERRITORIES]
    from .pattern_rules import run_pair

    answers = []
    for number, place in enumerate(places):

        def told(done: int, total: int, before: int = number) -> None:
            if progress is not None:
                progress(before * total + done, len(places) * total)

        values = for_seeds(run_pair, (place, seed), range(runs), workers=workers, progress=told)
        answers.append(_answer(place, np.array(values)))
    return answers


def _answer(place: Territory, values: Real) -> PlacePatterns:
    """Answer from the values ``[pair, pattern, (above, below)]``."""
    tried = tuple(_tried(pattern, values[:, number]) for number, pattern in enumerate(PATTERNS))
    return PlacePatterns(place.id, place.name, len(values), tried)


def _tried(pattern: Pattern, values: Real) -> Tried:
    above, below = values[:, 0], values[:, 1]
    known = np.isfinite(above) & np.isfinite(below)
    single = np.divide(above, below, out=np.full(len(above), np.nan), where=known & (below != 0.0))
    single = single[np.isfinite(single)]
    holds = share_of(float((single > pattern.limit).sum()), len(single)) if len(single) else None
    size = ratio(above, below, pattern.of) if pattern.of else estimate(single)
    return Tried(pattern, holds, len(single), size)


def told_of(answers: Sequence[PlacePatterns]) -> str:
    """Return what the patterns say, for the terminal."""
    from .numbers import decimals, interval, plain

    lines: list[str] = []
    for place in answers:
        lines += ["", f"{place.name}, {place.pairs} pairs of a seed and a draw of the priors"]
        for each in place.tried:
            places = decimals(each.size)
            share = "cannot be told in any pair"
            if each.holds is not None:
                share = f"holds in {each.holds.value:.0%} [{each.holds.low:.0%}, {each.holds.high:.0%}] of {each.told}"
            band = ""
            if each.pattern.band is not None:
                inside = {True: "inside", False: "outside", None: "-"}[each.inside]
                band = f"; band {each.pattern.band[0]:g} to {each.pattern.band[1]:g}: {inside}"
            size = f"{plain(each.size.mean, places)} {interval(each.size, places)} {each.pattern.unit}"
            lines += [f"  {each.pattern.id:<4}{each.pattern.says}", f"      {share}; {size}{band}"]
    lines += ["", "Hypotheses are printed as they fall: none is tuned, none has to hold."]
    return "\n".join(lines).lstrip("\n")
