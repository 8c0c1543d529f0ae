"""The answers of a team: a file of levels by item, read, checked and written empty."""

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from approdo.experiments.documents import Document, read_document
from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, nearest, shown

from .questionnaire import Questionnaire, questionnaire

NOT_APPLICABLE: Final = "na"
OPEN: Final = ""  # not answered yet
MOST_PEOPLE: Final = 5000
FIELDS: Final = ("edition", "project", "date", "people")


@dataclass(frozen=True)
class Answers:
    """A filled-in questionnaire: level by item; items that do not apply, and items not answered, stand apart."""

    project: str
    date: datetime.date
    people: int
    levels: Mapping[str, int]
    not_applicable: tuple[str, ...]
    missing: tuple[str, ...]
    source: str = ""  # the file's name

    @property
    def name(self) -> str:
        """What the project is called: as the file says, else as the file is called."""
        return self.project or Path(self.source).stem or "-"

    @property
    def complete(self) -> bool:
        """Tell whether every item is answered or does not apply."""
        return not self.missing


def load_answers(path: str | Path) -> Answers:
    """Read a file of answers.

    Raises:
        BadInput: it cannot be read; one line for each thing that is wrong, with its place.
    """
    return _Reader(read_document(path, "a file of answers (approdo assess --template FILE makes one)")).answers()


class _Reader:
    """Reads one document, keeping every complaint until the end."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.asked: Questionnaire = questionnaire()
        self.complaints: list[tuple[int, str]] = []

    def complain(self, said: str, *keys: str) -> None:
        where = self.document.where(*keys)
        self.complaints.append((int(where.rpartition(":")[2]), f"{where}: {said}"))

    def answers(self) -> Answers:
        table = self.document.table
        self.unknown(table, ("format", "answers", "levels"), "table")
        head = self.section("answers")
        self.unknown(head, FIELDS, "field", "answers")
        self.edition(head)
        date, project = self.date(head), self.text(head, "project")
        people = self.people(head)
        levels, apart = self.levels(self.section("levels"))
        if self.complaints:
            raise BadInput("\n".join(said for _, said in sorted(self.complaints)))
        missing = tuple(item.id for item in self.asked.items if item.id not in levels and item.id not in apart)
        return Answers(project, date, people, levels, apart, missing, self.document.name)

    def section(self, name: str) -> Mapping[str, Any]:
        found = self.document.table.get(name)
        if isinstance(found, dict):
            return found
        self.complain(f"no [{name}] table. An empty file of answers: approdo assess --template FILE", name)
        return {}

    def unknown(self, table: Mapping[str, Any], known: tuple[str, ...], what: str, *path: str) -> None:
        for key in table:
            if key not in known:
                self.complain(
                    f"unknown {what} {shown(key)}.{nearest(key, known)} Known: {', '.join(known)}.", *path, key
                )

    def edition(self, head: Mapping[str, Any]) -> None:
        given = head.get("edition")
        if not is_whole(given) or given != self.asked.edition:
            self.complain(
                f"edition = {shown(given)}, expected {self.asked.edition}, the edition of the questionnaire: answers "
                "to other questions cannot be scored.",
                "answers",
                "edition",
            )

    def date(self, head: Mapping[str, Any]) -> datetime.date:
        given = head.get("date")
        if isinstance(given, datetime.date) and not isinstance(given, datetime.datetime):
            return given
        try:
            return datetime.date.fromisoformat(given if isinstance(given, str) else "")
        except ValueError:
            said = f'date = {shown(given)}, expected the day of the answers, "2026-03-15".'
            self.complain(
                "date is missing, expected the day of the answers." if given is None else said, "answers", "date"
            )
            return datetime.date.min

    def text(self, head: Mapping[str, Any], name: str) -> str:
        given = head.get(name, "")
        if isinstance(given, str) and len(given) <= 200:
            return given.strip()
        self.complain(f"{name} = {shown(given)}, expected a text of at most 200 characters.", "answers", name)
        return ""

    def people(self, head: Mapping[str, Any]) -> int:
        given = head.get("people", self.asked.default_people)
        if is_whole(given) and 1 <= given <= MOST_PEOPLE:
            return int(given)
        self.complain(
            f"people = {shown(given)}, expected 1 to {MOST_PEOPLE}: how many the project accompanies at once.",
            "answers",
            "people",
        )
        return self.asked.default_people

    def levels(self, table: Mapping[str, Any]) -> tuple[dict[str, int], tuple[str, ...]]:
        names = [item.id for item in self.asked.items]
        for key in table:
            if key not in names:
                self.complain(
                    f"unknown item {shown(key)}.{nearest(key, names)} All items: approdo assess --template FILE",
                    "levels",
                    key,
                )
        levels: dict[str, int] = {}
        apart: list[str] = []
        for name in names:
            given = table.get(name, OPEN)
            if given == NOT_APPLICABLE:
                apart.append(name)
            elif is_whole(given) and 0 <= given <= self.asked.top:
                levels[name] = int(given)
            elif given != OPEN:
                self.complain(
                    f'{name} = {shown(given)}, expected a level from 0 to {self.asked.top}, "{NOT_APPLICABLE}" for not '
                    f'applicable, or "{OPEN}" for not answered yet.',
                    "levels",
                    name,
                )
        return levels, tuple(apart)


def template(language: str, today: datetime.date) -> str:
    """Return an empty file of answers of a day, with the questions as comments in a language ("en" or "it")."""
    names = tuple(item.id for item in questionnaire().items)
    return filled(Answers("", today, questionnaire().default_people, {}, (), names), language)


def filled(answers: Answers, language: str) -> str:
    """Return the file that reads as these answers, with the questions as comments in a language ("en" or "it")."""
    asked, italian = questionnaire(), language == "it"

    def told(thing: object, what: str) -> str:
        return str(getattr(thing, f"{what}_{'it' if italian else 'en'}"))

    def given(name: str) -> str:
        apart = NOT_APPLICABLE if name in answers.not_applicable else OPEN
        return str(answers.levels[name]) if name in answers.levels else f'"{apart}"'

    levels = ", ".join(f"{level.number} = {told(level, 'label')}" for level in asked.levels)
    rest = (
        f'"{NOT_APPLICABLE}" = non pertinente, "{OPEN}" = senza risposta'
        if italian
        else f'"{NOT_APPLICABLE}" = does not apply, "{OPEN}" = not answered yet'
    )
    who = "persone seguite insieme" if italian else "people accompanied at once"
    lines = [
        f"# {told(asked, 'name')}.",
        f"# {told(asked, 'about')}",
        f"# {levels}; {rest}.",
        "format = 1",
        "",
        "[answers]",
        f"edition = {asked.edition}",
        f"project = {json.dumps(answers.project, ensure_ascii=False)}",
        f'date = "{answers.date.isoformat()}"',
        f"people = {answers.people}  # {who}",
        "",
        "[levels]",
    ]
    for dimension in asked.dimensions:
        lines += ["", f"# --- {told(dimension, 'label')} ---"]
        for item in asked.of(dimension.id):
            lines += ["", f"# {told(item, 'text')}", f"# {told(item, 'anchor')}", f"{item.id} = {given(item.id)}"]
    return "\n".join([*lines, ""])
