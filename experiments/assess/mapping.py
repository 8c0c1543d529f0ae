"""From answers to a package: which actions they switch on, and at which dose."""

import math
from collections.abc import Mapping
from typing import Any

from approdo.experiments.package import Package
from approdo.model.levers import LEVERS, Lever, read_lever

from .answers import Answers
from .questionnaire import Action, Move, Questionnaire, questionnaire


def package_of(answers: Answers, name: str, title: str, instead: Mapping[str, int] | None = None) -> Package:
    """Return the package that answers map to; items that are missing or do not apply count as absent.

    Args:
        answers: of a project.
        name: id of the package.
        title: its name for readers.
        instead: levels that take the place of the answers.
    """
    asked = questionnaire()
    levels = {**answers.levels, **(instead or {})}
    made = [_lever(asked, action, levels, answers.people) for action in asked.actions]
    return Package(
        id=name,
        name=title,
        levers=tuple(lever for lever in made if lever is not None),
        notice="doses are assumptions of the questionnaire; not an evaluation of the project",
    )


def next_level(answers: Answers, item: str) -> int | None:
    """Return the first level above the answer at which the package is another one; None: there is none, or no answer.

    A step that changes only a field of an action that is not there changes nothing.
    """
    if item not in answers.levels:
        return None
    now = package_of(answers, "now", "now").levers
    top = questionnaire().top
    for level in range(answers.levels[item] + 1, top + 1):
        if package_of(answers, "now", "now", {item: level}).levers != now:
            return level
    return None


def _lever(asked: Questionnaire, action: Action, levels: Mapping[str, int], people: int) -> Lever | None:
    moves = {move.field: (move, levels.get(item.id, 0)) for item, move in asked.moves(action.id)}
    fields: dict[str, Any] = dict(action.fixed)
    for move, level in moves.values():
        fields[move.field] = _value(action, move, level, people)
    for move, _ in moves.values():
        if move.over:
            fields[move.field] /= fields[move.over]
    if not fields[action.dose]:
        return None
    if action.people:
        fields["eligibility"] = dict(asked.eligibility)
    return read_lever({"kind": action.id, **fields})


def _value(action: Action, move: Move, level: int, people: int) -> Any:
    value = move.values[level]
    if not move.per_person:
        return value
    # 0.15 x 20 is 3 places, not 4 because of the last bit
    return math.ceil(round(value * people, 9)) if _whole(action.id, move.field) else value * people


def _whole(kind: str, name: str) -> bool:
    known = {**LEVERS[kind].common, **LEVERS[kind].fields}
    return known[name].type == "int"
