"""Reads the file of a study, or says everything that is wrong with it, each with its line."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, nearest, shown
from approdo.model.outcomes import OUTCOMES, TOTALS
from approdo.model.territory import Territory

from .design import CROSSED, DESIGNS, SAMPLED
from .documents import Document, is_text, read_document
from .factors import Factor
from .horizon import headline_outcome
from .package import Package, load_package
from .request import BASELINE, MONTHS, RUNS, SEED
from .scenario import BOUNDS
from .study import MOST_RUNS, Study
from .study_factors import FactorReader
from .targets import Targets
from .territory_check import read_territory

T = TypeVar("T")

FIELDS: Final = (
    "name",
    "territories",
    "packages",
    "baseline",
    "months",
    "runs",
    "seed",
    "start",
    "outcomes",
    "design",
    "points",
    "draws",
)
# Tables that analyses of a study read themselves.
OF_ANALYSES: Final = ("sensitivity", "search", "robust", "discover", "power")
TABLES: Final = ("format", "study", "vary", "uncertain", "point", *OF_ANALYSES)


def load_study(path: str | Path) -> Study:
    """Read the file of a study; packages and territories it names as ``.toml`` are relative to it.

    Raises:
        BadInput: there is none, or it is wrong; one line for each thing that is, with its place in the file.
    """
    given = str(path)
    if not given.endswith(".toml"):
        raise BadInput(f"study {shown(given)}: expected the path of a .toml file.")
    return read_study(read_document(given, "a study"), Path(given))


def read_study(document: Document, path: Path) -> Study:
    """Turn a document into a study; see `load_study`."""
    reader = _Reader(document, path)
    study = reader.study()
    if study is None or reader.complaints:
        raise BadInput("\n".join(said for _, said in sorted(reader.complaints, key=lambda item: item[0])))
    if not 0 < study.size <= MOST_RUNS:
        raise BadInput(
            f"{document.where('study')}: the design has {study.size:,} runs, expected 1 to {MOST_RUNS:,}. "
            'A smaller grid, fewer runs, or design = "latin_hypercube" with points = 128.'
        )
    return study


class _Reader:
    """Reads the parts of one document, keeping every complaint with its line until the end."""

    def __init__(self, document: Document, path: Path) -> None:
        self.document, self.path = document, path
        self.complaints: list[tuple[int, str]] = []
        entry = document.table.get("study")
        self.entry: Mapping[str, Any] = entry if isinstance(entry, dict) else {}

    def complain(self, keys: tuple[str | int, ...], said: str) -> None:
        """Note what is wrong at a key."""
        where = self.document.where(*keys)
        line = int(where.rpartition(":")[2])
        self.complaints += [(line, f"{where}: {each}") for each in said.split("\n")]

    def wrong(self, key: str, expected: str) -> None:
        self.complain(("study", key), f"study: {key} = {shown(self.entry[key])}, expected {expected}.")

    def attempt(self, keys: tuple[str | int, ...], read: Callable[[], T]) -> T | None:
        """Return what `read` returns; what it complains about gets the place of the key."""
        try:
            return read()
        except BadInput as error:
            self.complain(keys, str(error))
            return None

    def study(self) -> Study | None:
        if not isinstance(self.document.table.get("study"), dict):
            self.complain(("study",), "no [study] table, expected one with at least a name, territories and packages.")
            return None
        self.unknown(self.document.table, TABLES, "entry", ())
        self.unknown(self.entry, FIELDS, "field", ("study",))
        name = self.entry.get("name", self.path.stem)
        if not is_text(name) or not name.strip():
            self.wrong("name", "a text")
        sizes = {key: self.whole(key, default) for key, default in (("months", MONTHS), ("runs", RUNS), ("seed", SEED))}
        packages, territories = self.packages(), self.territories()
        reader = FactorReader(self.document, Targets(packages), self.complain)
        factors = reader.factors()
        named, listed = reader.points()
        design = self.design()
        points, draws = self.sample(design, factors, sizes["runs"])
        start = self.attempt(("study", "start"), partial(self.start, packages))
        outcomes = self.outcomes(sizes["months"])
        self.check(design, factors)
        if self.complaints:
            return None
        return Study(
            id=self.path.stem,
            name=name,
            territories=territories,
            packages=packages,
            **sizes,
            outcomes=outcomes,
            design=design,
            points=points,
            draws=draws,
            start=start,
            factors=(*named, *factors),
            listed=listed,
            document=self.document,
        )

    def unknown(self, table: Mapping[str, Any], known: Sequence[str], what: str, path: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                said = f"unknown {what} {shown(key)}.{nearest(key, known)} Known: {', '.join(known)}."
                self.complain((*path, key), said)

    def whole(self, key: str, default: int) -> int:
        value = self.entry.get(key, default)
        low, high, unit = BOUNDS[key]
        if is_whole(value) and low <= value <= high:
            return int(value)
        self.wrong(key, f"{low} to {high} ({unit})")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, none of them twice; a single text is a list of one."""
        value = self.entry.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) and each for each in listed):
            self.wrong(key, "a list of texts")
            return ()
        for each in {each for each in listed if listed.count(each) > 1}:
            self.complain(("study", key), f"study: {key} names {shown(each)} twice.")
        return tuple(dict.fromkeys(listed))

    def beside(self, name: str) -> str:
        """Return a name, or a path that is relative to the study's file."""
        return str(self.path.parent / name) if ".toml" in name else name  # a part may follow: my.toml:only=tutoring

    def packages(self) -> tuple[Package, ...]:
        """Return the packages, the baseline first."""
        baseline = self.entry.get("baseline", BASELINE)
        if not isinstance(baseline, str) or not baseline:
            self.wrong("baseline", "a package")
            baseline = BASELINE
        names = self.texts("packages")
        found: dict[str, Package] = {}
        for name in dict.fromkeys((baseline, *names)):
            key = "packages" if name in names else "baseline"
            package = self.attempt(("study", key), partial(load_package, self.beside(name)))
            if package is not None and package.id in found:
                self.complain(
                    ("study", key), f'study: two packages are called "{package.id}"; their files need different names.'
                )
            elif package is not None:
                found[package.id] = package
        if not [name for name in names if name != baseline] and not self.complaints:
            self.complain(
                ("study", "packages"), 'study: no packages beside the baseline. For example: packages = ["ali"]'
            )
        return tuple(found.values())

    def territories(self) -> tuple[Territory, ...]:
        names = self.texts("territories")
        if not names and not self.complaints:
            self.complain(("study", "territories"), 'study: no territories. For example: territories = ["padova"]')
        found: dict[str, Territory] = {}
        for name in names:
            place = self.attempt(("study", "territories"), partial(read_territory, self.beside(name)))
            if place is not None and place.id in found:
                self.complain(("study", "territories"), f'study: two territories are called "{place.id}".')
            elif place is not None:
                found[place.id] = place
        return tuple(found.values())

    def start(self, packages: Sequence[Package]) -> int | None:
        """Return the month number given, or the one that the packages agree on, or None (the data month)."""
        if "start" in self.entry:
            try:
                return parse_month(self.entry["start"] if isinstance(self.entry["start"], str) else "")
            except BadInput:
                self.wrong("start", 'a month such as "2026-03"')
        starts = {package.starts for package in packages if package.starts is not None}
        if len(starts) > 1:
            raise BadInput('study: the packages start in different months. Say which: start = "2026-03"')
        return next(iter(starts), None)

    def outcomes(self, months: int) -> tuple[str, ...]:
        """Return the outcomes of interest: those named, or the headline and the cost."""
        names = self.texts("outcomes")
        for name in names:
            if name in TOTALS:
                continue
            if any(outcome.id == name for outcome in OUTCOMES):
                said = f"study: outcome {shown(name)} is a monthly one, expected a number of a whole run."
            else:
                said = f"study: unknown outcome {shown(name)}.{nearest(name, TOTALS)}"
            self.complain(("study", "outcomes"), f"{said} All outcomes: approdo outcomes")
        return names or (headline_outcome(months, "strict"), "cost_total")

    def design(self) -> str:
        design = self.entry.get("design", "list" if "point" in self.document.table else "grid")
        if design in DESIGNS:
            return str(design)
        guess = nearest(design, DESIGNS) if isinstance(design, str) else ""
        self.complain(("study", "design"), f"study: design = {shown(design)}, expected {', '.join(DESIGNS)}.{guess}")
        return ""

    def sample(self, design: str, factors: Sequence[Factor], runs: int) -> tuple[int | None, int | None]:
        """Return the points of a sample, and the draws of what is uncertain that other points are crossed with."""
        points, draws = self.entry.get("points"), self.entry.get("draws")
        uncertain = any(factor.uncertain for factor in factors)
        if points is not None and not (is_whole(points) and 1 <= points <= MOST_RUNS):
            self.wrong("points", f"1 to {MOST_RUNS} (points of the sample)")
        elif points is not None and design not in ("", *SAMPLED):
            self.complain(
                ("study", "points"),
                f'study: points = {shown(points)}, but the design is "{design}", which has its own. Points are for '
                f"{' and '.join(SAMPLED)}" + ("; for what is uncertain say draws." if uncertain else "."),
            )
        elif points is None and design in SAMPLED:
            self.complain(
                ("study", "design"), f"study: design = {shown(design)} needs its size, for example: points = 128"
            )
        if draws is not None and design in (*SAMPLED, "one_at_a_time"):
            self.complain(("study", "draws"), f'study: draws are for {" and ".join(CROSSED)}, not for "{design}".')
        elif draws is not None and not uncertain:
            self.complain(("study", "draws"), "study: draws of what? Nothing is [[uncertain]].")
        elif draws is not None and not (is_whole(draws) and 1 <= draws <= runs and runs % draws == 0):
            self.wrong("draws", f"a divisor of runs = {runs} (draws of what is uncertain)")
        crossed = uncertain and design in CROSSED
        return points, (draws if draws is not None else runs) if crossed else None

    def check(self, design: str, factors: Sequence[Factor]) -> None:
        """Complain about a design that does not suit what is varied."""
        listed = self.document.table.get("point")
        if design == "list":
            if not listed:
                self.complain(
                    ("study", "design"), "study: the list is empty, expected tables that begin with [[point]]."
                )
            if any(not factor.uncertain for factor in factors):
                self.complain(("vary",), 'design = "list" takes its values from [[point]], not from [[vary]].')
        elif listed:
            self.complain(("point",), f'[[point]] is for design = "list", and this design is "{design}".')
        if design in (*SAMPLED, "one_at_a_time") and not factors and not self.complaints:
            self.complain(
                ("study", "design"), "study: the design is empty: there is nothing in [[vary]] or [[uncertain]]."
            )
        if design == "grid":
            for factor in factors:
                if not factor.uncertain and not factor.levels:
                    self.complain(
                        ("vary",),
                        f"{factor.path}: a grid needs values, or a range with a step: "
                        "range = { low = 0, high = 12, step = 3 }",
                    )
