"""Reads what a study changes: [[vary]], [[uncertain]] and [[point]]."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_number, nearest, shown

from .design import Row
from .distributions import Distribution, read_distribution
from .documents import Document
from .factors import DIGITS, Factor, Value
from .targets import LeverTarget, ParameterTarget, Targets

MOST_LEVELS: Final = 10_000
PRIOR: Final = "prior"
Keys = tuple[str | int, ...]


class FactorReader:
    """Reads the factors of one document; what is wrong is told to `complain`, with the key where it stands."""

    def __init__(self, document: Document, targets: Targets, complain: Callable[[Keys, str], None]) -> None:
        self.document, self.targets, self.complain = document, targets, complain

    def factors(self) -> tuple[Factor, ...]:
        """Return the factors in the order of the file, whatever their kind."""
        found = [
            (self.document.lines.get(keys, 0), factor)
            for kind in ("vary", "uncertain")
            for keys, entry in self._entries(kind)
            if (factor := self._factor(keys, entry, kind == "uncertain")) is not None
        ]
        met: set[str] = set()
        for line, factor in found:
            if factor.path in met:
                self.complaint_at(line, f"{factor.path} stands here for the second time.")
            met.add(factor.path)
        return tuple(factor for _, factor in sorted(found, key=lambda item: item[0]))

    def complaint_at(self, line: int, said: str) -> None:
        """Complain about the table that begins in a line."""
        keys = next(keys for keys, at in self.document.lines.items() if at == line and isinstance(keys[-1], int))
        self.complain(keys, said)

    def points(self) -> tuple[tuple[Factor, ...], tuple[Row, ...]]:
        """Return the factors that a list of points names, and its points."""
        rows: list[Row] = []
        levels: dict[str, list[Value]] = {}
        targets: dict[str, LeverTarget | ParameterTarget] = {}
        for keys, entry in self._entries("point"):
            row: Row = {}
            for inside, path, value in _flat(entry):
                try:
                    target = self.targets.find(path)
                    row[path] = target.checked(value)
                except BadInput as error:
                    self.complain((*keys, *inside), str(error))
                    continue
                targets[path] = target
                if row[path] not in levels.setdefault(path, []):
                    levels[path].append(row[path])
            rows.append(row)
        factors = tuple(
            Factor(path, target.base, target.unit, levels=tuple(levels[path]), whole=target.whole)
            for path, target in targets.items()
        )
        return factors, tuple(rows)

    def _entries(self, kind: str) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
        entries = self.document.table.get(kind, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.complain((kind,), f"{kind}: expected tables that begin with [[{kind}]].")
            return
        for number, entry in enumerate(entries):
            yield (kind, number), entry

    def _factor(self, keys: Keys, entry: Mapping[str, Any], uncertain: bool) -> Factor | None:
        shapes = ("distribution", "values") if uncertain else ("values", "range")
        for key in entry:
            if key not in ("path", *shapes):
                known = ("path", *shapes)
                self.complain(
                    (*keys, key), f"unknown field {shown(key)}.{nearest(key, known)} Known: {', '.join(known)}."
                )
        if "path" not in entry:
            self.complain(keys, f"path is missing, for example: path = {shown('parameters.landlords.prejudice_mean')}")
            return None
        try:
            target = self.targets.find(entry["path"])
        except BadInput as error:
            self.complain((*keys, "path"), str(error))
            return None
        given = [shape for shape in shapes if shape in entry]
        if len(given) != 1:
            self.complain(keys, f"{target.path}: {len(given)} of {' and '.join(shapes)} given, expected one.")
            return None
        return _Shape(self, (*keys, given[0]), target, uncertain).read(given[0], entry[given[0]])


class _Shape:
    """Reads the values of one factor."""

    def __init__(
        self, reader: FactorReader, keys: Keys, target: LeverTarget | ParameterTarget, uncertain: bool
    ) -> None:
        self.reader, self.keys, self.target, self.uncertain = reader, keys, target, uncertain

    def complain(self, said: str) -> None:
        self.reader.complain(self.keys, said)

    def checked(self, values: Sequence[object]) -> list[Value] | None:
        """Return the values as the target's type, or None after complaints."""
        good: list[Value] = []
        for value in values:
            try:
                good.append(self.target.checked(value))
            except BadInput as error:
                self.complain(str(error))
        return good if len(good) == len(values) else None

    def factor(
        self, levels: Sequence[Value] = (), distribution: Distribution | None = None, whole: bool = False
    ) -> Factor:
        target = self.target
        return Factor(
            target.path, target.base, target.unit, self.uncertain, tuple(levels), distribution, whole or target.whole
        )

    def read(self, shape: str, given: object) -> Factor | None:
        if shape == "values":
            return self.values(given)
        if not self.target.numeric:
            self.complain(f"{self.target.path} is no number, expected values.")
            return None
        return self.range(given) if shape == "range" else self.distribution(given)

    def values(self, given: object) -> Factor | None:
        if not isinstance(given, list) or not given:
            self.complain(f"values = {shown(given)}, expected a list with at least one value.")
            return None
        if len(given) > MOST_LEVELS:
            self.complain(f"{len(given):,} values, expected at most {MOST_LEVELS:,}.")
            return None
        levels = self.checked(given)
        if levels is None:
            return None
        for twice in {level for level in levels if levels.count(level) > 1}:
            self.complain(f"values: {shown(twice)} stands here twice.")
        return self.factor(levels)

    def range(self, given: object) -> Factor | None:
        known = ("low", "high", "step", "whole")
        if not isinstance(given, dict) or not {"low", "high"} <= given.keys():
            self.complain(f"range = {shown(given)}, expected {{ low = 0, high = 12 }}; step and whole may be added.")
            return None
        if strange := [key for key in given if key not in known]:
            self.complain(f"range: unknown {shown(strange[0])}.{nearest(strange[0], known)} Known: {', '.join(known)}.")
            return None
        whole = given.get("whole", self.target.whole)
        if not isinstance(whole, bool) or (self.target.whole and not whole):
            expected = "true: this field takes whole numbers only" if self.target.whole else "true or false"
            self.complain(f"range: whole = {shown(whole)}, expected {expected}.")
            return None
        ends = given["low"], given["high"]
        if self.checked(ends) is None:
            return None
        low, high = (float(end) for end in ends)
        said = f"range: low = {shown(ends[0])}, high = {shown(ends[1])}, expected"
        if not low < high:
            self.complain(f"{said} low below high.")
        elif whole and not (low.is_integer() and high.is_integer()):
            self.complain(f"{said} whole numbers.")
        elif "step" in given:
            return self.steps(low, high, given["step"], whole)
        else:
            return self.factor(distribution=Distribution("uniform", (low, high)), whole=whole)
        return None

    def steps(self, low: float, high: float, step: object, whole: bool) -> Factor | None:
        if not is_number(step) or step <= 0 or (whole and not float(step).is_integer()):
            self.complain(f"range: step = {shown(step)}, expected {'a whole number' if whole else 'a number'} above 0.")
            return None
        count = math.floor((high - low) / step * (1 + 1e-12)) + 1
        if count > MOST_LEVELS:
            self.complain(f"range: {count:,} steps, expected at most {MOST_LEVELS:,}.")
            return None
        made = [float(f"{min(low + number * step, high):.{DIGITS}g}") for number in range(count)]
        levels = self.checked([int(value) for value in made] if whole else made)
        return None if levels is None else self.factor(levels, whole=whole)

    def distribution(self, given: object) -> Factor | None:
        if given == PRIOR:
            if self.target.prior is None:
                self.complain(f"{self.target.path} has no documented range, expected a distribution of its own.")
                return None
            return self.factor(distribution=Distribution("halves", self.target.prior))
        found = read_distribution(given, self.complain)
        if found is None or self.checked(self.ends(found)) is None:
            return None
        return self.factor(distribution=found)

    def ends(self, found: Distribution) -> tuple[float, float]:
        if self.target.whole and found.low.is_integer() and found.high.is_integer():
            return int(found.low), int(found.high)
        return found.low, found.high


def _flat(table: Mapping[str, Any], before: Keys = ()) -> Iterator[tuple[Keys, str, Any]]:
    """Yield every value of nested tables, with its keys and its dotted path."""
    for key, value in table.items():
        keys = (*before, key)
        if isinstance(value, dict):
            yield from _flat(value, keys)
        else:
            yield keys, ".".join(str(part) for part in keys), value
