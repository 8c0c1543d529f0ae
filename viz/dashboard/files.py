"""Files that workers make: every row as CSV, and a data package (rows, packages, command, versions) as one archive."""

import io
import json
import zipfile
from typing import Any

from approdo.experiments.export_files import escaped

from . import work
from .bench import Bench, to_table
from .package_file import package_text
from .reproduce import python_text, report_text, shell_text

WHEN = (2000, 1, 1, 0, 0, 0)  # inside the archive: the same content is the same bytes


def table(bench: Bench, pairs: int, store: str) -> bytes:
    """Return every outcome of every arm and difference as CSV in UTF-8."""
    import pandas as pd

    rows = [
        {name: escaped(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in work.rows(bench, pairs, store)
    ]
    text: str = pd.DataFrame(rows).to_csv(index=False, lineterminator="\n")
    return text.encode()


def data_package(bench: Bench, pairs: int, store: str) -> bytes:
    """Return a zip with the rows, a description of its columns, the packages, and how to compute it again."""
    from approdo import __version__
    from approdo.model.engine import model_hash

    rows = work.rows(bench, pairs, store)
    fields = [{"name": name, "type": _kind(rows, name)} for name in rows[0]]
    description: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"approdo-{bench.territory}",
        "created_with": f"Approdo {__version__}, model {model_hash()}",
        "scenario": to_table(bench),
        "reproduce": shell_text(bench, pairs),
        "resources": [
            {
                "name": "outcomes",
                "path": "outcomes.csv",
                "format": "csv",
                "encoding": "utf-8",
                "schema": {"fields": fields},
            }
        ],
    }
    content = {
        "datapackage.json": json.dumps(description, indent=1, ensure_ascii=False).encode(),
        "outcomes.csv": table(bench, pairs, store),
        "reproduce.sh": (shell_text(bench, pairs) + "\n").encode(),
        "reproduce.py": (python_text(bench, pairs) + "\n").encode(),
        **{f"{each.id}.toml": package_text(each).encode() for each in bench.packages},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, written in content.items():
            archive.writestr(zipfile.ZipInfo(name, WHEN), written, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def report(bench: Bench, pairs: int, store: str, language: str, ending: str) -> bytes:
    """Return the what-if report in one format, ``html``, ``pdf`` or ``docx``."""
    from approdo.experiments.store import Store
    from approdo.viz.report.make import report_files

    command = report_text(bench, pairs, language)
    found = work.comparison(bench, pairs, store)
    with Store(store) as kept:
        made = report_files(found, kept, command, language, (ending,))
    return next(iter(made.values()))  # one territory: one file


def _kind(rows: list[dict[str, Any]], name: str) -> str:
    kinds = {type(row.get(name)) for row in rows} - {type(None)}
    return "integer" if kinds == {int} else "number" if kinds <= {int, float} and kinds else "string"
