"""What other installed packages add: levers, territories, published studies, outcomes and processes.

A package names its additions as entry points, one group a kind of thing (`approdo.levers`, ...). The entry's name is
that of the thing; its value is the Python module that has the code, if any, and whose folder has the file `NAME.toml`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final

from approdo.model.errors import BadInput

GROUPS: Final = ("levers", "territories", "studies", "outcomes", "processes")
RULES: Final = ("levers", "processes")  # they decide what happens in a world
# What a careless file raises.
BREAKS: Final = (ImportError, AttributeError, LookupError, NameError, OSError, SyntaxError, TypeError, ValueError)


@dataclass(frozen=True)
class Extension:
    """One thing that an installed package adds."""

    name: str
    group: str
    module: str
    package: str  # name and version of the package that adds it

    def wrong(self, what: str) -> BadInput:
        """Return the complaint about this extension, with the way out."""
        return BadInput(
            f"{self.package}: approdo.{self.group} {self.name} ({self.module}): {what} "
            f"Correct the package, or remove it: pip uninstall {self.package.split()[0]}"
        )

    def folder(self) -> Path:
        """Return the folder of the module, without running the module itself.

        Raises:
            BadInput: there is no such module, or it stands in no package.
        """
        try:
            found = find_spec(self.module)
        except BREAKS as error:
            raise self.wrong(f"not importable ({error}).") from None
        if found is None or found.origin is None:
            raise self.wrong("no such module.")
        if found.submodule_search_locations is None and "." not in self.module:
            raise self.wrong("expected a module inside a package of its own (a folder with __init__.py).")
        return Path(found.origin).parent

    def file(self) -> Path:
        """Return the path of `NAME.toml` beside the code.

        Raises:
            BadInput: there is none.
        """
        path = self.folder() / f"{self.name}.toml"
        if not path.is_file():
            raise self.wrong(f"{path} is missing.")
        return path

    def load(self) -> ModuleType:
        """Import the module.

        Raises:
            BadInput: it cannot be imported.
        """
        self.folder()
        try:
            return import_module(self.module)
        except BREAKS as error:
            raise self.wrong(f"not importable ({type(error).__name__}: {error}).") from None


@cache
def installed(group: str) -> Mapping[str, Extension]:
    """Return what installed packages add to a group, by name, in order of the names.

    Raises:
        BadInput: two packages add something of one name.
    """
    found: dict[str, Extension] = {}
    for entry in sorted(entry_points(group=f"approdo.{group}"), key=lambda entry: entry.name):
        package = f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "a package"
        each = Extension(entry.name, group, entry.module, package)
        if entry.name in found:
            raise each.wrong(f"{found[entry.name].package} adds one of this name, too.")
        found[entry.name] = each
    return MappingProxyType(found)


@cache
def rules_digest() -> str:
    """Return the sha256 (hex) of the files of every package that adds rules; an empty text if none does.

    All `.py` and `.toml` files below the folder of a lever or process count: it may use any of them.
    """
    folders = {each.folder(): each.module for group in RULES for each in installed(group).values()}
    if not folders:
        return ""
    digest = hashlib.sha256()
    for folder, module in sorted(folders.items(), key=lambda item: item[1]):
        digest.update(module.encode())
        for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
