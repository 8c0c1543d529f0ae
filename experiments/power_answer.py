"""What the power of pilots says: what is true, a table of designs, the cheapest that is enough."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from .numbers import percent
from .pilot_designs import Design
from .pilot_truth import Facts
from .sensitivity_answer import numbers
from .statistics import Estimate
from .study_power import Answer

WORDS = {
    "stable": ("share in a stable home", True),
    "work": ("share with work", True),
    "hm": ("homeless months", False),
}
HEADS = [
    "people",
    "controls",
    "territories",
    "months",
    "controls are",
    "power",
    "smallest effect",
    "measured",
    "cost, EUR",
]


def tell(answer: Answer) -> tuple[list[str], list[str], list[list[str]], list[str]]:
    """Return the lines above the table of designs, its heads and rows, and the lines below."""
    above = [line for facts in answer.facts.values() for line in _facts(answer, facts)]
    return above, HEADS, [_row(answer, each) for each in answer.designs], list(_below(answer))


def _number(answer: Answer, value: float | None, sign: bool = False) -> str:
    if value is None:
        return "-"
    if WORDS[answer.question.measure][1]:
        return f"{value * 100:+.1f} points" if sign else f"{value:.1%}".replace("%", " %")
    return f"{value:+.2f} months" if sign else f"{value:.2f} months"


def _estimate(answer: Answer, found: Estimate) -> str:
    ends = "" if found.low is None else f" [{_number(answer, found.low, True)}, {_number(answer, found.high, True)}]"
    return f"{_number(answer, found.mean, True)}{ends}" if found.mean is not None else found.why


def _facts(answer: Answer, facts: Facts) -> Iterator[str]:
    what = WORDS[answer.question.measure][0]
    window = answer.question.window
    when = f"{window} months after exit" if window else "over the pilot"
    if answer.question.measure == "hm" and window:
        when = f"within {when}"
    yield f"In {facts.effect.n} pairs of worlds over {facts.months} months, {what} {when}:"
    yield f"  people whom the package takes in: {_number(answer, facts.level.mean)} without it"
    yield f"  effect on them: {_estimate(answer, facts.effect)}"
    yield f"  people beside them in the same market: {_estimate(answer, facts.spillover)} (displacement)"
    yield (
        f"  correlation within {facts.clusters}: {facts.rho:.3f}; the effect differs between them by "
        f"{_number(answer, facts.effect_spread, True).lstrip('+')} (standard deviation)"
    )
    yield (
        f"  the package takes in {facts.reached:.1f} people a territory who can be followed so long"
        + ("" if facts.cost is None else f", and spends EUR {facts.cost:,.0f} for each person it takes in")
    )


def _row(answer: Answer, each: Design) -> list[str]:
    pilot, found = each.pilot, each.found
    places = f"{pilot.territories}" if pilot.control == "within" else f"{pilot.territories} + {pilot.territories}"
    return [
        f"{pilot.people}",
        f"{pilot.controls}",
        places,
        f"{each.months}",
        pilot.control,
        f"{percent(found.power.value)}{_doubt(each)}",
        _number(answer, each.smallest, True) if each.smallest is not None else "none",
        f"{_number(answer, found.estimate, True)} of {_number(answer, each.truth.effect, True)}",
        f"{each.cost:,.0f}",
    ]


def _doubt(each: Design) -> str:
    return f" [{percent(min(each.doubt))}, {percent(max(each.doubt))}]" if each.doubt else ""


def _below(answer: Answer) -> Iterator[str]:
    question = answer.question
    lost = question.attrition if question.attrition_controls is None else question.attrition_controls
    yield (
        f"Power: share of pilots that find the effect (two-sided 5 %, robust to clustering by territory)"
        f"{'; brackets: if the effect lies at the ends of its interval' if answer.facts else ''}. "
        f"Smallest effect: found with {percent(question.power)}."
    )
    yield f"Lost before the outcome is known: {percent(question.attrition)} of people, {percent(lost)} of controls."
    yield (
        "Within: controls in the same territories, who meet the displacement, so that what is measured is the effect "
        "less the spillover. Between: controls in as many other territories, free of it, at the price of the "
        "differences between territories. Both draw lots; a comparison group that is merely similar is worse than this."
    )
    for months, facts in answer.facts.items():
        thin = [each for each in answer.designs if each.months == months and _asks(each) > facts.reached]
        if thin:
            yield (
                f"At its doses and in {months} months the package takes in {facts.reached:.1f} people a territory who "
                f"can be followed so long; {len(thin)} designs ask for more ({_asks(thin[0]):.1f} or more): larger "
                "doses, or more months."
            )
        if facts.clusters == "worlds":
            yield "One territory: the correlation is that of chance only; real territories differ by more."
    if not answer.facts and any(each.truth.spillover for each in answer.designs):
        yield "The spillover is taken as it was given, whatever the size of the pilot."
    yield _cheapest(answer)


def _asks(each: Design) -> float:
    return each.pilot.people / each.pilot.territories


def _cheapest(answer: Answer) -> str:
    wanted = percent(answer.question.power)
    luck = f" {answer.refuted} cheaper ones looked good and were not, by a second look." if answer.refuted else ""
    if answer.best is None:
        return f"None of the {len(answer.designs)} designs has a power of {wanted}.{luck}"
    pilot = answer.best.pilot
    places = "the same territories" if pilot.control == "within" else f"{pilot.territories} other territories"
    return (
        f"Cheapest with {wanted}: {pilot.people} people and {pilot.controls} controls in {pilot.territories} "
        f"territories (controls in {places}) over {answer.best.months} months, EUR {answer.best.cost:,.0f}; power "
        f"{percent(answer.best.found.power.value)} in a second look.{luck}"
    )


def document(answer: Answer) -> dict[str, Any]:
    """Return the answer, ready for JSON."""
    return {
        "question": asdict(answer.question),
        "facts": [_fact_document(each) for each in answer.facts.values()],
        "designs": [_design(each) for each in answer.designs],
        "cheapest": None if answer.best is None else _design(answer.best),
        "refuted_by_second_look": answer.refuted,
    }


def _fact_document(facts: Facts) -> dict[str, Any]:
    return {
        "months": facts.months,
        "outcome": facts.outcome,
        "level": numbers(facts.level),
        "effect": numbers(facts.effect),
        "spillover": numbers(facts.spillover),
        "spread": facts.spread,
        "rho": facts.rho,
        "effect_spread": facts.effect_spread,
        "reached_per_territory": facts.reached,
        "cost_per_person": facts.cost,
        "clusters": facts.clusters,
    }


def _design(each: Design) -> dict[str, Any]:
    share = each.found.power
    return {
        **asdict(each.pilot),
        "months": each.months,
        "truth": asdict(each.truth),
        "power": {"share": share.value, "low": share.low, "high": share.high},
        "power_at_ends_of_effect": list(each.doubt),
        "smallest_effect": each.smallest,
        "measured": each.found.estimate,
        "standard_error": each.found.standard_error,
        "simulated": each.found.repeats,
        "cost": each.cost,
    }
