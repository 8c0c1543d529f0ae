"""The words of figures and documents, in English and Italian; one file a language, the same keys in each.

What belongs to one kind of document only stands in a folder of its own, under the same file names.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from approdo.model.errors import BadInput

FOLDER: Final = Path(__file__).parent
# English first: it is what others fall back to; a language more is a file more.
LANGUAGES: Final = ("en", *sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "en"))


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the words of a language by key; values may hold ``{fields}`` for `str.format`.

    Raises:
        BadInput: there are no words in this language.
    """
    if language not in LANGUAGES:
        raise BadInput(f'language "{language[:20]}": expected {" or ".join(LANGUAGES)}.')
    found: dict[str, str] = {}
    for path in (FOLDER / f"{language}.toml", *sorted(FOLDER.glob(f"*/{language}.toml"))):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found.update({f"{section}.{key}": text for section, rows in table.items() for key, text in rows.items()})
    return MappingProxyType(found)


@cache
def languages() -> Mapping[str, str]:
    """Return the languages that there are words in, each by its own name."""
    return MappingProxyType({language: words(language)["language.name"] for language in LANGUAGES})
