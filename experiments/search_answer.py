"""What a search says: words for people, rows for JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .goals import COST, Goal
from .numbers import decimals, interval, plain, signed
from .pareto import FrontPoint
from .search import Found
from .sensitivity_answer import numbers
from .statistics import Estimate
from .study_search import COSTS

VERDICTS = {
    "confirmed": "The fresh runs confirm it.",
    "likely": "The fresh runs are in favour, but too few to be sure.",
    "doubtful": "The fresh runs leave doubt: search with more runs.",
    "refuted": "The fresh runs do not confirm it: no package that was tried meets the goal.",
}


def tell(goal: Goal, found: Found, kept: Sequence[str]) -> str:
    """Return the recommendation as text for a terminal."""
    return "\n".join(_found(goal, found, kept))


def _found(goal: Goal, found: Found, kept: Sequence[str]) -> Iterator[str]:
    yield f"Goal: {sentence(goal)}"
    yield f"After {found.runs} runs: {doses(found.doses)}"
    yield f"From {found.inside.n} fresh runs, on which nothing was decided:"
    yield f"  {goal.minimise}: {_number(found.objective, goal.minimise)}"
    yield f"  {goal.limited}: {_number(found.limited, goal.limited)}"
    if found.inside.mean is not None:
        inside = found.inside
        assert inside.mean is not None  # noqa: S101 - told to mypy
        low, high = inside.low or 0.0, inside.high or 0.0
        yield f"  below {goal.below:,.6g} in {inside.mean:.0%} of runs [{low:.0%}, {high:.0%}]"
    for name, rail in found.guardrails.items():
        yield f"  guardrail, {name}: {_rail(rail)}"
    yield VERDICTS[found.verdict] + (f" ({found.why}.)" if found.why else "")
    yield _guard(kept)


def sentence(goal: Goal) -> str:
    """Return a goal in words."""
    if goal.limited in COSTS:
        return (
            f"the lowest {goal.minimise} for {goal.limited} below EUR {goal.below:,.0f} "
            f"with probability {goal.probability:g}"
        )
    return (
        f"the lowest {goal.minimise} that keeps {goal.limited} below {goal.below:g} "
        f"with probability {goal.probability:g}"
    )


def doses(chosen: Mapping[str, float]) -> str:
    """Return doses in words."""
    return ", ".join(f"{name} = {value:g}" for name, value in chosen.items())


def _guard(kept: Sequence[str]) -> str:
    return f"Guardrails kept: {', '.join(kept) or 'none'}."


def _rail(rail: Estimate) -> str:
    if rail.mean is None:
        return rail.why
    places = decimals(rail)
    told = f"{signed(rail.mean, places)} {interval(rail, places, sign=True)}"
    broken = rail.low is not None and rail.low > 0
    return f"{told} {'above 0: broken' if broken else 'not clearly above 0: kept'}"


def _number(found: Estimate, name: str) -> str:
    if found.mean is None:
        return found.why
    places = decimals(found)
    front = "EUR " if name in COSTS else ""
    return f"{front}{plain(found.mean, places)} {interval(found, places)}".strip()


def tell_front(outcome: str, points: Sequence[FrontPoint], kept: Sequence[str], cost: str = COST) -> str:
    """Return the front as text for a terminal."""
    lines = [f"Packages of which none is both cheaper and better, by fresh runs ({cost}, {outcome}):"]
    for point in points:
        mark = "*" if point.efficient else " "
        broken = [name for name, rail in point.guardrails.items() if rail.low is not None and rail.low > 0]
        told = f"   broken: {', '.join(broken)}" if broken else ""
        lines.append(
            f"  {mark} {_number(point.cost, cost)}   {_number(point.outcome, outcome)}   {doses(point.doses)}{told}"
        )
    return "\n".join([*lines, "  * on the front; the others were near it and are beaten by fresh runs", _guard(kept)])


def document(goal: Goal, found: Found, kept: Sequence[str]) -> dict[str, Any]:
    """Return the recommendation, ready for JSON."""
    return {
        "goal": goal_document(goal),
        "doses": dict(found.doses),
        "objective": numbers(found.objective),
        "limited": numbers(found.limited),
        "share_inside": numbers(found.inside),
        "guardrails": {name: numbers(rail) for name, rail in found.guardrails.items()},
        "guardrails_kept": list(kept),
        "verdict": found.verdict,
        "why": found.why,
        "runs": found.runs,
        "expected_by_emulator": {"objective": found.promised[0], "limited_quantile": found.promised[1]},
    }


def goal_document(goal: Goal) -> dict[str, Any]:
    """Return a goal, ready for JSON."""
    return {
        "minimise": goal.minimise,
        "limited": goal.limited,
        "below": goal.below,
        "probability": goal.probability,
    }


def front_document(outcome: str, points: Sequence[FrontPoint], kept: Sequence[str], cost: str = COST) -> dict[str, Any]:
    """Return the front, ready for JSON."""
    return {
        "cost": cost,
        "outcome": outcome,
        "guardrails_kept": list(kept),
        "points": [
            {
                "doses": dict(point.doses),
                "cost": numbers(point.cost),
                "outcome": numbers(point.outcome),
                "guardrails": {name: numbers(rail) for name, rail in point.guardrails.items()},
                "efficient": point.efficient,
            }
            for point in points
        ],
    }
