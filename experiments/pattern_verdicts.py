"""How often each pattern held when all were last tried in full, and the reference page that is written from it."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .pattern_rules import PATTERNS, PROJECT, RISE, TAIL, Pattern

if TYPE_CHECKING:
    from .patterns import PlacePatterns

FILE: Final = Path(__file__).parent / "studies" / "data" / "patterns.toml"
NUMBERS: Final = ("holds", "holds_low", "holds_high", "size", "low", "high")
HEAD: Final = f"""# Patterns over the priors

Written by `python -m tools.patterns`; a test compares. Class V (what must hold) is a test of every change:
`tests/patterns`. Below are the empirical patterns (E), which have a band and may miss it, and hypotheses from the
literature (H), which are printed as they fall. Nothing is tuned to either, and neither is ever a failing test.

A *pair* is one draw of every assumption from its range, and one luck; all worlds of a pair share both. *Holds* is the
share of the pairs in which it can be told (`told`), with Wilson's 95 % interval; *size* is a mean over these
pairs with its interval. The project of H5 lasts {PROJECT} of 36 months, and its last {TAIL} are compared with the
run's last {TAIL}. E1 raises every rent by {RISE:.0%}, from the burn-in on. Try them:
`approdo study patterns TERRITORY --runs 100`.
"""


@dataclass(frozen=True)
class PatternVerdict:
    """The recorded answer to one pattern in one territory; None where it could not be told."""

    territory: str
    pattern: str
    pairs: int
    told: int
    holds: float | None = None
    holds_low: float | None = None
    holds_high: float | None = None
    size: float | None = None
    low: float | None = None
    high: float | None = None


def read_pattern_verdicts(path: Path = FILE) -> dict[tuple[str, str], PatternVerdict]:
    """Return the recorded answers by territory and pattern; none, if there is no file."""
    if not path.exists():
        return {}
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("pattern", [])
    found = [
        PatternVerdict(
            row["territory"], row["pattern"], row["pairs"], row["told"], *(row.get(name) for name in NUMBERS)
        )
        for row in rows
    ]
    return {(each.territory, each.pattern): each for each in found}


def recorded(
    before: Mapping[tuple[str, str], PatternVerdict], answers: Sequence["PlacePatterns"]
) -> dict[tuple[str, str], PatternVerdict]:
    """Return the answers after trying some territories again; other territories stay."""
    again = {place.territory for place in answers}
    kept = {key: each for key, each in before.items() if key[0] not in again}
    for place in answers:
        for tried in place.tried:
            holds = tried.holds
            shares = (None, None, None) if holds is None else (holds.value, holds.low, holds.high)
            numbers = (*shares, tried.size.mean, tried.size.low, tried.size.high)
            short = (None if number is None else float(f"{number:.3g}") for number in numbers)
            key = (place.territory, tried.pattern.id)
            kept[key] = PatternVerdict(*key, place.pairs, tried.told, *short)
    return dict(sorted(kept.items(), key=lambda item: item[0][0]))


def write_pattern_verdicts(verdicts: Iterable[PatternVerdict], path: Path = FILE) -> None:
    """Write the file of answers."""
    lines = ["# How often each pattern held when all were last tried in full: python -m tools.patterns", "format = 1"]
    for each in verdicts:
        lines += ["", "[[pattern]]", f'territory = "{each.territory}"', f'pattern = "{each.pattern}"']
        lines += [f"pairs = {each.pairs}", f"told = {each.told}"]
        lines += [f"{name} = {getattr(each, name)!r}" for name in NUMBERS if getattr(each, name) is not None]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def pattern_page(verdicts: Mapping[tuple[str, str], PatternVerdict]) -> str:
    """Return the reference page as Markdown."""
    return "\n".join([HEAD, *(_section(pattern, verdicts) for pattern in PATTERNS)])


def _section(pattern: Pattern, verdicts: Mapping[tuple[str, str], PatternVerdict]) -> str:
    lines = [f"## {pattern.id} {pattern.says}", "", f"Holds when: {pattern.holds_when}.", ""]
    if pattern.band is not None:
        lines += [f"Band of the size: {pattern.band[0]:g} to {pattern.band[1]:g}. {pattern.source}", ""]
    lines += [f"| territory | holds | told | size, {pattern.unit} | |", "|---|---|---|---|---|"]
    for (territory, name), each in verdicts.items():
        if name == pattern.id:
            told = f"{each.told} of {each.pairs}"
            lines.append(f"| {territory} | {_share(each)} | {told} | {_size(each)} | {_band(pattern, each)} |")
    return "\n".join(lines) + "\n"


def _share(each: PatternVerdict) -> str:
    if each.holds is None or each.holds_low is None or each.holds_high is None:
        return "cannot be told"
    return f"{each.holds:.0%} [{each.holds_low:.0%}, {each.holds_high:.0%}]"


def _size(each: PatternVerdict) -> str:
    if each.size is None:
        return "-"
    if each.low is None or each.high is None:
        return f"{each.size:.3g}"
    return f"{each.size:.3g} [{each.low:.3g}, {each.high:.3g}]"


def _band(pattern: Pattern, each: PatternVerdict) -> str:
    if pattern.band is None or each.size is None:
        return ""
    return "inside" if pattern.band[0] <= each.size <= pattern.band[1] else "**outside**"
