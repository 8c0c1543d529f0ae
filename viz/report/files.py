"""Which files a report is written to, and in which formats."""

import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from approdo.experiments.rows import Row, arm_rows, difference_rows, group_rows
from approdo.model.errors import BadInput, Failure
from approdo.model.levers.wording import nearest
from approdo.viz.cli.documents import finite, write_whole

from .docx import docx
from .html import html
from .material import Material
from .pdf import pdf
from .pieces import Report
from .tables import document, table_csv

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
    material: Material,
    language: str,
    formats: Sequence[str],
    folder: Path,
    made: datetime,
    around: Mapping[str, Any],
) -> list[Path]:
    """Write a report in each format; return the files.

    Args:
        report: of one territory.
        material: what it was made from.
        language: that of the texts.
        formats: some of `FORMATS`.
        folder: where to.
        made: the date in the files' properties.
        around: the other keys of the JSON document.

    Raises:
        Failure: a file cannot be written.
    """
    making: Mapping[str, Callable[[], bytes]] = {
        "html": lambda: html(report, language),
        "pdf": lambda: pdf(report, language, made),
        "docx": lambda: docx(report, language, made),
        "csv": lambda: table_csv(report, language),
        "json": lambda: _json({**around, "results": results(report, material, language)}),
    }
    stem = f"approdo-report-{re.sub(r'[^A-Za-z0-9_-]+', '-', material.territory.id)}-{language}"
    paths = []
    for each in formats:
        path = folder / f"{stem}.{each}"
        write_whole(path, making[each](), "--to")
        paths.append(path)
    return paths


def results(report: Report, material: Material, language: str) -> dict[str, Any]:
    """Return the report and every number it is made from, ready for JSON: the same for the same inputs."""
    return {"report": document(report, language), "rows": rows(material)}


def rows(material: Material) -> list[Row]:
    """Return every outcome of every arm, the paired differences, and the groups."""
    made: list[Row] = []
    for options in material.options:
        made += arm_rows(options.base)
        for number, contrast in enumerate(options.contrasts):
            made += [
                *arm_rows(contrast.policy),
                *difference_rows(contrast),
                *group_rows(contrast, with_base=number == 0),
            ]
    return made


def _json(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(finite(content), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode("utf-8", "replace")
