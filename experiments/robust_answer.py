"""What the robustness of policies says: a table and sentences for people, rows for JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from approdo.model.outcomes import OUTCOMES

from .numbers import decimals, interval, percent, plain
from .robustness import MEASURES, Robust
from .sensitivity_answer import numbers
from .statistics import Estimate
from .stress import Stress
from .study_robust import Answer

HEADS = {
    "max_regret": "largest regret",
    "mean_regret": "mean regret",
    "worst_tenth": "worst tenth",
    "shortfall": "threshold missed",
}
UNITS = {outcome.id: outcome.unit for outcome in OUTCOMES}


def table(answer: Answer) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows: a row for each policy, the one with the smallest mean regret first."""
    measures = [each for each in MEASURES if each in answer.found.policies[0].measures]
    heads = ["policy", *(f"{HEADS[each]}" for each in measures), "ranks"]
    ordered = sorted(answer.found.policies, key=lambda each: each.measures["mean_regret"].mean or 0.0)
    rows = []
    for each in ordered:
        cells = [_cell(_shown(answer, measure, each.measures[measure]), measure) for measure in measures]
        ranks = " ".join(_rank(each.ranks[measure]) for measure in measures)
        rows.append([each.policy, *cells, ranks])
    return heads, rows


def _shown(answer: Answer, measure: str, found: Estimate) -> Estimate:
    """Return levels in the sense of the outcome; regrets and shares have none."""
    return found.scaled(-1.0) if measure == "worst_tenth" and answer.better == "higher" else found


def _cell(found: Estimate, measure: str) -> str:
    if measure == "shortfall":
        ends = "" if found.low is None or found.high is None else f" [{percent(found.low)}, {percent(found.high)}]"
        return f"{percent(found.mean or 0.0)}{ends}"
    places = decimals(found)
    return f"{plain(found.mean, places)} {interval(found, places)}".strip()


def _rank(ends: tuple[int, int]) -> str:
    return f"{ends[0]}" if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}"


def by_case(answer: Answer) -> tuple[list[str], list[list[str]]]:
    """Return heads and rows of the mean outcome of every policy in every case."""
    sign = -1.0 if answer.better == "higher" else 1.0
    heads = ["case", *(each.policy for each in answer.found.policies)]
    largest = max(abs(level) for each in answer.found.policies for level in each.levels)
    places = 0 if largest >= 1000 else 1 if largest >= 10 else 3
    rows = [
        [case.name, *(plain(sign * each.levels[number], places) for each in answer.found.policies)]
        for number, case in enumerate(answer.cases)
    ]
    return heads, rows


def sentences(answer: Answer) -> Iterator[str]:
    """Yield what goes below the tables."""
    found, outcome = answer.found, answer.question.outcome
    futures = found.draws * len(answer.cases)
    yield (
        f"{outcome} ({UNITS[outcome]}, {answer.better} is better) in {futures} futures = {found.draws} draws x "
        f"{len(answer.cases)} cases, {found.runs} {'run' if found.runs == 1 else 'runs'} each; all weigh the same."
    )
    yield "Regret: how much worse than the best policy of the same future. Brackets: 95 %, over draws."
    if answer.question.satisfied is not None:
        yield f"Threshold: {answer.question.satisfied}."
    for measure in ("max_regret", "mean_regret", "worst_tenth", "shortfall"):
        if measure in found.policies[0].measures:
            yield _first(answer, measure)
    yield _luck(answer)
    if found.dropped:
        yield f"{found.dropped} draws are left out: the outcome is missing for some policy in some case."
    levels = [case.name for case in answer.cases[1:] if case.begins == 0]
    if levels:
        yield f"Over the whole run, from before the first month: {', '.join(levels)}."
    dated = [f"{case.name} ({case.begins})" for case in answer.cases[1:] if 0 < case.begins < answer.months]
    if dated:
        yield f"From a month on (counted from 0), until then the world as expected: {', '.join(dated)}."
    after = [f"{case.name} ({case.begins})" for case in answer.cases[1:] if case.begins >= answer.months]
    if after:
        yield f"After the last month, so that they change nothing: {', '.join(after)}. For more: months = ..."


def _first(answer: Answer, measure: str) -> str:
    best = answer.found.best(measure)
    if len(best) == 1:
        return f"By {HEADS[measure]}, {best[0]} is the most robust."
    return f"By {HEADS[measure]}, the draws cannot tell apart: {', '.join(best)}."


def _luck(answer: Answer) -> str:
    found = answer.found
    if found.luck is None:
        return "One run in each future: its luck is part of every regret. For less, more runs than draws."
    return f"Of the mean regrets, the luck of {found.runs} runs in each future is up to {found.luck:.2g}."


def document(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the answers, ready for JSON."""
    return {"cases": [case_document(each) for each in answers[0].cases], "robustness": [_one(each) for each in answers]}


def case_document(case: Stress) -> dict[str, Any]:
    """Return a stress case in words and changes."""
    return {
        "id": case.id,
        "name": case.name,
        "about": case.about,
        "begins": case.begins,
        "changes": list(case.changes()),
    }


def _one(answer: Answer) -> dict[str, Any]:
    return {
        "territory": answer.territory,
        "outcome": answer.question.outcome,
        "unit": UNITS[answer.question.outcome],
        "better": answer.better,
        "satisfied_if": None if answer.question.satisfied is None else str(answer.question.satisfied),
        "draws": answer.found.draws,
        "runs": answer.found.runs,
        "draws_left_out": answer.found.dropped,
        "luck": answer.found.luck,
        "policies": [_policy(answer, each) for each in answer.found.policies],
        "most_robust": {measure: list(answer.found.best(measure)) for measure in answer.found.policies[0].measures},
    }


def _policy(answer: Answer, each: Robust) -> dict[str, Any]:
    sign = -1.0 if answer.better == "higher" else 1.0
    missed = each.measures.get("shortfall")
    return {
        "policy": each.policy,
        "measures": {name: numbers(_shown(answer, name, found)) for name, found in each.measures.items()},
        "ranks": {name: {"low": low, "high": high} for name, (low, high) in each.ranks.items()},
        "share_of_draws_first": dict(each.first),
        "satisfied": None if missed is None else 1.0 - (missed.mean or 0.0),
        "by_case": [
            {"case": case.id, "mean": sign * level, "mean_regret": regret}
            for case, level, regret in zip(answer.cases, each.levels, each.regrets, strict=True)
        ],
    }
