"""A pilot about nobody: simulated people of known parameters, recorded as a real pilot would record them."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo.experiments.apportion import whole_parts
from approdo.experiments.scenario import Scenario, validate_run
from approdo.experiments.seeds import run_seed
from approdo.model import kinds
from approdo.model.calendar import month_text
from approdo.model.codes import ETHOS_LIGHT, AgeBand, Family, Housing, Permit, Sex, Work
from approdo.model.errors import BadInput
from approdo.model.kinds import TUTORING

from ..cohort import NEVER, Cohort, live_cohort
from .cells import Value
from .descriptor import NAME, WATERMARK, Descriptor, written
from .observing import Observing, observed
from .schema import CODES, TABLES, code_for
from .spells import spells_of
from .tables import table_bytes

if TYPE_CHECKING:
    from approdo.experiments.package import Package
    from approdo.model.parameters import Parameters
    from approdo.model.territory import Territory

PEOPLE: Final = 100
MONTHS: Final = 20
FOLLOWED_BEFORE: Final = 12  # a comparison person has left reception at most so many months before being followed

WRITTEN: Final = ("person", "housing_spell", "work_spell", "support_episode")

Rows = list[dict[str, Value]]


@dataclass(frozen=True, eq=False)
class Synthetic:
    """The files of a package by name, and apart from them the truth behind it."""

    files: dict[str, bytes]
    truth: dict[str, bytes]
    people: Mapping[str, int]  # by territory: participants found
    wanted: Mapping[str, int]
    comparison: int  # people of the comparison group, all territories


@dataclass
class _Tables:
    """The rows of the package, and the months nobody would see."""

    rows: dict[str, Rows] = field(default_factory=lambda: {name: [] for name in WRITTEN})
    truth: list[str] = field(default_factory=lambda: ["pid,month,housing,work"])


def synthesise(
    package: "Package",
    territories: "Sequence[Territory]",
    parameters: "Parameters",
    *,
    seed: int,
    start: int,
    months: int = MONTHS,
    people: int = PEOPLE,
    comparison: int = 0,
    how: Observing | None = None,
    name: str | None = None,
) -> Synthetic:
    """Simulate a pilot: one run in each territory, participants out of those whom the package reached.

    Args:
        package: what the pilot does, in each territory.
        territories: where.
        parameters: the truth.
        seed: the same seed gives the same bytes.
        start: first month, a month number.
        months: length of the observation.
        people: participants, split evenly over the territories.
        comparison: people followed and not served, split likewise.
        how: how months are recorded.
        name: of the package that is written.

    Raises:
        BadInput: no territory, sizes out of range, or nobody was reached anywhere.
    """
    validate_run(months, seed=seed)
    if not territories:
        raise BadInput(f'package "{package.id}" names no territory. Give some: --territory bologna')
    for what, size, least in (("people", people, 1), ("comparison", comparison, 0)):
        if not least <= size <= 100_000:
            raise BadInput(f"{what} = {size}, expected {least} to 100000.")
    recording = Observing() if how is None else how
    tables, found = _Tables(), dict[str, int]()
    wanted = dict(zip([place.id for place in territories], whole_parts(people, [1.0] * len(territories)), strict=True))
    apart = dict(zip(wanted, whole_parts(comparison, [1.0] * len(territories)), strict=True))
    for place in territories:
        # a world and its record have luck of their own, which other territories do not change
        world = run_seed(seed, place.code)
        rng = np.random.default_rng(run_seed(seed, place.code, fresh=True))
        scenario = Scenario(place, package, parameters, start, months)
        cohort = live_cohort(place, parameters, scenario.package.levers, start, months, world)
        served = _served(cohort, wanted[place.id], rng)
        others = _others(cohort, months, apart[place.id], rng)
        found[place.id] = served.size
        rows = np.concatenate((served, others))
        first = np.concatenate((cohort.enrolled[served], np.maximum(cohort.left[others], 0)))
        _write(tables, place, cohort, rows, first, served.size, start, recording, rng, seed)
    if not tables.rows["person"]:
        raise BadInput(f'package "{package.id}": it reached nobody within {months} months; nothing was written.')
    title = name or re.sub(r"[^a-z0-9._-]+", "-", f"synthetic-{seed}-{package.id.lower()}")[:60]
    descriptor = Descriptor(title, start, start + months - 1, None, True)
    present = [table for table in TABLES.values() if table.name in WRITTEN]
    files = {NAME: written(descriptor, present), "SYNTHETIC.txt": (WATERMARK + "\n").encode()}
    for table in present:
        rows_of = sorted(tables.rows[table.name], key=lambda row: [str(row.get(k)) for k in table.key])
        files[table.file] = table_bytes(table, rows_of)
    truth = _truth(package, territories, parameters, seed, start, months, recording)
    listed = "\n".join([tables.truth[0], *sorted(tables.truth[1:])]) + "\n"
    others_found = sum(row["group"] == "comparison" for row in tables.rows["person"])
    return Synthetic(files, {"truth.json": truth, "months.csv": listed.encode()}, found, wanted, others_found)


def _served(cohort: Cohort, wanted: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return rows of participants: those whom a lever reached, people with a tutor before others."""
    reached = cohort.enrolled != NEVER
    pool = np.flatnonzero(reached)
    untutored = cohort.begun[pool, TUTORING] == NEVER
    return np.sort(pool[np.lexsort((rng.random(pool.size), untutored))[:wanted]])


def _others(cohort: Cohort, months: int, wanted: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return rows of the comparison group: recent or coming leavers of reception whom no lever reached."""
    recent = cohort.holder & (cohort.left >= -FOLLOWED_BEFORE) & (cohort.left < months)
    present = recent & (cohort.enrolled == NEVER)
    begin = np.clip(cohort.left, 0, months - 1)
    state = np.take_along_axis(cohort.housing, begin[:, None].astype(np.int64), axis=1)[:, 0]
    pool = np.flatnonzero(present & (state != Housing.DEPARTED))
    return np.sort(pool[np.argsort(rng.random(pool.size), kind="stable")[:wanted]])


def _pid(seed: int, territory: int, number: int) -> str:
    return "synth-" + hashlib.sha256(f"{seed} {territory} {number}".encode()).hexdigest()[:16]


def _write(
    tables: _Tables,
    place: "Territory",
    cohort: Cohort,
    rows: NDArray[np.int64],
    first: NDArray[np.int16],
    served: int,
    start: int,
    how: Observing,
    rng: np.random.Generator,
    seed: int,
) -> None:
    """Add the people of one territory to the tables."""
    months = cohort.housing.shape[1]
    last = np.full(rows.size, months - 1, np.int16)
    housing, work, last = observed(cohort.housing[rows], cohort.work[rows], first, last, how, rng)
    for number, row in enumerate(rows.tolist()):
        pid, begin, end = _pid(seed, place.code, number), int(first[number]), int(last[number])
        left = int(cohort.left[row])
        tables.rows["person"].append(
            {
                "pid": pid,
                "group": "participant" if number < served else "comparison",
                "territory": f"{place.code:03d}",
                "observed_from": start + begin,
                "observed_to": start + end,
                "sex": code_for("sex", Sex(cohort.sex[row])),
                "age_band": code_for("age_band", AgeBand(cohort.age_band[row])),
                "permit_type": code_for("permit_type", Permit(cohort.permit[row])),
                "family_type": code_for("family_type", Family(cohort.family[row])),
                "exit_month": start + left if left <= end else None,
                "consent_basis": "research",
            }
        )
        for spell in spells_of(housing[number]):
            state = code_for("housing_state", Housing(spell.state))
            light = ETHOS_LIGHT[spell.state] or None
            row_of = {"pid": pid, **_span(spell.start, spell.end, end, start), "state": state, "ethos_light": light}
            tables.rows["housing_spell"].append(row_of)
        for spell in spells_of(work[number]):
            contract = code_for("contract", Work(spell.state))
            status = code_for("work_status", Work(spell.state)) if contract is None else "employed"
            told: dict[str, Value] = {"status": status, "contract": contract}
            tables.rows["work_spell"].append({"pid": pid, **_span(spell.start, spell.end, end, start), **told})
        if number < served:
            tables.rows["support_episode"] += _support(pid, cohort, row, end, start)
        for month in range(months):
            true = f"{int(cohort.housing[row, month])},{int(cohort.work[row, month])}"
            tables.truth.append(f"{pid},{month_text(start + month)},{true}")


def _support(pid: str, cohort: Cohort, row: int, last: int, start: int) -> Rows:
    """Return the episodes of support of a participant that were seen, one for each kind."""
    episodes: dict[str, tuple[int, int]] = {}
    for code in CODES["lever"].values():
        mechanisms = [int(getattr(kinds, name)) for name in code.states]
        begin = min((int(cohort.begun[row, kind]) for kind in mechanisms), default=NEVER)
        if begin <= last:
            episodes[code.id] = begin, max(int(cohort.ended[row, kind]) for kind in mechanisms)
    return [
        {"pid": pid, "lever": lever, "start": start + begin, "end": None if end >= last else start + end}
        for lever, (begin, end) in episodes.items()
    ]


def _span(begin: int, end: int, last: int, start: int) -> dict[str, Value]:
    """Return the months of a spell; one that goes on when the observation ends stays open."""
    return {"start": start + begin, "end": None if end == last else start + end}


def _truth(
    package: "Package",
    territories: "Sequence[Territory]",
    parameters: "Parameters",
    seed: int,
    start: int,
    months: int,
    how: Observing,
) -> bytes:
    from approdo.model.engine import model_hash

    document: dict[str, Any] = {
        "watermark": WATERMARK,
        "seed": seed,
        "package": package.id,
        "levers": [lever.canonical() for lever in package.levers],
        "territories": [place.canonical() for place in territories],
        "start": month_text(start),
        "months": months,
        "parameters": {**parameters.canonical(), **how.truth()},
        "model": model_hash(),
        "codes": {"housing": {state.name: int(state) for state in Housing}, "work": {s.name: int(s) for s in Work}},
    }
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()
