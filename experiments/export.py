"""Exports a store as tidy tables with a description that programs read: CSV, Parquet and datapackage.json.

Rows stand in the order of their keys, and nothing but the section `run` of the description holds a date: two stores
with the same runs give the same bytes, in whatever order the runs were made.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from approdo import __version__
from approdo.model.calendar import month_text, parse_month
from approdo.model.engine import model_hash
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import MONTHLY, PEOPLE, TOTALS

from . import export_schema as schema
from . import tables
from .export_files import TableFiles
from .records import Record
from .store import Store

AT_ONCE: Final = 100  # runs in memory
DESCRIPTION: Final = "datapackage.json"


@dataclass(frozen=True)
class Exported:
    """What an export wrote: rows by table, and how many runs of other model versions it left out."""

    folder: Path
    rows: Mapping[str, int]
    left_out: int


def export(store: Store, to: str | Path, *, people: bool = False, run: Mapping[str, Any] | None = None) -> Exported:
    """Write every whole run of today's model, and the studies, to a new folder.

    Args:
        store: what to export.
        to: the folder to make; an empty one will do.
        people: what became of every person of every run too (large).
        run: what the section `run` of the description holds.

    Raises:
        BadInput: the folder holds something, or is none.
        Failure: it cannot be written, or the store cannot be read.
    """
    folder = Path(to)
    with _folder(folder) as beside:
        writer = _Writer(store, beside)
        writer.studies()
        left_out = writer.runs(people)
        writer.describe(run or {})
    return Exported(folder, writer.rows, left_out)


@contextmanager
def _folder(folder: Path) -> Iterator[Path]:
    """Give a folder beside the wanted one, which takes its name when everything is written."""
    beside = folder.with_name(f".{folder.name}.part")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput(f"--to {folder}: it is there already and not an empty folder. Give the name of a new one.")
        if not folder.parent.is_dir():
            raise BadInput(
                f"--to {folder}: there is no folder {folder.parent}. Make it first, or choose another place."
            )
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        yield beside
        beside.replace(folder)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise Failure(f"--to {folder}: it cannot be written ({said}). Choose another place.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


class _Writer:
    """Writes one export."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.resources: list[dict[str, Any]] = []
        self.rows: dict[str, int] = {}

    @contextmanager
    def table(self, table: schema.Table) -> Iterator[TableFiles]:
        with TableFiles(self.folder, table) as files:
            yield files
        self.resources += files.resources()
        self.rows[table.name] = files.rows

    def ask(self, question: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        with self.store.reading() as connection:
            return connection.execute(question).all()

    def studies(self) -> None:
        version, study, point, member = (
            table.c for table in (tables.version, tables.study, tables.design_point, tables.study_run)
        )
        with self.table(schema.VERSIONS) as files:
            files.write_rows(
                self.ask(
                    sa.select(
                        version.digest, version.approdo, version.model, version.parameters, version.data, version.git
                    )
                )
            )
        asked = sorted(self.ask(sa.select(study.digest, study.name, study.version, study.canonical, study.id)))
        with self.table(schema.STUDIES) as files:
            files.write_rows([row[:4] for row in asked])
        with self.table(schema.POINTS) as files:
            for row in asked:
                found = self.ask(
                    sa.select(point.point, point.draw, point.hash, point.content)
                    .where(point.study == row.id)
                    .order_by(point.point)
                )
                files.write_rows([line for each in found for line in _point_rows(row.digest, each)])
        with self.table(schema.STUDY_RUNS) as files:
            order = (member.point, member.territory, member.package, member.run)
            for row in asked:
                found = self.ask(sa.select(*order, member.key).where(member.study == row.id).order_by(*order))
                files.write_rows(sorted((row.digest, *each) for each in found))

    def runs(self, people: bool) -> int:
        """Write runs and their arrays; return how many runs of other models there are, whose columns are unknown."""
        run, scenario = tables.run.c, tables.scenario.c
        mine = run.model_hash == model_hash()
        question = sa.select(run.key, run.scenario, run.seed, run.model_hash, run.status, run.message).where(mine)
        listed = sorted(self.ask(question), key=lambda row: str(row.key))
        whole = [row for row in listed if row.status == "done"]
        used = {row.scenario for row in listed}
        columns = (scenario.digest, scenario.territory, scenario.package, scenario.start, scenario.months)
        every = self.ask(sa.select(*columns, scenario.canonical))
        found = sorted((row for row in every if row.digest in used), key=lambda row: str(row.digest))
        with self.table(schema.SCENARIOS) as files:
            files.write_rows(found)
        with self.table(schema.RUNS) as files:
            files.write_rows([(row.key, row.scenario, row.seed, row.model_hash) for row in whole])
        with self.table(schema.FAILURES) as files:
            broken = [row for row in listed if row.status != "done"]
            files.write_rows([(row.key, row.scenario, row.seed, row.message) for row in broken])
        self.arrays([(row.key, row.scenario) for row in whole], {row.digest: row for row in found}, people)
        others = sa.select(sa.func.count()).where(run.status == "done", ~mine)
        return int(self.ask(others)[0][0])

    def arrays(self, runs: Sequence[tuple[str, str]], scenarios: Mapping[str, sa.Row[Any]], people: bool) -> None:
        levers = {
            digest: (parse_month(row.start), [lever["id"] for lever in json.loads(row.canonical)["levers"]])
            for digest, row in scenarios.items()
        }
        chosen = [
            schema.TOTALS_TABLE,
            schema.MONTHLY_TABLE,
            schema.ACCOUNTS,
            *([schema.PEOPLE_TABLE] if people else []),
        ]
        with ExitStack() as stack:
            files = [stack.enter_context(self.table(table)) for table in chosen]
            for first in range(0, len(runs), AT_ONCE):
                chunk = runs[first : first + AT_ONCE]
                records = self.store.load([key for key, _ in chunk])
                if len(records) < len(chunk):
                    raise Failure(f"store {self.store.name}: another process removed runs meanwhile. Export it again.")
                parts = [_parts(key, records[key], *levers[digest], people) for key, digest in chunk]
                for file in files:
                    mine = [part[file.table.name] for part in parts]
                    file.write({name: [cell for part in mine for cell in part[name]] for name in mine[0]})

    def describe(self, run: Mapping[str, Any]) -> None:
        document = {
            "profile": "data-package",
            "name": "approdo-store",
            "title": "Runs of Approdo",
            "approdo": __version__,
            "model": model_hash(),
            "description": "Texts in the CSV files that begin with = + - @ ' or a tab have an apostrophe in front.",
            "resources": self.resources,
            "run": dict(run),
        }
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
        (self.folder / DESCRIPTION).write_text(text, encoding="utf-8")


def _point_rows(study: str, point: sa.Row[Any]) -> Iterator[tuple[Any, ...]]:
    for path, value in sorted(json.loads(point.content).items()):
        text = value if isinstance(value, str) else None
        number = None if isinstance(value, str) or value is None else float(value)
        yield study, point.point, point.draw, point.hash, path, number, text


def _parts(key: str, record: Record, start: int, levers: Sequence[str], people: bool) -> dict[str, dict[str, Any]]:
    """Return the columns of one run in each of the tables of arrays."""
    months = [month_text(start + month) for month in range(record.series.shape[0])]
    count = len(months)
    made: dict[str, dict[str, Any]] = {
        schema.TOTALS_TABLE.name: {"key": [key], **_columns(TOTALS, record.totals[np.newaxis])},
        schema.MONTHLY_TABLE.name: {"key": [key] * count, "month": months, **_columns(MONTHLY, record.series)},
        schema.ACCOUNTS.name: {
            "key": [key] * (len(levers) * count),
            "lever": [lever for lever in levers for _ in range(count)],
            "month": months * len(levers),
            "planned": record.planned.ravel().tolist(),
            "delivered": record.delivered.ravel().tolist(),
            "spent": record.spent.ravel().tolist(),
        },
    }
    if people:
        size = record.people.shape[0]
        everybody = {"key": [key] * size, "person": list(range(size)), **_columns(PEOPLE, record.people)}
        made[schema.PEOPLE_TABLE.name] = everybody
    return made


def _columns(names: Sequence[str], array: NDArray[Any]) -> dict[str, list[Any]]:
    """Return the columns of an array by their names; a model's arrays have as many columns as it has names."""
    if array.shape[1] != len(names):
        raise Failure(f"a stored run has {array.shape[1]} columns instead of {len(names)}; another program wrote it.")
    return {name: array[:, number].tolist() for number, name in enumerate(names)}
