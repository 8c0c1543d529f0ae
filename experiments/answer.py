"""What a comparison answers: sentence and table, tidy frame, JSON document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from approdo.model.calendar import month_text

from . import telling
from .contrast import Contrast
from .horizon import DEFINITIONS
from .limits import cannot_tell
from .ranking import METHOD
from .ranking_text import TerritoryRanking, rankings, unranked
from .request import Request
from .rows import Row, arm_rows, difference_rows, group_rows, row
from .runner import Tally
from .statistics import Estimate, Paired
from .tidy import Rows
from .together import THIN
from .uncertainty import Share


@dataclass(frozen=True, eq=False)
class Comparison(Rows):
    """Packages compared with a baseline; printing it gives the sentence and the table."""

    request: Request
    contrasts: tuple[Contrast, ...]
    tally: Tally
    ended: str = ""  # why no more runs, where something but their number ended it

    @property
    def reproduce(self) -> str:
        """The command line that gives the same results."""
        return self.request.command

    def __str__(self) -> str:
        return self.text()

    def text(self, details: bool = False, thin_too: bool = False, columns: int | None = None) -> str:
        """Return the sentence and the table.

        `details` adds what does not fit on one screen, `thin_too` counts thin territories in totals and rankings, and
        `columns` are those of the terminal that shows it (None: a file or a pipe).
        """
        return telling.tell(self.contrasts, self.request, self.tally, self.ended, details, thin_too, columns)

    def rows(self) -> Iterator[Row]:
        """Yield every outcome of every arm, then the paired differences, as plain dictionaries."""
        told: set[tuple[str, str]] = set()
        for contrast in self.contrasts:
            new = (contrast.base.scenario.territory.id, contrast.base.id) not in told
            for arm in (contrast.base, contrast.policy):
                name = (arm.scenario.territory.id, arm.id)
                if name not in told:
                    told.add(name)
                    yield from arm_rows(arm)
            yield from difference_rows(contrast)
            yield from _derived_rows(contrast)
            yield from group_rows(contrast, with_base=new)

    def document(self, thin_too: bool = False) -> dict[str, Any]:
        """Return the results, ready for JSON: the same for the same inputs, whatever was in the store before."""
        left_out = [] if thin_too else unranked(self.contrasts)
        return {
            "contrasts": [_contrast(contrast) for contrast in self.contrasts],
            "rankings": [
                *(_ranking(found) for found in rankings(self.contrasts, thin_too)),
                *(
                    {"territory": arm.territory.id, "method": METHOD, "ranks": [], "pairs": [], "why": THIN}
                    for arm in left_out
                ),
            ],
            "cannot_tell": cannot_tell(self.contrasts, self.request),
            "reproduce": self.reproduce,
            "rows": list(self.rows()),
        }


def _derived_rows(contrast: Contrast) -> Iterator[Row]:
    name = f"{contrast.policy.id} - {contrast.base.id}"
    place = contrast.policy.scenario.territory.id
    yield row(place, "displaced_share", name, None, "share", contrast.displaced)
    yield row(place, "displaced_unreached", name, None, "person-months", contrast.displaced_unreached)
    yield row(place, "cost_per_homeless_month", name, None, "EUR per homeless-month", contrast.cost_per_month)


def _contrast(contrast: Contrast) -> dict[str, Any]:
    scenario, headline = contrast.policy.scenario, contrast.headline
    package = scenario.package
    return {
        "territory": scenario.territory.id,
        "package": package.id,
        "baseline": contrast.base.id,
        "start": month_text(scenario.start),
        "months": scenario.months,
        "pairs": contrast.pairs,
        "window_months": contrast.window,
        "sentence": telling.sentence(contrast),
        "headline": {
            definition: {
                "outcome": contrast.outcome(definition),
                "baseline": contrast.totals[contrast.outcome(definition)].base,
                "package": contrast.totals[contrast.outcome(definition)].policy,
                "difference": _numbers(contrast.totals[contrast.outcome(definition)].difference),
            }
            for definition in DEFINITIONS
        },
        "answer_depends_on_definition": contrast.depends_on_definition,
        "relative_change": headline.relative,
        "uncertainty": _uncertainty(contrast),
        "people": {name: _numbers(share) for name, share in contrast.fates.items()},
        "displaced_share": _numbers(contrast.displaced),
        "cost_per_homeless_month": _numbers(contrast.cost_per_month),
        "pairing": _pairing(headline),
        "delivery": [
            {
                "lever": lever.id,
                "planned": planned,
                "delivered": delivered,
                "delivered_in_time": in_time,
                "spent_eur": spent,
            }
            for lever, planned, delivered, in_time, spent in zip(
                package.levers,
                contrast.policy.planned.tolist(),
                contrast.policy.delivered.tolist(),
                contrast.policy.delivered_in_time.tolist(),
                contrast.policy.spent.tolist(),
                strict=True,
            )
        ],
        "changes_nothing": list(contrast.warnings),
        "notice": package.notice,
        "not_modelled": list(package.not_modelled),
    }


def _uncertainty(contrast: Contrast) -> dict[str, Any]:
    found, split = contrast.worlds(contrast.outcome("strict")), contrast.split
    made: dict[str, Any] = {
        "worlds_low": found.worlds.low,
        "worlds_high": found.worlds.high,
        "monte_carlo_half_width": found.half_width,
        "other_sign": _share(found.flips),
        "identical": found.same,
        "chance": _share(split.chance) if split is not None else None,
        "parameters": _share(split.parameters) if split is not None else None,
        "repeats": split.repeats if split is not None else 0,
    }
    if split is None:
        made["why"] = "fixed parameters, a difference that does not vary, or too few repeated worlds"
    return made


def _share(found: Share | None) -> dict[str, float] | None:
    return None if found is None else {"share": found.value, "low": found.low, "high": found.high}


def _ranking(found: TerritoryRanking) -> dict[str, Any]:
    return {
        "territory": found.id,
        "method": METHOD,
        "ranks": [
            {"arm": rank.arm, "mean": rank.mean, "rank_low": rank.low, "rank_high": rank.high, "best": rank.best}
            for rank in found.ranking.ranks
        ],
        "pairs": [
            {
                "first": pair.first,
                "second": pair.second,
                "difference": _numbers(pair.difference),
                "first_better": _share(pair.first_lower),
                "identical": pair.same,
            }
            for pair in found.ranking.pairs
        ],
    }


def _pairing(headline: Paired) -> dict[str, Any]:
    made: dict[str, Any] = {"correlation": headline.correlation, "times_fewer_runs": headline.fewer_runs}
    missing = None in made.values()
    return {**made, "why": "an arm or the difference does not vary, or fewer than three pairs"} if missing else made


def _numbers(found: Estimate) -> dict[str, Any]:
    made: dict[str, Any] = {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
    return {**made, "why": found.why} if found.why else made
