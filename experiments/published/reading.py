"""Finds and reads files of published studies; every complaint names file, line and what was expected."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from approdo.experiments.documents import Document, read_document
from approdo.experiments.package import load_package
from approdo.extensions import installed
from approdo.model.errors import BadInput
from approdo.model.levers import Lever, read_lever
from approdo.model.levers.wording import nearest, shown
from approdo.model.parameters import Parameters, load_parameters
from approdo.model.territory import Territory, load_territory

from .spec import Check, Measure, StudySpec

FOLDER: Final = Path(__file__).parents[1] / "studies"
DATA: Final = FOLDER / "data"
NOT_STUDIES: Final = ("verdicts",)
THING: Final = "a published study"
OF_KIND: Final = {"replies": ("replies",), "queue": ("unsheltered",)}


@dataclass(frozen=True)
class Study:
    """A published study, read and resolved: ready to run, and to be sent to another process."""

    name: str  # of the file
    spec: StudySpec
    arms: tuple[tuple[Lever, ...], ...]
    passes: Lever  # its eligibility is the sample's
    territories: tuple[Territory, ...]
    parameters: Parameters
    folder: Path  # of the file: its data are named from there

    @property
    def id(self) -> str:
        """The short name, such as ST4."""
        return self.spec.published.id

    def arm(self, name: str) -> int:
        """Return the position of an arm."""
        return [arm.id for arm in self.spec.arm].index(name)

    def measure(self, name: str) -> Measure:
        """Return a measure by its id."""
        return next(measure for measure in self.spec.measure if measure.id == name)


def study_names() -> tuple[str, ...]:
    """Return the file names (without .toml) of the built-in studies in order, then of those of installed packages."""
    ours = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem not in NOT_STUDIES)
    for name, extension in installed("studies").items():
        if name in ours or name.split("-")[0].upper() in {each.split("-")[0].upper() for each in ours}:
            raise extension.wrong("a built-in study has this id, expected another.")
    return (*ours, *installed("studies"))


def study_ids() -> dict[str, str]:
    """Return the ids of these studies and their file names: a file is named after its id."""
    return {name.split("-")[0].upper(): name for name in study_names()}


def load_study(name_or_path: str | Path) -> Study:
    """Read a study: a path if it ends in .toml, else the id (ST4) or the name of one that is built in or installed.

    Raises:
        BadInput: there is none, or it is wrong; one line for each thing that is.
    """
    given = str(name_or_path)
    if given.endswith(".toml") or isinstance(name_or_path, Path):
        return read_study(read_document(given, THING), Path(given))
    known = study_ids()
    name = known.get(given.upper(), given)
    if name not in study_names():
        raise BadInput(
            f"study {shown(given)}: there is none of this name.{nearest(given.upper(), known)} "
            f"Built in: {', '.join(known)}; or give the path of a .toml file."
        )
    outside = installed("studies").get(name)
    path = FOLDER / f"{name}.toml" if outside is None else outside.file()
    return read_study(read_document(path, THING), path)


def read_study(document: Document, path: Path) -> Study:
    """Turn a document into a study.

    Raises:
        BadInput: one line for each thing that is wrong.
    """
    if "published" not in document.table:
        raise BadInput(f"{document.where()}: no [published] table, expected {THING} (docs/how-to/replay-a-study.md).")
    try:
        spec = StudySpec.model_validate(_tuples(dict(document.table)))
    except ValidationError as error:
        raise BadInput("\n".join(_complaints(document, error))) from None
    reader = _Reader(document, spec)
    study = reader.study(path)
    if reader.wrong:
        raise BadInput("\n".join(reader.wrong))
    return study


def _tuples(value: Any, key: str = "") -> Any:
    """Return the value with lists as tuples: a strict model takes no list for one. Levers and filters stay as given."""
    if isinstance(value, dict):
        return value if key == "eligibility" else {name: _tuples(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return tuple(value) if key == "lever" else tuple(_tuples(part) for part in value)
    return value


def _complaints(document: Document, error: ValidationError) -> Iterable[str]:
    for found in error.errors():
        where = tuple(key for key in found["loc"] if isinstance(key, str | int))
        thing = ".".join(str(key) for key in where) or "the file"
        if found["type"] == "extra_forbidden":
            yield f"{document.where(*where)}: {thing}: unknown field.{nearest(str(where[-1]), _fields(where))}"
        elif found["type"] == "missing":
            yield f"{document.where(*where)}: {thing} is missing."
        else:
            said = found["msg"].removeprefix("Value error, ")
            value = "" if found["type"] == "value_error" else f" = {shown(found['input'])}"
            yield f"{document.where(*where)}: {thing}{value}: {said[:1].lower()}{said[1:]}."


def _fields(where: tuple[str | int, ...]) -> list[str]:
    """Return the fields of the table that a place in the file is in."""
    at: Any = StudySpec
    for key in where[:-1]:
        if isinstance(key, int):
            continue
        kind = at.model_fields[key].annotation if key in at.model_fields else None
        inner = [part for part in (kind, *getattr(kind, "__args__", ())) if hasattr(part, "model_fields")]
        if not inner:
            return []
        at = inner[0]
    return list(at.model_fields)


class _Reader:
    """Resolves the names of a file, keeping every complaint until the end."""

    def __init__(self, document: Document, spec: StudySpec) -> None:
        self.document, self.spec = document, spec
        self.wrong: list[str] = []

    def study(self, path: Path) -> Study:
        spec = self.spec
        self._unique("arm", [arm.id for arm in spec.arm])
        self._unique("measure", [measure.id for measure in spec.measure])
        self._unique("check", [check.id for check in spec.check])
        kind = spec.published.kind
        if (spec.queue is not None) != (kind == "queue"):
            self._complain(
                "published", "kind", f'kind = "{kind}": a [queue] table goes with kind = "queue" and no other'
            )
        for number, arm in enumerate(spec.arm):
            if (arm.applicant is not None) != (kind == "replies"):
                self._complain("arm", number, f'arm "{arm.id}": applicant goes with kind = "replies" and no other')
        for number, measure in enumerate(spec.measure):
            self._measure(number, measure)
        for number, check in enumerate(spec.check):
            self._check(number, check)
        return Study(
            path.stem,
            spec,
            tuple(self._levers(number) for number in range(len(spec.arm))),
            self._passes(),
            tuple(self._territories()),
            self._parameters(),
            path.parent,
        )

    def _complain(self, *path_and_text: str | int) -> None:
        *path, text = path_and_text
        end = "" if str(text).endswith((".", "?")) else "."
        self.wrong.append(f"{self.document.where(*path)}: {text}{end}")

    def _unique(self, table: str, ids: list[str]) -> None:
        for number, each in enumerate(ids):
            if each in ids[:number]:
                self._complain(table, number, "id", f'a second {table} "{each}"')

    def _measure(self, number: int, measure: Measure) -> None:
        kind = self.spec.published.kind
        allowed = OF_KIND.get(kind)
        if (measure.what in ("replies", "unsheltered")) != (allowed is not None) or (
            allowed is not None and measure.what not in allowed
        ):
            self._complain("measure", number, "what", f'measure "{measure.id}": {measure.what} is not of kind "{kind}"')
        for place in measure.territories:
            if place not in self.spec.world.territories:
                self._complain("measure", number, "territories", f'"{place}" is not among world.territories')

    def _check(self, number: int, check: Check) -> None:
        arms = [arm.id for arm in self.spec.arm]
        measures = [measure.id for measure in self.spec.measure]
        for key in ("arm", "against", "informed_arm", "informed_against"):
            name = getattr(check, key)
            if name is not None and name not in arms:
                self._complain("check", number, key, f'{key} = "{name}": no such arm.{nearest(name, arms)}')
        for key in ("measure", "against_measure"):
            name = getattr(check, key)
            if name is not None and name not in measures:
                self._complain("check", number, key, f'{key} = "{name}": no such measure.{nearest(name, measures)}')

    def _levers(self, number: int) -> tuple[Lever, ...]:
        arm = self.spec.arm[number]
        levers: list[Lever] = []
        if arm.package is not None:
            try:
                levers += load_package(arm.package).levers
            except BadInput as error:
                self.wrong.append(f"{self.document.where('arm', number, 'package')}: {error}")
        for place, table in enumerate(arm.lever):
            try:
                levers.append(
                    read_lever(table, lambda *keys, at=place: self.document.where("arm", number, "lever", at, *keys))
                )
            except BadInput as error:
                self.wrong += str(error).split("\n")
        return tuple(levers)

    def _passes(self) -> Lever:
        table = {"kind": "tutoring", "id": "sample", "tutors": 1, "eligibility": self.spec.sample.eligibility}
        try:
            return read_lever(table, lambda *keys: self.document.where("sample", *keys))
        except BadInput as error:
            self.wrong += str(error).replace('lever "sample"', "sample").split("\n")
            return read_lever({**table, "eligibility": {}})

    def _territories(self) -> Iterable[Territory]:
        for name in self.spec.world.territories:
            try:
                yield load_territory(name)
            except BadInput as error:
                self.wrong.append(f"{self.document.where('world', 'territories')}: {error}")

    def _parameters(self) -> Parameters:
        try:
            return load_parameters(self.spec.world.parameters)
        except BadInput as error:
            self.wrong.append(f"{self.document.where('world', 'parameters')}: {error}")
            return load_parameters()
