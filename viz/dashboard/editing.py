"""Changes of a bench, each giving a new one: add a lever, change a field, take one away, another package."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from approdo.experiments.package import Package
from approdo.experiments.scenario import validate_run
from approdo.model.errors import BadInput
from approdo.model.levers import Lever, change, read_lever

from .bench import MOST_PACKAGES, Bench
from .built_in import built_in

OWN: Final = "-2"


def own(bench: Bench, levers: Sequence[Lever]) -> Bench:
    """Return the bench whose chosen package has these levers; a built-in one becomes the reader's own."""
    package = bench.local
    if package.id not in built_in():
        return bench.with_package(replace(package, levers=tuple(levers)))
    return bench.with_package(
        replace(package, id=_free(package.id, bench), name=f"{package.name} (2)", levers=tuple(levers))
    )


def empty(package: Package) -> Package:
    """Return the package without levers: as today."""
    name = package.id if package.id not in built_in() else f"{package.id}{OWN}"
    label = package.name if package.id not in built_in() else f"{package.name} (2)"
    return replace(package, id=name, name=label, levers=(), shares=())


def add(bench: Bench, kind: str) -> Bench:
    """Return the bench with one more lever in its package, every field at its default.

    Raises:
        BadInput: there is no such kind, or it is there.
    """
    lever = read_lever({"kind": kind})
    if any(each.id == lever.id for each in bench.local.levers):
        raise BadInput(f'lever "{lever.id}" is there.')
    return own(bench, (*bench.local.levers, lever))


def remove(bench: Bench, name: str) -> Bench:
    """Return the bench with one lever of its package taken away."""
    return own(bench, [each for each in bench.local.levers if each.id != name])


def dose(bench: Bench, name: str, field: str, value: object) -> Bench:
    """Return the bench with one field of one lever changed.

    Raises:
        BadInput: there is no such field, or the value is out of bounds.
    """
    if field == "budget" and value in ("", None):
        value = None
    return own(bench, [change(each, field, value) if each.id == name else each for each in bench.local.levers])


def sized(bench: Bench, months: object, seed: object) -> Bench:
    """Return the bench with these months and this seed.

    Raises:
        BadInput: they are out of bounds; a page bounds them, but whoever speaks to the server need not.
    """
    size = validate_run(_whole(months), 1, _whole(seed))
    return replace(bench, months=size.months, seed=size.seed)


def _whole(number: object) -> object:
    return int(number) if isinstance(number, float) and number.is_integer() else number


def take(bench: Bench, package: Package) -> Bench:
    """Return the bench with another package in the place of the chosen one.

    Raises:
        BadInput: it stands beside already.
    """
    others = [each for each in bench.packages if each is not bench.package]
    if any(each.id == package.id for each in others):
        raise BadInput(f"{package.name} is there.")
    return bench.with_package(package)


def beside(bench: Bench, package: Package) -> Bench:
    """Return the bench with one more package.

    Raises:
        BadInput: there is no room, or one of this name is there.
    """
    if len(bench.packages) >= MOST_PACKAGES:
        raise BadInput(f"{MOST_PACKAGES} packages are the most.")
    if any(each.id == package.id for each in bench.packages):
        package = replace(package, id=_free(package.id, bench), name=f"{package.name} ({len(bench.packages) + 1})")
    packages = (*bench.packages, package)
    return replace(bench, packages=packages, chosen=len(packages) - 1)


def away(bench: Bench, name: str) -> Bench:
    """Return the bench without a package; the last one stays."""
    packages = tuple(each for each in bench.packages if each.id != name)
    if not packages:
        return bench
    alone = len(packages) == 1
    baseline = "none" if bench.baseline == name or alone else bench.baseline
    return replace(bench, packages=packages, baseline=baseline, chosen=min(bench.chosen, len(packages) - 1))


def against(bench: Bench, name: str) -> Bench:
    """Return the bench with another baseline."""
    possible = ["none", *(each.id for each in bench.packages if len(bench.packages) > 1)]
    return replace(bench, baseline=name) if name in possible else bench


def original(package: Package) -> Package | None:
    """Return the built-in package that this one was made of, if it was."""
    stem = package.id.rsplit("-", 1)[0]
    return built_in().get(stem) if package.id not in built_in() else None


def _free(name: str, bench: Bench) -> str:
    stem = name.rsplit("-", 1)[0] if name.rsplit("-", 1)[-1].isdigit() else name
    taken = {each.id for each in bench.packages} | set(built_in())
    return next(found for number in range(2, 100) if (found := f"{stem}-{number}") not in taken)
