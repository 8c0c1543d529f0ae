"""What an economic evaluation says: words for people, rows for JSON."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from approdo.experiments.numbers import decimals, interval, plain
from approdo.experiments.sensitivity_answer import numbers
from approdo.experiments.statistics import Estimate

from .costs import payers_file
from .evaluation import Evaluation


def tell(territory: str, found: Evaluation) -> str:
    """Return the evaluation as text for a terminal."""
    return "\n".join(_lines(territory, found))


def _lines(territory: str, found: Evaluation) -> Iterator[str]:
    runs = found.costs[-1].n
    yield f"{territory}: against {found.names[0]}, {runs} paired runs, {found.rate:.1%} discounted a year"
    for number, name in enumerate(found.names[1:], 1):
        yield f"{name}:"
        yield f"  cost net of reception        EUR {_number(found.costs[number])}"
        yield f"  homeless months averted      {_number(found.averted[number])}"
        yield f"  cost per month averted       {_ratio(found.ratios[number])}"
        if found.residual[number].mean:
            yield f"  value left after the horizon EUR {_number(found.residual[number])}"
        yield from _paid(found, name)
    yield "Efficiency, the least effective first:"
    for option in found.options:
        told = (
            "" if option.ratio is None else f", EUR {option.ratio:,.0f} per month averted over {option.compared_with}"
        )
        yield f"  {option.name}: {option.standing}{told}"
    yield from _information(found)
    missing = "; ".join(f"{who}: {what}" for who, what in payers_file()["not_recorded"].items())
    yield f"Not recorded ({missing})."


def _paid(found: Evaluation, name: str) -> Iterator[str]:
    payers = payers_file()["payers"]
    for payer in dict.fromkeys(row[1] for row in found.payers if row[0] == name):
        means = [row[3].mean or 0.0 for row in found.payers if row[0] == name and row[1] == payer]
        yield f"  {payers[payer]}: EUR {', '.join(f'{mean:,.0f}' for mean in means)} by year"


def _information(found: Evaluation) -> Iterator[str]:
    if found.acceptability is None:
        yield f"Acceptability and the value of information: not computed, because {found.why}."
        return
    curves = found.acceptability
    at = int(np.abs(curves.prices - found.price).argmin())
    best = int(curves.best[at])
    yield (
        f"At EUR {curves.prices[at]:,.0f} per homeless month averted {found.names[best]} is best on average, and in "
        f"{curves.frontier[at]:.0%} of what the parameters may be (chance taken away)."
    )
    everything, *parts = found.information
    yield f"Worth of knowing all of them, for this decision: EUR {_number(everything.value)}"
    for part in sorted(parts, key=lambda each: -(each.value.mean or 0.0))[:8]:
        yield f"  {', '.join(part.names)}: EUR {_number(part.value)}"


def _number(found: Estimate) -> str:
    if found.mean is None:
        return found.why
    places = decimals(found)
    return f"{plain(found.mean, places)} {interval(found, places)}".strip()


def _ratio(found: Estimate) -> str:
    return f"EUR {_number(found)}" if found.mean is not None else f"not given: {found.why}"


def document(territory: str, found: Evaluation) -> dict[str, Any]:
    """Return the evaluation, ready for JSON."""
    curves = found.acceptability
    return {
        "territory": territory,
        "baseline": found.names[0],
        "discount_rate": found.rate,
        "price": found.price,
        "packages": [
            {
                "package": name,
                "cost": numbers(found.costs[number]),
                "homeless_months_averted": numbers(found.averted[number]),
                "cost_per_month_averted": numbers(found.ratios[number]),
                "residual_value": numbers(found.residual[number]),
            }
            for number, name in enumerate(found.names)
        ],
        "by_payer": [
            {"package": name, "payer": payer, "year": year, "cost": numbers(cost)}
            for name, payer, year, cost in found.payers
        ],
        "options": [
            {
                "package": option.name,
                "standing": option.standing,
                "ratio": option.ratio,
                "compared_with": option.compared_with,
            }
            for option in found.options
        ],
        "acceptability": None
        if curves is None
        else {
            "prices": curves.prices.tolist(),
            "curves": {name: curves.curves[:, number].tolist() for number, name in enumerate(found.names)},
            "best": [found.names[int(best)] for best in curves.best],
            "frontier": curves.frontier.tolist(),
        },
        "value_of_information": [
            {"parameters": list(each.names), "value": numbers(each.value)} for each in found.information
        ],
        "why": found.why,
    }
