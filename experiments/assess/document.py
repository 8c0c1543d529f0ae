"""The self-assessment as plain data, ready for JSON: the same for the same answers and seed."""

from typing import Any

from approdo.experiments.statistics import Estimate

from .answers import Answers
from .over_time import OverTime
from .questionnaire import questionnaire
from .scoring import Score, Scores
from .steps import Trial


def questions() -> dict[str, Any]:
    """Return the questionnaire."""
    asked = questionnaire()
    return {
        "edition": asked.edition,
        "levels": [level.label_en for level in asked.levels],
        "dimensions": [{"id": each.id, "label": each.label_en} for each in asked.dimensions],
        "items": [
            {
                "id": item.id,
                "dimension": item.dimension,
                "text": item.text_en,
                "anchor": item.anchor_en,
                "moves": [{"lever": m.lever, "field": m.field, "values": list(m.values)} for m in item.moves],
                "outside": item.outside_en or None,
            }
            for item in asked.items
        ],
    }


def given(answers: Answers) -> dict[str, Any]:
    """Return the answers as they were read."""
    return {
        "project": answers.project,
        "date": answers.date.isoformat(),
        "people": answers.people,
        "levels": dict(answers.levels),
        "not_applicable": list(answers.not_applicable),
        "missing": list(answers.missing),
    }


def results(found: OverTime, trial: Trial | None) -> dict[str, Any]:
    """Return scores, what would lift them, changes over time, and what was simulated."""
    last = found.last
    return {
        "scores": [_scores(each) for each in found.scores],
        "missing": list(last.answers.missing),
        "lifts": [
            {
                "item": lift.item,
                "dimension": lift.dimension,
                "from": lift.now,
                "to": lift.then,
                "dimension_gain": lift.dimension_gain,
                "total_gain": lift.total_gain,
                "standing_after": list(lift.after),
            }
            for lift in last.lifts
        ],
        "changes": [
            {"item": step.item, "first": step.first, "last": step.last, "change": step.change} for step in found.steps
        ],
        "trial": None if trial is None else _trial(trial),
    }


def _scores(scores: Scores) -> dict[str, Any]:
    limits = scores.asked.thresholds

    def told(score: Score) -> dict[str, Any]:
        return {
            "low": score.low,
            "high": score.high,
            "answered": score.answered,
            "missing": score.missing,
            "standing": list(score.standing(limits)),
        }

    return {
        "project": scores.answers.name,
        "date": scores.answers.date.isoformat(),
        "dimensions": {name: told(score) for name, score in scores.dimensions.items()},
        "total": told(scores.total),
        "good_practice": scores.good_practice,
    }


def _trial(trial: Trial) -> dict[str, Any]:
    whole = None if trial.whole is None else trial.whole.contrasts[0]
    return {
        "territory": trial.territory.id,
        "outcome": trial.comparison.contrasts[0].outcome("strict"),
        "project": None
        if whole is None
        else {
            "baseline": whole.headline.base,
            "package": whole.headline.policy,
            "difference": _estimate(whole.headline.difference),
        },
        "steps": [
            {
                "item": step.item.id,
                "from": step.now,
                "to": step.then,
                "levers": list(step.changed),
                "difference": _estimate(step.contrast.headline.difference),
                "clear": step.contrast.headline.difference.clear,
                "rank_low": step.rank.low,
                "rank_high": step.rank.high,
                "cost_eur": step.contrast.totals["cost_gross"].difference.mean,
            }
            for step in trial.steps
        ],
        "no_higher_level": list(trial.still),
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    made: dict[str, Any] = {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
    return {**made, "why": found.why} if found.why else made
