"""Fills the folders named in the navigation of mkdocs.yml with their pages, so that a new page needs no entry."""

from pathlib import Path
from typing import Any


def on_config(config: Any) -> Any:
    """Replace every ``folder/`` in the navigation by the folder's pages, its README first."""
    config["nav"] = [_filled(entry, Path(config["docs_dir"])) for entry in config["nav"]]
    return config


def _filled(entry: Any, docs: Path) -> Any:
    if isinstance(entry, dict):
        return {title: _filled(inside, docs) for title, inside in entry.items()}
    if isinstance(entry, list):
        return [part for inside in entry for part in _listed(_filled(inside, docs))]
    if isinstance(entry, str) and entry.endswith("/"):
        pages = sorted((docs / entry).glob("*.md"), key=lambda page: (page.name != "README.md", page.name))
        return [page.relative_to(docs).as_posix() for page in pages if page != docs / "index.md"]
    return entry


def _listed(entry: Any) -> list[Any]:
    return entry if isinstance(entry, list) else [entry]
