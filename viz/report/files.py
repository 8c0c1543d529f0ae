"""Which files a document is written to, and in which formats: the what-if report and every other one."""

import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from approdo.model.errors import BadInput, Failure
from approdo.model.levers.wording import nearest
from approdo.viz.cli.documents import finite, write_whole

from .docx import docx
from .html import html
from .pdf import pdf
from .pieces import Report
from .tables import table_csv

FORMATS: Final = ("html", "pdf", "docx", "csv", "json")


def read_formats(text: str) -> tuple[str, ...]:
    """Read a list such as ``html,pdf``.

    Raises:
        BadInput: an unknown format, or none.
    """
    given = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    if not given:
        raise BadInput(f"--format: nothing given, expected one or several of {', '.join(FORMATS)}.")
    for each in given:
        if each not in FORMATS:
            raise BadInput(f'--format "{each[:20]}": expected {", ".join(FORMATS)}.{nearest(each, FORMATS)}')
    return given


def check_folder(folder: Path) -> None:
    """Make the folder, and find out before the work whether a file can be written into it.

    Raises:
        Failure: it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        said = "there is a file of this name" if folder.is_file() else getattr(error, "strerror", None) or str(error)
        raise Failure(f"--to {folder}: this folder cannot be written ({said}). Choose another place.") from None


def write(
    report: Report,
    stem: str,
    language: str,
    formats: Sequence[str],
    folder: Path,
    made: datetime,
    content: Mapping[str, Any],
) -> list[Path]:
    """Write a document in each format; return the files.

    Args:
        report: the document.
        stem: what the files are called before the language; what is unsafe in a name is replaced.
        language: that of the texts.
        formats: some of `FORMATS`.
        folder: where to.
        made: the date in the files' properties.
        content: the JSON document.

    Raises:
        Failure: a file cannot be written.
    """
    paths = []
    for each in formats:
        path = folder / file_name(stem, language, each)
        write_whole(path, rendered(report, language, each, made, content), "--to")
        paths.append(path)
    return paths


def file_name(stem: str, language: str, ending: str) -> str:
    """Return what a file is called; what is unsafe in a name is replaced."""
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', stem)}-{language}.{ending}"


def rendered(report: Report, language: str, ending: str, made: datetime, content: Mapping[str, Any]) -> bytes:
    """Return a document in one of `FORMATS`; the other arguments are those of `write`."""
    making: Mapping[str, Callable[[], bytes]] = {
        "html": lambda: html(report, language),
        "pdf": lambda: pdf(report, language, made),
        "docx": lambda: docx(report, language, made),
        "csv": lambda: table_csv(report, language),
        "json": lambda: _json(content),
    }
    return making[ending]()


def _json(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(finite(content), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode("utf-8", "replace")
