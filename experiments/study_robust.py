"""The robustness of a study's policies: what the table [robust] asks for, and the answer for each territory."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from approdo.model.errors import BadInput, Failure
from approdo.model.levers.wording import nearest, shown
from approdo.model.outcomes import OUTCOMES, TOTALS

from .conditions import Condition, read_condition
from .futures import Futures
from .robustness import Robustness, robustness
from .stress import Stress
from .stress_file import choose_cases, ready_cases
from .study import Study
from .study_inputs import total_id

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Final = ("outcome", "stress", "satisfied")
BETTER: Final = {outcome.id: outcome.better for outcome in OUTCOMES}


@dataclass(frozen=True)
class Question:
    """What is asked: an outcome, stress cases, and when a policy is good enough (None: not asked)."""

    outcome: str
    cases: tuple[Stress, ...]
    satisfied: Condition | None


@dataclass(frozen=True, eq=False)
class Answer:
    """The robustness in one territory."""

    territory: str
    question: Question
    cases: tuple[Stress, ...]
    found: Robustness
    months: int

    @property
    def better(self) -> str:
        """``lower`` or ``higher``."""
        return BETTER[self.question.outcome]


def table_of(study: Study, name: str, known: Sequence[str]) -> "Mapping[str, Any]":
    """Return the table of an analysis in the study's file, empty if there is none.

    Raises:
        BadInput: it is no table, or has a field that is not known.
    """
    table = study.document.table.get(name, {}) if study.document is not None else {}
    if not isinstance(table, dict):
        raise BadInput(f"{study.where(name)}: expected a table that begins with [{name}].")
    wrong = [
        f"{study.where(name, key)}: unknown field {shown(key)}.{nearest(key, known)} Known: {', '.join(known)}."
        for key in table
        if key not in known
    ]
    if wrong:
        raise BadInput("\n".join(wrong))
    return table


def ask(
    study: Study, *, outcome: str | None = None, stress: Sequence[str] | None = None, satisfied: str | None = None
) -> Question:
    """Return the question: what is given here goes over what stands in [robust]; all ready cases unless some are named.

    Raises:
        BadInput: unknown names, an outcome that is neither good nor bad, or a condition that is none.
    """
    table = table_of(study, "robust", FIELDS)
    name = total_id(study, text_of(study, table, "robust", "outcome") if outcome is None else outcome)
    if BETTER[name] not in ("lower", "higher"):
        raise BadInput(f'outcome "{name}": neither more nor less of it is better; choose another: approdo outcomes')
    names = table.get("stress") if stress is None else list(stress)
    where = f"{study.where('robust', 'stress')}: " if stress is None else "--stress: "
    cases = (
        ready_cases() if names is None else named_cases(names, where, folder_of(study) if stress is None else Path())
    )
    limit = text_of(study, table, "robust", "satisfied") if satisfied is None else satisfied
    place = "--satisfied" if satisfied is not None else f"{study.where('robust', 'satisfied')}: satisfied"
    return Question(name, cases, None if limit is None else read_condition(limit, place))


def text_of(study: Study, table: "Mapping[str, Any]", name: str, key: str) -> str | None:
    """Return a text of an analysis' table, or None.

    Raises:
        BadInput: it is no text.
    """
    value = table.get(key)
    if value is None or isinstance(value, str):
        return value
    raise BadInput(f"{study.where(name, key)}: {key} = {shown(value)}, expected a text.")


def folder_of(study: Study) -> Path:
    """Return where the study's file is."""
    return Path(study.document.name).parent if study.document is not None else Path()


def named_cases(names: object, where: str, folder: Path) -> tuple[Stress, ...]:
    """Return stress cases by name.

    Raises:
        BadInput: no list of texts, or an unknown case.
    """
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise BadInput(f"{where}{shown(names)}, expected a list of stress cases.")
    try:
        return choose_cases(names, folder)
    except BadInput as error:
        raise BadInput(f"{where}{error}") from None


def analyse(futures: Futures, question: Question) -> tuple[Answer, ...]:
    """Answer the question for each territory.

    Raises:
        Failure: in some territory no draw has a value for every policy in every case.
    """
    column = TOTALS.index(question.outcome)
    sign = -1.0 if BETTER[question.outcome] == "higher" else 1.0
    names = tuple(policy.name for policy in futures.policies)
    means = futures.means
    made = []
    for place, territory in enumerate(futures.study.territories):
        missed = None
        if question.satisfied is not None:
            missed = 1.0 - question.satisfied.holds(means[place], means[place][list(futures.baselines)])
        try:
            found = robustness(names, sign * futures.totals[place, ..., column], missed, seed=futures.study.seed)
        except ValueError:
            raise Failure(
                f"{territory.name}: {question.outcome} is defined in no future for all {len(names)} policies "
                "(runs failed, or the horizon is too short for it)."
            ) from None
        made.append(Answer(territory.id, question, futures.cases, found, futures.study.months))
    return tuple(made)
