"""The words of figures and documents, in English and Italian; one file a language, the same keys in each."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from approdo.model.errors import BadInput

FOLDER: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "it")


@cache
def words(language: str) -> Mapping[str, str]:
    """Return the words of a language by key; values may hold ``{fields}`` for `str.format`.

    Raises:
        BadInput: there are no words in this language.
    """
    if language not in LANGUAGES:
        raise BadInput(f'language "{language[:20]}": expected {" or ".join(LANGUAGES)}.')
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return MappingProxyType({f"{section}.{key}": text for section, rows in table.items() for key, text in rows.items()})
