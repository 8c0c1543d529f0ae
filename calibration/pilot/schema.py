"""The tables, columns and codes of a pilot, read from `schema.toml` and `codes.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "it")


@dataclass(frozen=True)
class Code:
    """One value of a coded column. `model` names a member of an enumeration of the model, "" none of them."""

    id: str
    en: str
    it: str
    model: str = ""
    of: str = ""  # indicators: "housing" or "work"
    states: tuple[str, ...] = ()  # indicators: what is counted; levers: the mechanisms of the model

    def label(self, language: str) -> str:
        """Return the label in a language."""
        return self.it if language == "it" else self.en


@dataclass(frozen=True)
class Field:
    """A column; see the head of `schema.toml`."""

    name: str
    type: str
    en: str
    it: str
    required: bool = False
    codes: str = ""
    low: float | None = None
    high: float | None = None
    opt_in: bool = False
    free: bool = False

    def label(self, language: str) -> str:
        """Return the label in a language."""
        return self.it if language == "it" else self.en

    def expected(self, language: str = "en") -> str:
        """Return what may stand in the column, in words."""
        italian = language == "it"
        if self.type == "code":
            return ", ".join(CODES[self.codes])
        if self.type in ("integer", "number"):
            kind = {"integer": ("whole number,", "numero intero, da"), "number": ("number,", "numero, da")}[self.type]
            return f"{kind[italian]} {self.low:g} {'a' if italian else 'to'} {self.high:g}"
        return {
            "pid": ("16 to 64 hexadecimal digits", "da 16 a 64 cifre esadecimali"),
            "month": ("month, YYYY-MM", "mese, AAAA-MM"),
            "territory": ("three digits, such as 037", "tre cifre, per esempio 037"),
            "municipality": ("six digits, such as 028060", "sei cifre, per esempio 028060"),
            "group": ("all, or COLUMN=CODE of the table person", "all, oppure COLONNA=CODICE della tabella person"),
        }[self.type][italian]


@dataclass(frozen=True)
class Table:
    """A file of the package. `key` names the columns that identify a row."""

    name: str
    en: str
    it: str
    key: tuple[str, ...]
    required: bool
    fields: tuple[Field, ...]

    @property
    def file(self) -> str:
        """The only name the file may have."""
        return f"{self.name}.csv"

    @property
    def personal(self) -> bool:
        """Whether its rows are about people."""
        return self.fields[0].type == "pid"

    def field(self, name: str) -> Field:
        """Return a column."""
        return next(field for field in self.fields if field.name == name)

    def label(self, language: str) -> str:
        """Return the label in a language."""
        return self.it if language == "it" else self.en


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _codes() -> Mapping[str, Mapping[str, Code]]:
    lists = {
        name: MappingProxyType(
            {key: Code(key, **{**row, "states": tuple(row.get("states", ()))}) for key, row in rows.items()}
        )
        for name, rows in _read("codes.toml").items()
    }
    return MappingProxyType(lists)


def _tables() -> Mapping[str, Table]:
    return MappingProxyType(
        {
            row["name"]: Table(
                **{**row, "key": tuple(row["key"]), "fields": tuple(Field(**field) for field in row["fields"])}
            )
            for row in _read("schema.toml")["table"]
        }
    )


def code_for(codes: str, member: Enum) -> str | None:
    """Return the first code of a list that means a state of the model, None if none does."""
    return next((code.id for code in CODES[codes].values() if code.model == member.name), None)


CODES: Final = _codes()
TABLES: Final = _tables()
AGGREGATE: Final = TABLES["aggregate"]
PEOPLE: Final = tuple(table for table in TABLES.values() if table is not AGGREGATE)  # with site_year
