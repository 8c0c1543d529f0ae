"""The packages that come with the program, read once: pages ask for them all the time."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from approdo.experiments.package import Package, load_package, package_names


@cache
def built_in() -> Mapping[str, Package]:
    """Return them by name."""
    return MappingProxyType({name: load_package(name) for name in package_names()})
