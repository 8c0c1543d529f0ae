"""What a store holds, and removing what no answer can use any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from approdo.model.engine import model_hash

from . import tables
from .database import file_of
from .store import Store
from .tables import SCHEMA


@dataclass(frozen=True)
class StudyState:
    """How far a study is: `whole` of its `runs` are in the store."""

    digest: str
    name: str
    points: int
    runs: int
    whole: int


@dataclass(frozen=True)
class Status:
    """What a store holds; `runs` and `failures` by model (sha256 of the rules), `bytes` None on a server."""

    schema: int
    runs: Mapping[str, int]
    failures: Mapping[str, int]
    scenarios: int
    studies: tuple[StudyState, ...]
    bytes: int | None

    @property
    def current(self) -> int:
        """Whole runs of today's model."""
        return self.runs.get(model_hash(), 0)

    @property
    def old(self) -> int:
        """Whole runs of other models, which this version never finds."""
        return sum(self.runs.values()) - self.current


@dataclass(frozen=True)
class Pruned:
    """What was removed, or would be."""

    runs: int
    failures: int
    scenarios: int
    studies: int


def status(store: Store) -> Status:
    """Return what a store holds."""
    run, member, point = tables.run.c, tables.study_run.c, tables.design_point.c
    done = run.status == "done"
    with store.reading() as connection:

        def counted(question: sa.Select[Any]) -> dict[str, int]:
            return dict(sorted((str(row[0]), int(row[1])) for row in connection.execute(question)))

        by_model = sa.select(run.model_hash, sa.func.count()).group_by(run.model_hash)
        of_study = sa.select(member.study, sa.func.count()).group_by(member.study)
        asked = counted(of_study)
        whole = counted(of_study.join(tables.run, sa.and_(run.key == member.key, done)))
        points = counted(sa.select(point.study, sa.func.count()).group_by(point.study))
        listed = connection.execute(sa.select(tables.study.c.id, tables.study.c.digest, tables.study.c.name)).all()
        studies = [
            StudyState(row.digest, row.name, *(found.get(str(row.id), 0) for found in (points, asked, whole)))
            for row in listed
        ]
        return Status(
            SCHEMA,
            counted(by_model.where(done)),
            counted(by_model.where(~done)),
            connection.execute(sa.select(sa.func.count()).select_from(tables.scenario)).scalar_one(),
            tuple(sorted(studies, key=lambda state: (state.name, state.digest))),
            _bytes(store),
        )


def prune(store: Store, *, remove: bool) -> Pruned:
    """Count, and with `remove` delete: failures, and runs and studies of other models than today's.

    Scenarios that no run is left of go too. A file gives its room back to the disk.
    """
    run, study, version, scenario = tables.run, tables.study, tables.version, tables.scenario
    foreign = run.c.model_hash != model_hash()
    old_versions = sa.select(version.c.digest).where(version.c.model != model_hash())
    old_study = study.c.version.in_(old_versions)
    kept = sa.select(run.c.scenario).where(~foreign, run.c.status == "done")
    unused = scenario.c.digest.not_in(kept)
    with store.writing() as connection:

        def count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
            return connection.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar_one()

        found = Pruned(
            count(run, foreign, run.c.status == "done"),
            count(run, run.c.status != "done"),
            count(scenario, unused),
            count(study, old_study),
        )
        if remove:
            connection.execute(sa.delete(run).where(sa.or_(foreign, run.c.status != "done")))
            connection.execute(sa.delete(scenario).where(unused))
            connection.execute(sa.delete(study).where(old_study))
            used = sa.select(study.c.version)
            connection.execute(sa.delete(version).where(version.c.digest.not_in(used)))
    if remove:
        store.compact()
    return found


def _bytes(store: Store) -> int | None:
    file = file_of(store.url)
    return None if file is None or not file.exists() else file.stat().st_size
