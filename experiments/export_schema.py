"""The tables of an export: their columns with type, unit and meaning, in the words of Frictionless Table Schema."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from approdo.model.outcomes import MONTHLY, OUTCOMES, PEOPLE, TOTALS

TYPES: Final = ("string", "integer", "number", "yearmonth")


@dataclass(frozen=True)
class Column:
    """A column: `type` is one of `TYPES`; a yearmonth is written ``2018-10``."""

    name: str
    type: str
    title: str
    unit: str = ""

    def field(self) -> dict[str, Any]:
        """Return the field descriptor."""
        told = {"name": self.name, "type": self.type, "title": self.title}
        return {**told, "unit": self.unit} if self.unit else told


@dataclass(frozen=True)
class Table:
    """A table: its columns, those that identify a row, and where its keys lead: column to (table, column)."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    leads: tuple[tuple[str, str, str], ...] = ()

    def schema(self) -> dict[str, Any]:
        """Return the table schema."""
        return {
            "fields": [column.field() for column in self.columns],
            "primaryKey": list(self.key),
            "foreignKeys": [
                {"fields": [own], "reference": {"resource": table, "fields": [other]}}
                for own, table, other in self.leads
            ],
            "missingValues": [""],
        }


def _outcomes(names: Sequence[str]) -> tuple[Column, ...]:
    told = {outcome.id: outcome for outcome in OUTCOMES}
    return tuple(Column(name, "number", told[name].label_en, told[name].unit) for name in names)


TEXT: Final = "string"
KEY: Final = Column("key", TEXT, "key of the run: sha256 of scenario, seed and model")
OF_RUN: Final = (("key", "runs", "key"),)

VERSIONS: Final = Table(
    "versions",
    "With what the studies were run",
    (
        Column("version", TEXT, "digest of the other columns"),
        Column("approdo", TEXT, "version of the program"),
        Column("model", TEXT, "sha256 of the rules"),
        Column("parameters", TEXT, "sha256 of the file of parameters"),
        Column("data", TEXT, "sha256 of territories, outcomes and evidence"),
        Column("git", TEXT, "commit, where the program ran from a checkout"),
    ),
    ("version",),
)
STUDIES: Final = Table(
    "studies",
    "What was asked",
    (
        Column("study", TEXT, "digest of the study, its version and its runs"),
        Column("name", TEXT, "name in the file of the study"),
        Column("version", TEXT, "with what it was run"),
        Column("canonical", TEXT, "everything that decides its runs, as JSON"),
    ),
    ("study",),
    (("version", "versions", "version"),),
)
POINTS: Final = Table(
    "design_points",
    "What each point of a study's design sets; either number or text holds the value, or neither for what is not set",
    (
        Column("study", TEXT, "study"),
        Column("point", "integer", "number of the point"),
        Column("draw", "integer", "number of the draw of what is uncertain"),
        Column("hash", "integer", "what the seeds of the point are made from"),
        Column("path", TEXT, "field of a lever, or parameter"),
        Column("number", "number", "value, if a number; true is 1, false is 0"),
        Column("text", TEXT, "value, if a text"),
    ),
    ("study", "point", "path"),
    (("study", "studies", "study"),),
)
STUDY_RUNS: Final = Table(
    "study_runs",
    "Which runs a study asks for; those without a row in runs are not computed yet",
    (
        Column("study", TEXT, "study"),
        Column("point", "integer", "number of the point"),
        Column("territory", TEXT, "territory"),
        Column("package", TEXT, "package"),
        Column("run", "integer", "number of the run"),
        KEY,
    ),
    ("study", "point", "territory", "package", "run"),
    (("study", "studies", "study"),),
)
SCENARIOS: Final = Table(
    "scenarios",
    "What decides what happens in a run, but the seed",
    (
        Column("scenario", TEXT, "digest of the canonical form"),
        Column("territory", TEXT, "territory"),
        Column("package", TEXT, "package"),
        Column("start", "yearmonth", "first recorded month"),
        Column("months", "integer", "recorded months", "months"),
        Column("canonical", TEXT, "levers and parameters with every number, as JSON"),
    ),
    ("scenario",),
)
RUNS: Final = Table(
    "runs",
    "Runs that are whole",
    (
        KEY,
        Column("scenario", TEXT, "scenario"),
        Column("seed", "integer", "seed"),
        Column("model", TEXT, "sha256 of the rules"),
    ),
    ("key",),
    (("scenario", "scenarios", "scenario"),),
)
FAILURES: Final = Table(
    "failures",
    "Runs that broke",
    (
        KEY,
        Column("scenario", TEXT, "scenario"),
        Column("seed", "integer", "seed"),
        Column("message", TEXT, "what went wrong"),
    ),
    ("key",),
    (("scenario", "scenarios", "scenario"),),
)
TOTALS_TABLE: Final = Table(
    "totals", "Numbers of whole runs; NaN: not defined in this run", (KEY, *_outcomes(TOTALS)), ("key",), OF_RUN
)
MONTHLY_TABLE: Final = Table(
    "monthly",
    "Numbers of each month of each run; NaN: not defined in this month",
    (KEY, Column("month", "yearmonth", "month"), *_outcomes(MONTHLY)),
    ("key", "month"),
    OF_RUN,
)
ACCOUNTS: Final = Table(
    "accounts",
    "What each lever was to deliver, delivered and spent in each month of each run",
    (
        KEY,
        Column("lever", TEXT, "id of the lever"),
        Column("month", "yearmonth", "month"),
        Column("planned", "integer", "planned places, dwellings or beds"),
        Column("delivered", "integer", "delivered places, dwellings or beds"),
        Column("spent", "integer", "spent", "EUR cents"),
    ),
    ("key", "lever", "month"),
    OF_RUN,
)
PEOPLE_TABLE: Final = Table(
    "people",
    "What became of everybody in each run; columns as in approdo.model.outcomes.people_table",
    (
        KEY,
        Column("person", "integer", "row of the person in this run"),
        *(Column(name, "integer", name) for name in PEOPLE),
    ),
    ("key", "person"),
    OF_RUN,
)
