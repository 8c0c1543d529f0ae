"""The packages of one territory ranked, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from approdo.model.outcomes import TOTALS

from .contrast import Contrast
from .gather import Arm
from .numbers import decimals, interval, percent, plain, signed
from .page import Page
from .ranking import METHOD, Ranking, rank_arms
from .together import is_thin


@dataclass(frozen=True, eq=False)
class TerritoryRanking:
    """The baseline and every package of one territory, by the headline."""

    id: str
    territory: str
    names: dict[str, str]  # arm's id to what readers call it
    ranking: Ranking


def rankings(contrasts: Sequence[Contrast], thin_too: bool = False) -> list[TerritoryRanking]:
    """Return the ranking of each territory in which several packages are compared; of thin ones only if asked for."""
    made = []
    for place, chosen in _several(contrasts):
        if is_thin(chosen[0].policy.territory) and not thin_too:
            continue
        column = TOTALS.index(chosen[0].outcome("strict"))
        arms = [chosen[0].base, *(contrast.policy for contrast in chosen)]
        names = {arm.id: arm.scenario.package.name for arm in arms}
        ranking = rank_arms([arm.id for arm in arms], [arm.totals[:, column] for arm in arms])
        made.append(TerritoryRanking(place, chosen[0].policy.territory.name, names, ranking))
    return made


def unranked(contrasts: Sequence[Contrast]) -> list[Arm]:
    """Return an arm of each territory that has no ranking because it is thin."""
    return [chosen[0].policy for _, chosen in _several(contrasts) if is_thin(chosen[0].policy.territory)]


def _several(contrasts: Sequence[Contrast]) -> list[tuple[str, list[Contrast]]]:
    """Return the territories in which several packages are compared."""
    found: dict[str, list[Contrast]] = {}
    for contrast in contrasts:
        found.setdefault(contrast.policy.territory.id, []).append(contrast)
    return [(place, chosen) for place, chosen in found.items() if len(chosen) > 1]


def ranking_lines(found: TerritoryRanking, contrasts: Sequence[Contrast], details: bool, page: Page) -> list[str]:
    """Return a line for each arm, best first; `details` adds every pair and how ranks are found."""
    ranking, names = found.ranking, found.names
    if not ranking.ranks:
        return page.prose(f"No ranking in {found.territory}: the headline is defined in no run of every package.")
    what = "homeless-months per leaver" if contrasts[0].window else "homeless person-months"
    wide = max(len(name) for name in names.values())
    places = max(decimals(pair.difference) for pair in ranking.pairs)
    lines = page.prose(f"Ranked by {what}, {found.territory} (1-2: the runs cannot tell):")
    for rank in ranking.ranks:
        place = f"{rank.low}" if rank.low == rank.high else f"{rank.low}-{rank.high}"
        best = f"best in {percent(rank.best)} of worlds"
        lines += page.row(f"  {place:<4} {names[rank.arm]:<{wide}}  ", f"{plain(rank.mean, places):>8}   {best}", 7)
    if details:
        lines += page.prose(
            "Every pair (difference of the first less the second; share of worlds in which the first is better):"
        )
        for pair in ranking.pairs:
            told = f"{names[pair.first]} - {names[pair.second]}"
            if pair.same:
                lines += page.row(f"  {told:<{2 * wide + 3}}  ", f"identical in all {pair.difference.n} worlds")
                continue
            size = f"{signed(pair.difference.mean, places)} {interval(pair.difference, places, sign=True)}"
            better = pair.first_lower
            share, low, high = (percent(each) for each in (better.value, better.low, better.high))
            lines += page.row(f"  {told:<{2 * wide + 3}}  ", f"{size}   {share} [{low}, {high}]")
        lines += page.prose(METHOD)
    return lines
