"""The packages of one territory ranked, in words."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from approdo.model.outcomes import TOTALS

from .contrast import Contrast
from .numbers import decimals, interval, percent, plain, signed
from .ranking import METHOD, Ranking, rank_arms

WIDTH: Final = 110


@dataclass(frozen=True, eq=False)
class TerritoryRanking:
    """The baseline and every package of one territory, by the headline."""

    id: str
    territory: str
    names: dict[str, str]  # arm's id to what readers call it
    ranking: Ranking


def rankings(contrasts: Sequence[Contrast]) -> list[TerritoryRanking]:
    """Return the ranking of each territory in which several packages are compared."""
    made = []
    for place in dict.fromkeys(contrast.policy.territory.id for contrast in contrasts):
        chosen = [contrast for contrast in contrasts if contrast.policy.territory.id == place]
        if len(chosen) < 2:
            continue
        column = TOTALS.index(chosen[0].outcome("strict"))
        arms = [chosen[0].base, *(contrast.policy for contrast in chosen)]
        names = {arm.id: arm.scenario.package.name for arm in arms}
        ranking = rank_arms([arm.id for arm in arms], [arm.totals[:, column] for arm in arms])
        made.append(TerritoryRanking(place, chosen[0].policy.territory.name, names, ranking))
    return made


def ranking_lines(found: TerritoryRanking, contrasts: Sequence[Contrast], details: bool) -> list[str]:
    """Return a line for each arm, best first; `details` adds every pair and how ranks are found."""
    ranking, names = found.ranking, found.names
    if not ranking.ranks:
        return [f"No ranking in {found.territory}: the headline is defined in no run of every package."]
    what = "homeless-months per leaver" if contrasts[0].window else "homeless person-months"
    wide = max(len(name) for name in names.values())
    places = max(decimals(pair.difference) for pair in ranking.pairs)
    lines = [f"Ranked by {what}, {found.territory} (1-2: the runs cannot tell):"]
    for rank in ranking.ranks:
        place = f"{rank.low}" if rank.low == rank.high else f"{rank.low}-{rank.high}"
        best = f"best in {percent(rank.best)} of worlds"
        lines.append(f"  {place:<4} {names[rank.arm]:<{wide}}  {plain(rank.mean, places):>8}   {best}")
    if details:
        lines += ["Every pair (difference of the first less the second; share of worlds in which the first is better):"]
        for pair in ranking.pairs:
            told = f"{names[pair.first]} - {names[pair.second]}"
            if pair.same:
                lines.append(f"  {told:<{2 * wide + 3}}  identical in all {pair.difference.n} worlds")
                continue
            size = f"{signed(pair.difference.mean, places)} {interval(pair.difference, places, sign=True)}"
            better = pair.first_lower
            share, low, high = (percent(each) for each in (better.value, better.low, better.high))
            lines.append(f"  {told:<{2 * wide + 3}}  {size}   {share} [{low}, {high}]")
        lines += textwrap.wrap(METHOD, WIDTH)
    return lines
