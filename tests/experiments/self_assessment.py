"""Answers to the questionnaire for tests."""

import datetime

from approdo.experiments.assess.answers import Answers
from approdo.experiments.assess.questionnaire import questionnaire

DAY = datetime.date(2026, 3, 15)


def answered(level=0, people=20, date=DAY, project="Casa", missing=(), apart=(), **levels):
    """Return answers with one level for every item but those named."""
    names = [item.id for item in questionnaire().items]
    given = {name: level for name in names if name not in (*missing, *apart)} | levels
    return Answers(project, date, people, given, tuple(apart), tuple(missing), "answers.toml")
