"""The self-assessment on the screen: the answers given so far, as the questionnaire's own kind, and their radar."""

import datetime
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import solara

from approdo.experiments.assess.answers import NOT_APPLICABLE, Answers, load_answers
from approdo.experiments.assess.over_time import over_time
from approdo.experiments.assess.questionnaire import questionnaire
from approdo.model.errors import BadInput

LONGEST_FILE: Final = 60_000  # bytes; an answered template has about ten thousand

Given = Mapping[str, str]  # item to level or "na"; what is not in it is not answered

given: solara.Reactive[Given] = solara.reactive({})
people: solara.Reactive[int] = solara.reactive(questionnaire().default_people)


def answers(chosen: Given, together: int, project: str = "") -> Answers:
    """Return what is on the screen as answers of today, under the name of a project."""
    names = [item.id for item in questionnaire().items]
    levels = {name: int(chosen[name]) for name in names if chosen.get(name, NOT_APPLICABLE) != NOT_APPLICABLE}
    apart = tuple(name for name in names if chosen.get(name) == NOT_APPLICABLE)
    missing = tuple(name for name in names if name not in chosen)
    today = datetime.datetime.now(datetime.UTC).date()
    return Answers(project, today, together, levels, apart, missing, "answers.toml")


def read(content: bytes) -> Answers:
    """Return the answers in an uploaded file; it is read as data, never executed.

    Raises:
        BadInput: one line for each thing that is wrong with it.
    """
    if len(content) > LONGEST_FILE:
        raise BadInput(f"the file is larger than {LONGEST_FILE // 1000} kB.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.toml"
        path.write_bytes(content)
        try:
            return load_answers(path)
        except BadInput as error:
            raise BadInput(str(error).replace(str(path), "answers.toml")) from None


def radar(found: Answers, language: str) -> bytes:
    """Return the radar of answers; a job of a worker."""
    from approdo.viz.assess.scores import radar_picture
    from approdo.viz.report.drawing import svg

    return svg(radar_picture(over_time([found])), language)
