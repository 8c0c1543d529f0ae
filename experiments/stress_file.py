"""Reads files of stress cases: the ready ones, and a user's own in the same form."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS
from approdo.model.levers.wording import is_number, is_whole, nearest, shown
from approdo.model.parameters import load_parameters
from approdo.model.territory import COMPOSITIONS

from .documents import Document, read_document
from .events import MOST_LEAVERS
from .fixed_parameters import FIXED
from .own_territory import BOUNDS
from .stress import OPERATIONS, ZONE_COUNTS, Change, Stress

READY: Final = Path(__file__).with_name("stress_cases.toml")
TEXTS: Final = ("id", "name", "name_it", "about")
PARTS: Final = ("figures", "parameters", "composition", "zones", "levers", "events")
FROM_THE_START: Final = ("figures", "composition", "zones")  # a world that has begun has them already
# What may happen in a month, and how far: times, shares, and what is added to tourist pressure.
EVENTS: Final = {
    "leavers": (1.0, MOST_LEAVERS),
    "cas_closes": (0.0, 1.0),
    "sai_cut": (0.0, 1.0),
    "tourism": (-1.0, 1.0),
}
OF_LEVERS: Final = ("stop_after", "doses", "kinds")
EXPECTED: Final = Stress("expected", "As expected", "The study as it stands.", name_it="Come atteso")


@cache
def ready_cases() -> tuple[Stress, ...]:
    """Return the stress cases that come with the program."""
    return read_cases(READY)


def choose_cases(names: Sequence[str], folder: Path = Path()) -> tuple[Stress, ...]:
    """Return stress cases by name; a path that ends in ``.toml`` (from `folder`) means every case of that file.

    Raises:
        BadInput: an unknown case, a file that is wrong, or a case twice.
    """
    found: list[Stress] = []
    for name in names:
        if name.endswith(".toml"):
            found += read_cases(folder / name)
            continue
        known = {each.id: each for each in ready_cases()}
        if name not in known:
            raise BadInput(f"stress case {shown(name)}: unknown.{nearest(name, known)} All: {', '.join(known)}.")
        found.append(known[name])
    for each in found:
        if sum(other.id == each.id for other in found) > 1:
            raise BadInput(f"stress case {shown(each.id)} is there twice.")
    return tuple(found)


def read_cases(path: Path) -> tuple[Stress, ...]:
    """Read every case of a file.

    Raises:
        BadInput: one line for each thing that is wrong, with its place.
    """
    reader = _Reader(read_document(path, "stress cases"))
    cases = reader.cases()
    if reader.complaints:
        raise BadInput("\n".join(said for _, said in sorted(reader.complaints)))
    return cases


class _Reader:
    """Reads the cases of one document, keeping every complaint with its line."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.complaints: list[tuple[int, str]] = []

    def complain(self, keys: tuple[str | int, ...], said: str) -> None:
        where = self.document.where(*keys)
        self.complaints.append((int(where.rpartition(":")[2]), f"{where}: {said}"))

    def known(self, name: str, names: Sequence[str], what: str, keys: tuple[str | int, ...]) -> bool:
        if name in names:
            return True
        told = f" All: {', '.join(names)}." if len(names) < 20 else ""
        self.complain(keys, f"unknown {what} {shown(name)}.{nearest(name, names)}{told}")
        return False

    def cases(self) -> tuple[Stress, ...]:
        table = self.document.table
        for key in table:
            self.known(key, ("format", "stress"), "entry", (key,))
        entries = table.get("stress", [])
        if not isinstance(entries, list) or not entries or not all(isinstance(each, dict) for each in entries):
            self.complain(("stress",), "expected tables that begin with [[stress]].")
            return ()
        return tuple(self.case(("stress", number), entry) for number, entry in enumerate(entries))

    def case(self, keys: tuple[str | int, ...], entry: Mapping[str, Any]) -> Stress:
        for key in entry:
            self.known(key, (*TEXTS, "from", *PARTS), "field", (*keys, key))
        texts = {key: entry.get(key, "") for key in TEXTS}
        for key in ("id", "name"):
            if not isinstance(texts[key], str) or not texts[key].strip():
                self.complain((*keys, key), f"{key} = {shown(texts[key])}, expected a text.")
        for part in PARTS:
            if not isinstance(entry.get(part, {}), dict):
                self.complain((*keys, part), f"{part} = {shown(entry[part])}, expected a table.")
                entry = {**entry, part: {}}
        if not any(entry.get(part) for part in PARTS):
            self.complain(keys, f"it changes nothing, expected one of {', '.join(PARTS)}.")
        levers = entry.get("levers", {})
        month = self.month(keys, entry)
        return Stress(
            id=str(texts["id"]),
            name=str(texts["name"]),
            about=str(texts["about"]),
            month=month,
            name_it=str(texts["name_it"]),
            figures=self.changes((*keys, "figures"), entry, "figure", tuple(BOUNDS)),
            parameters=self.changes((*keys, "parameters"), entry, "parameter", tuple(load_parameters())),
            composition=self.changes((*keys, "composition"), entry, "share", _shares()),
            zones=self.changes((*keys, "zones"), entry, "count of a zone", ZONE_COUNTS),
            events=self.events((*keys, "events"), entry.get("events", {})),
            **self.levers((*keys, "levers"), levers),
        )

    def month(self, keys: tuple[str | int, ...], entry: Mapping[str, Any]) -> int | None:
        month = entry.get("from")
        if month is None:
            if entry.get("events"):
                self.complain((*keys, "events"), "events happen in a month, expected also: from = 12 (counted from 0).")
            return None
        if not (is_whole(month) and 0 <= month < 120):
            expected = "expected 0 to 119 (recorded month, counted from 0)"
            self.complain((*keys, "from"), f"from = {shown(month)}, {expected}.")
            return None
        for part in FROM_THE_START:
            if entry.get(part):
                said = f"{part} hold from the start of a world. Take out `from`, or use events or parameters."
                self.complain((*keys, part), said)
        for path, _ in _flat(entry.get("parameters", {})):
            if ".".join(path) in FIXED:
                said = f"{'.'.join(path)} is read when a world is made: it changes nothing later. Take out `from`."
                self.complain((*keys, "parameters", *path), said)
        return int(month)

    def events(self, keys: tuple[str | int, ...], table: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
        found = []
        for name, value in table.items():
            if not self.known(name, tuple(EVENTS), "event", (*keys, name)):
                continue
            low, high = EVENTS[name]
            if is_number(value) and low <= value <= high:
                found.append((name, float(value)))
            else:
                self.complain((*keys, name), f"{name} = {shown(value)}, expected {low:g} to {high:g}.")
        return tuple(found)

    def changes(
        self, keys: tuple[str | int, ...], entry: Mapping[str, Any], what: str, known: Sequence[str]
    ) -> tuple[tuple[str, Change], ...]:
        found = []
        for path, value in _flat(entry.get(str(keys[-1]), {})):
            at = (*keys, *path)
            if self.known(".".join(path), known, what, at) and (made := self.change(at, value)) is not None:
                found.append((".".join(path), made))
        return tuple(found)

    def change(self, keys: tuple[str | int, ...], value: object) -> Change | None:
        if isinstance(value, dict) and len(value) == 1:
            ((operation, by),) = value.items()
            if operation in OPERATIONS and is_number(by) and (operation != "times" or by >= 0):
                return Change(operation, float(by))
        self.complain(
            keys, f"{keys[-1]} = {shown(value)}, expected {{ set = 1 }}, {{ times = 1.5 }} or {{ plus = 1 }}."
        )
        return None

    def levers(self, keys: tuple[str | int, ...], table: Mapping[str, Any]) -> dict[str, Any]:
        for key in table:
            self.known(key, OF_LEVERS, "field", (*keys, key))
        stop = table.get("stop_after")
        if stop is not None and not (is_whole(stop) and 0 <= stop <= 120):
            self.complain((*keys, "stop_after"), f"stop_after = {shown(stop)}, expected 0 to 120 (whole months).")
        doses = self.change((*keys, "doses"), table["doses"]) if "doses" in table else None
        kinds = table.get("kinds", [])
        if not isinstance(kinds, list):
            self.complain((*keys, "kinds"), f"kinds = {shown(kinds)}, expected a list of kinds of levers.")
            kinds = []
        good = [kind for kind in kinds if self.known(str(kind), tuple(LEVERS), "kind of lever", (*keys, "kinds"))]
        return {"stop_after": stop, "doses": doses, "kinds": tuple(good)}


def _flat(table: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every change of nested tables with its keys; a table of operations is a change."""
    for key, value in table.items():
        keys = (*before, key)
        inner = isinstance(value, dict) and value and not OPERATIONS.keys() & value.keys()
        if inner and any(isinstance(each, dict) for each in value.values()):
            yield from _flat(value, keys)
        else:
            yield keys, value


def _shares() -> tuple[str, ...]:
    return tuple(f"{group}.{share}" for group, shares in COMPOSITIONS.items() for share in shares)
