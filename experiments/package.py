"""A package of levers, as its file states it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from approdo.model.calendar import month_text, parse_month
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, Lever, read_lever
from approdo.model.levers.wording import nearest, shown
from approdo.model.programme import compile_programme

from .documents import Document, is_text, read_document
from .parts import read_reference, take_part
from .shares import Shares, read_shares

if TYPE_CHECKING:
    from .scenario import Scenario

FOLDER = Path(__file__).parent / "packages"
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Package:
    """Levers with their doses, and what the file says about them. Immutable.

    `starts` is a month number, or None (the territory's data month). `not_modelled` names actions of a real project
    that no lever represents; `notice` is shown wherever results of the package are. `shares` says by lever how a dose
    of the whole project is split between its territories; a lever that it does not name has its dose in each of them.
    """

    id: str
    name: str
    about: str = ""
    starts: int | None = None
    currency: str = "EUR"
    price_year: int | None = None
    levers: tuple[Lever, ...] = ()
    territories: tuple[str, ...] = ()
    not_modelled: tuple[str, ...] = ()
    notice: str = ""
    shares: tuple[tuple[str, Shares], ...] = ()

    @cached_property
    def canonical(self) -> list[dict[str, object]]:
        """Every lever with all its numbers, ready for JSON; worked out once, for every run has it in its key."""
        return [lever.canonical() for lever in self.levers]

    def warnings(self, scenario: "Scenario") -> list[str]:
        """Return one sentence for each lever that changes nothing in this scenario, with the reason."""
        found = ((lever, _why_idle(lever, scenario)) for lever in self.levers)
        return [f'lever "{lever.id}": this changes nothing, because {reason}.' for lever, reason in found if reason]


def _why_idle(lever: Lever, scenario: "Scenario") -> str:
    """Return why a lever changes nothing, or an empty text."""
    first, last = scenario.start, scenario.start + scenario.months - 1
    begins = lever.first(first)
    told = LEVERS[lever.kind].idle
    programme = compile_programme([lever], scenario.parameters, first, scenario.months)
    served = [month for month in range(scenario.months) if programme.starts[0, month] > 0]
    works = int(programme.actions.works_months[0])
    if begins > last:
        return f"it starts in {month_text(begins)}, after the last month ({month_text(last)})"
    if begins + lever.months <= first:
        return f"it ends in {month_text(begins + lever.months - 1)}, before the first month ({month_text(first)})"
    if lever.budget == 0:
        return "its budget is 0"
    if lever.take_up == 0:
        return "its take_up is 0"
    if reason := lever.eligibility.impossible():
        return reason
    if told is not None and (reason := told(lever)):
        return reason
    if not programme.planned.any():
        return f"it has no {LEVERS[lever.kind].unit}"
    if not served:
        return (
            "none of what is planned is delivered before it ends: see programme.start_up_months and programme.delivery"
        )
    if served[0] + works >= scenario.months:
        return f"its works take {works} months and end after the last month ({month_text(last)})"
    return ""


def package_names() -> tuple[str, ...]:
    """Return the names of the built-in packages."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def load_package(name_or_path: str | Path) -> Package:
    """Read a package: a path if it ends in .toml, else the name of a built-in one.

    ``:without=ACTION,...`` or ``:only=ACTION,...`` behind either takes a part of it.

    Raises:
        BadInput: there is none, or it is wrong; one line for each thing that is.
    """
    given, verb, actions = read_reference(str(name_or_path))
    if verb:
        return take_part(load_package(given), verb, actions, str(name_or_path))
    if given.endswith(".toml") or isinstance(name_or_path, Path):
        return read_package(read_document(given, "a package"), Path(given).stem)
    if given not in package_names():
        raise BadInput(
            f"package {shown(given)}: there is none of this name.{nearest(given, package_names())} "
            f"Built in: {', '.join(package_names())}; or give the path of a .toml file."
        )
    return read_package(read_document(FOLDER / f"{given}.toml", "a package"), given)


def read_package(document: Document, name: str) -> Package:
    """Turn a document into a package; `name` becomes its id.

    Raises:
        BadInput: one line for each thing that is wrong, in the order of the file.
    """
    reader = _Reader(document)
    package = reader.package(name)
    if reader.complaints:
        raise BadInput("\n".join(sorted(reader.complaints, key=reader.line)))
    return package


class _Reader:
    """Reads the parts of one document, keeping every complaint until the end."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.complaints: list[str] = []

    def line(self, complaint: str) -> int:
        return int(complaint[len(self.document.name) + 1 :].partition(":")[0])

    def complain(self, where: str, said: str) -> None:
        self.complaints.append(f"{where}: {said}")

    def package(self, name: str) -> Package:
        table = self.document.table
        self.unknown(table, ("format", "package", "lever"), "entry", ())
        entry = table.get("package")
        if not isinstance(entry, dict):
            self.complain(self.document.where("package"), "no [package] table, expected one with at least a name.")
            entry = {"name": name}
        readers: dict[str, Callable[[str, Any], Any]] = {
            "name": self.text,
            "about": self.text,
            "starts": self.month,
            "currency": self.currency,
            "price_year": self.year,
            "territories": self.texts,
            "not_modelled": self.texts,
            "notice": self.text,
            "shares": lambda _, value: value,
        }
        self.unknown(entry, tuple(readers), "field", ("package",))
        told = {key: read(key, entry[key]) for key, read in readers.items() if key in entry}
        if "name" not in told:
            self.complain(self.document.where("package"), "package: name is missing, expected a text.")
            told["name"] = name
        places = told.get("territories", ())
        split = self.shares(told.pop("shares"), places, True, ("package", "shares")) if "shares" in told else ()
        levers, own = self.levers(table.get("lever", []), places)
        shares = {lever.id: own.get(lever.id, split) for lever in levers if own.get(lever.id, split)}
        return Package(id=name, levers=levers, shares=tuple(shares.items()), **told)

    def shares(self, given: object, places: tuple[str, ...], whole: bool, path: tuple[str | int, ...]) -> Shares:
        shares, wrong = read_shares(given, places, whole)
        for text in wrong:
            self.complain(self.document.where(*path), f"{path[0]}: {text}")
        return shares

    def levers(self, entries: object, places: tuple[str, ...]) -> tuple[tuple[Lever, ...], dict[str, Shares]]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.complain(self.document.where("lever"), "lever: expected tables that begin with [[lever]].")
            return (), {}
        levers: list[Lever] = []
        shares: dict[str, Shares] = {}
        for number, entry in enumerate(entries):
            own = {key: value for key, value in entry.items() if key != "shares"}
            try:
                lever = read_lever(own, lambda *keys, number=number: self.document.where("lever", number, *keys))
            except BadInput as error:
                self.complaints += str(error).split("\n")
                continue
            if any(lever.id == other.id for other in levers):
                self.complain(
                    self.document.where("lever", number, "id"),
                    f'lever "{lever.id}": a second one of this name, expected another: id = "{lever.id}-2"',
                )
            levers.append(lever)
            if "shares" in entry:
                shares[lever.id] = self.shares(entry["shares"], places, False, ("lever", number, "shares"))
        return tuple(levers), shares

    def unknown(self, table: dict[str, Any] | Any, known: tuple[str, ...], what: str, path: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self.complain(
                    self.document.where(*path, key),
                    f"unknown {what} {shown(key)}.{nearest(key, known)} Known: {', '.join(known)}.",
                )

    def wrong(self, key: str, value: object, expected: str) -> None:
        self.complain(self.document.where("package", key), f"package: {key} = {shown(value)}, expected {expected}.")

    def text(self, key: str, value: object) -> str:
        if not is_text(value) or (key == "name" and not value.strip()):
            self.wrong(key, value, "a text")
            return ""
        return value

    def texts(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(is_text(part) and part.strip() for part in value):
            self.wrong(key, value, "a list of texts")
            return ()
        return tuple(value)

    def month(self, key: str, value: object) -> int | None:
        try:
            return parse_month(value if isinstance(value, str) else "")
        except BadInput:
            self.wrong(key, value, f'a month such as "2026-03", from {FIRST_YEAR} to {LAST_YEAR}')
            return None

    def currency(self, key: str, value: object) -> str:
        if value != "EUR":
            self.wrong(key, value, '"EUR" (the model counts in no other currency)')
        return "EUR"

    def year(self, key: str, value: object) -> int | None:
        if type(value) is int and FIRST_YEAR <= value <= LAST_YEAR:
            return value
        self.wrong(key, value, f"{FIRST_YEAR} to {LAST_YEAR} (a year)")
        return None
