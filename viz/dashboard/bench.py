"""What is on the screen: territory, up to four packages, baseline, months, seed. Immutable; as table and link."""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from approdo.experiments.documents import Document
from approdo.experiments.package import Package, read_package
from approdo.experiments.request import BASELINE, MONTHS, SEED
from approdo.experiments.scenario import Scenario, validate_run
from approdo.model.calendar import month_text
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, Lever, lever_table
from approdo.model.levers.reading import derived_cost
from approdo.model.parameters import load_parameters
from approdo.model.territory import Territory, load_territory, territory_names

from .built_in import built_in

MOST_PACKAGES: Final = 4
LONGEST_TEXT: Final = 2000  # characters of a name or note
LARGEST_LINK: Final = 200_000  # bytes once unpacked: a link of a few kilobytes could hold gigabytes of zeros


@cache
def _place(name: str) -> Territory:
    return load_territory(name)


@dataclass(frozen=True)
class Bench:
    """What is compared. `baseline` is ``"none"`` or the id of one of the packages; `chosen` the one being changed."""

    territory: str
    packages: tuple[Package, ...]
    baseline: str = BASELINE
    months: int = MONTHS
    seed: int = SEED
    chosen: int = 0

    @property
    def package(self) -> Package:
        """The package whose levers are shown."""
        return self.packages[min(self.chosen, len(self.packages) - 1)]

    @property
    def local(self) -> Package:
        """That package as it is in this territory: of a project over several, the part that falls on it."""
        return self.scenario(self.package).package

    @property
    def place(self) -> Territory:
        """The territory."""
        return _place(self.territory)

    @property
    def start(self) -> int:
        """First month, as a month number: the first package's, else the territory's data month."""
        return next((each.starts for each in self.packages if each.starts is not None), self.place.data_month)

    @property
    def agreed_start(self) -> int | None:
        """What has to be said of the first month: nothing, unless the packages disagree about it."""
        return self.start if len({each.starts for each in self.packages} - {None}) > 1 else None

    @property
    def base(self) -> Package:
        """The package that the others are compared with."""
        return next((each for each in self.packages if each.id == self.baseline), built_in()[BASELINE])

    @property
    def compared(self) -> tuple[Package, ...]:
        """The packages that are compared with the baseline."""
        return tuple(each for each in self.packages if each.id != self.base.id)

    @property
    def policy(self) -> Package:
        """The package that is looked at: the chosen one, or the first compared where that one is the baseline."""
        return self.package if self.package.id != self.base.id else self.compared[0]

    @property
    def question(self) -> "Bench":
        """What the workers answer: the same whichever package is being looked at."""
        return replace(self, chosen=0)

    def scenario(self, package: Package) -> Scenario:
        """Return the scenario of a package on this bench."""
        return Scenario(self.place, package, load_parameters(), self.start, self.months)

    def with_package(self, package: Package) -> "Bench":
        """Return the bench with the chosen package replaced."""
        packages = list(self.packages)
        packages[min(self.chosen, len(packages) - 1)] = package
        baseline = package.id if self.baseline == self.package.id else self.baseline
        return replace(self, packages=tuple(packages), baseline=baseline)


def first_bench() -> Bench:
    """Return what the dashboard opens with."""
    return Bench("padova", (built_in()["ali"],))


def package_table(package: Package) -> dict[str, Any]:
    """Return the table that a package file would hold; what is not said is the default."""
    head: dict[str, Any] = {"name": package.name}
    if package.starts is not None:
        head["starts"] = month_text(package.starts)
    for key in ("about", "notice", "price_year"):
        if getattr(package, key):
            head[key] = getattr(package, key)
    for key in ("territories", "not_modelled"):
        if getattr(package, key):
            head[key] = list(getattr(package, key))
    return {"format": 1, "package": head, "lever": [_short(lever) for lever in package.levers]}


def _short(lever: Lever) -> dict[str, Any]:
    kind = LEVERS[lever.kind]
    defaults = {name: each.default for name, each in (*kind.common.items(), *kind.fields.items())}
    table: dict[str, Any] = {"kind": lever.kind}
    if lever.id != lever.kind:
        table["id"] = lever.id
    for name, value in lever_table(lever).items():
        follows = name == "unit_cost" and value == derived_cost(kind, dict(lever.fields))
        if name not in ("kind", "id") and value != defaults.get(name) and value != {} and not follows:
            table[name] = value
    return table


def package_from(table: object, name: str, where: str) -> Package:
    """Read a package from a table; `where` stands before every complaint.

    Raises:
        BadInput: it is wrong.
    """
    if not isinstance(table, Mapping) or not name or len(name) > 80 or not name.isprintable():
        raise BadInput(f"{where}: a package is damaged.")
    package = read_package(Document(where, table, {}), name)
    if max(len(package.name), len(package.about)) > LONGEST_TEXT or len(package.levers) > len(LEVERS) * 2:
        raise BadInput(f"{where}: the package is too long for the dashboard.")
    return package


def to_table(bench: Bench) -> dict[str, Any]:
    """Return the bench ready for JSON; built-in packages by their name."""
    return {
        "territory": bench.territory,
        "packages": [
            {"id": each.id} if _built_in(each) else {"id": each.id, **package_table(each)} for each in bench.packages
        ],
        "baseline": bench.baseline,
        "months": bench.months,
        "seed": bench.seed,
        "chosen": bench.chosen,
    }


def from_table(table: object, where: str = "link") -> Bench:
    """Read a bench from what `to_table` gave, or from what somebody made of it.

    Raises:
        BadInput: it is wrong.
    """
    if not isinstance(table, Mapping):
        raise BadInput(f"{where}: this is no scenario.")
    listed = table.get("packages")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MOST_PACKAGES:
        raise BadInput(f"{where}: expected 1 to {MOST_PACKAGES} packages.")
    packages = tuple(_listed(each, where) for each in listed)
    if len({each.id for each in packages}) < len(packages):
        raise BadInput(f"{where}: two packages have the same name.")
    territory, chosen = table.get("territory"), table.get("chosen", 0)
    if territory not in territory_names():
        raise BadInput(f"{where}: there is no such territory.")
    size = validate_run(table.get("months"), 1, table.get("seed"), f"{where}: ")
    baseline = table.get("baseline")
    if baseline != BASELINE and baseline not in [each.id for each in packages]:
        raise BadInput(f"{where}: the baseline is none of the packages.")
    if baseline != BASELINE and len(packages) == 1:
        raise BadInput(f"{where}: a package compared with itself shows nothing.")
    place = chosen if isinstance(chosen, int) and 0 <= chosen < len(packages) else 0
    return Bench(str(territory), packages, str(baseline), size.months, size.seed, place)


def to_link(bench: Bench) -> str:
    """Return the bench as letters for a web address."""
    text = json.dumps(to_table(bench), separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def from_link(letters: str, longest: int) -> Bench:
    """Read a bench out of a web address.

    Raises:
        BadInput: it is too long, damaged or wrong.
    """
    if len(letters) > longest:
        raise BadInput("link: it is too long.")
    try:
        packed = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
        table = json.loads(zlib.decompressobj().decompress(packed, LARGEST_LINK))
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise BadInput("link: it is damaged; perhaps a part of it was cut off.") from None
    return from_table(table)


def _built_in(package: Package) -> bool:
    return package == built_in().get(package.id)


def _listed(entry: object, where: str) -> Package:
    if not isinstance(entry, Mapping):
        raise BadInput(f"{where}: a package is damaged.")
    name = str(entry.get("id", ""))
    rest = {key: value for key, value in entry.items() if key != "id"}
    if not rest:
        if name not in built_in():
            raise BadInput(f"{where}: there is no such package.")
        return built_in()[name]
    return package_from(rest, name, where)
