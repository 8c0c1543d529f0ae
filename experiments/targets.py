"""What the paths of a study point at: a field of a lever in one of its packages, or a parameter of the model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, Field, Lever, change, lever_table
from approdo.model.levers.wording import is_number, nearest, shown
from approdo.model.parameters import Parameter, load_parameters

from .changes import PACKAGES, PARAMETERS
from .factors import Value
from .package import Package

SHAPES: Final = f"{PACKAGES}.<package>.<lever id>.<field> or {PARAMETERS}.<section>.<name>"
FIXED: Final = ("id", "kind", "eligibility")  # what a lever is, and not how much of it


@dataclass(frozen=True)
class LeverTarget:
    """A field of a lever."""

    path: str
    lever: Lever
    field: Field

    @property
    def unit(self) -> str:
        """What its numbers count."""
        return self.field.unit

    @property
    def whole(self) -> bool:
        """Tell whether it takes whole numbers only."""
        return self.field.type == "int"

    @property
    def numeric(self) -> bool:
        """Tell whether it takes numbers at all."""
        return self.field.type in ("int", "float")

    @property
    def base(self) -> Value:
        """The value in the package's file."""
        return self._value(self.lever)

    @property
    def prior(self) -> tuple[float, float, float] | None:
        """What the source makes plausible, where it says so: low, default, high."""
        if self.field.range is None or not isinstance(self.field.default, int | float):
            return None
        return self.field.range[0], float(self.field.default), self.field.range[1]

    def checked(self, value: object) -> Value:
        """Return the value as the field's type.

        Raises:
            BadInput: it is of another type or out of bounds.
        """
        try:
            return self._value(change(self.lever, self.field.name, value))
        except BadInput as error:
            raise BadInput(str(error).removeprefix("lever: ")) from None

    def _value(self, lever: Lever) -> Value:
        found = lever_table(lever).get(self.field.name)
        assert found is None or isinstance(found, int | float | bool | str)  # noqa: S101 - FIXED keeps tables away
        return found


@dataclass(frozen=True)
class ParameterTarget:
    """A number of the model."""

    path: str
    row: Parameter
    whole: bool = False
    numeric: bool = True

    @property
    def unit(self) -> str:
        """What it is measured in."""
        return self.row.unit

    @property
    def base(self) -> Value:
        """The default."""
        return self.row.value

    @property
    def prior(self) -> tuple[float, float, float] | None:
        """Its documented range around the default: low, default, high; None for a number that is taken as known."""
        return (self.row.low, self.row.value, self.row.high) if self.row.low < self.row.high else None

    def checked(self, value: object) -> Value:
        """Return the value as a number.

        Raises:
            BadInput: it is none, or outside the documented range.
        """
        if not is_number(value) or not self.row.low <= value <= self.row.high:
            raise BadInput(
                f'parameter "{self.row.name}" = {shown(value)}, expected {self.row.low:g} to {self.row.high:g} '
                f"({self.row.unit})."
            )
        return float(value)


class Targets:
    """What the paths of a study with these packages may point at."""

    def __init__(self, packages: Sequence[Package]) -> None:
        self.packages = {package.id: package for package in packages}
        self.parameters = {row.name: row for row in load_parameters().rows}

    def find(self, path: object) -> LeverTarget | ParameterTarget:
        """Return what a path points at.

        Raises:
            BadInput: nothing; with the nearest name.
        """
        if not isinstance(path, str):
            raise BadInput(f"path = {shown(path)}, expected {SHAPES}.")
        room, _, rest = path.partition(".")
        if room == PARAMETERS:
            if rest not in self.parameters:
                raise BadInput(
                    f"path = {shown(path)}: unknown parameter {shown(rest)}.{nearest(rest, self.parameters)} "
                    "All parameters: approdo parameters"
                )
            return ParameterTarget(path, self.parameters[rest])
        if room == PACKAGES:
            return self._lever(path, rest)
        raise BadInput(f"path = {shown(path)}: expected {SHAPES}.{nearest(room, (PACKAGES, PARAMETERS))}")

    def _lever(self, path: str, rest: str) -> LeverTarget:
        package = next((each for name, each in self.packages.items() if rest.startswith(f"{name}.")), None)
        if package is None:
            name = rest.partition(".")[0]
            raise BadInput(
                f"path = {shown(path)}: {shown(name)} is no package of this study.{nearest(name, self.packages)} "
                f"Its packages: {', '.join(self.packages)}."
            )
        name, _, field = rest.removeprefix(f"{package.id}.").partition(".")
        levers = {lever.id: lever for lever in package.levers}
        if name not in levers:
            raise BadInput(
                f'path = {shown(path)}: package "{package.id}" has no lever {shown(name)}.{nearest(name, levers)} '
                f"Its levers: {', '.join(levers) or 'none'}."
            )
        kind = LEVERS[levers[name].kind]
        fields = {key: value for key, value in {**kind.common, **kind.fields}.items() if key not in FIXED}
        if field not in fields:
            raise BadInput(
                f'path = {shown(path)}: lever "{name}" has no field {shown(field)} to vary.{nearest(field, fields)} '
                f"All: {', '.join(fields)}."
            )
        return LeverTarget(path, levers[name], fields[field])
