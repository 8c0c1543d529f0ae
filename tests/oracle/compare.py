"""The whole state of a world as named columns, read from the engine and from the oracle, and their first difference."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from approdo.model import flows, monthly
from approdo.model.codes import Channel
from approdo.model.world import Dwellings, Employers, Landlords, People, World, Zones

from .model import OF_ZONES, OracleModel, column_names

Columns: TypeAlias = dict[str, list[Any]]

TABLES: Mapping[str, type] = {
    "people": People,
    "landlords": Landlords,
    "dwellings": Dwellings,
    "employers": Employers,
    "zones": Zones,
}
ROW_OF: Mapping[str, Callable[[Any], int]] = {
    "zone": lambda other: other.row,
    "landlord": lambda other: other.row,
    "home": lambda other: -1 if other is None else other.row,
    "employer": lambda other: -1 if other is None else other.row,
    "managed": lambda other: 0 if other is None else other.row + 1,
}
NOTED = ("worth", "contract")  # what the engine writes down of openings, for the month only
LEARNED = ("own_paid", "own_unpaid", "seen_paid", "seen_unpaid")
SUPPORTS = "supports (person, kind, left, by, served)"
FLOWS = [name.lower() for name in vars(flows) if name.isupper() and name != "COUNT"]
SERIES = [name.lower() for name in vars(monthly) if name.isupper() and name != "COUNT"]


def engine_state(world: World, t: int) -> Columns:
    """Every column of the engine's world after month t."""
    columns: Columns = {}
    for table in TABLES:
        rows: Any = getattr(world, table)
        for name in (each for each in column_names(rows) if each not in NOTED):
            columns[f"{table}.{name}"] = getattr(rows, name).tolist()
    columns |= _owners(world)
    given = world.supports
    places, rows = np.nonzero((given.left != 0) | (given.by != -1) | (given.served != 0))
    # a place without a kind of its own, 0 among them, has the kind -1, which the oracle does not know
    kinds = np.full(len(given.left), -1)
    kinds[given.row[given.row > 0]] = np.flatnonzero(given.row > 0)
    numbers = (rows, kinds[places], *(column[places, rows] for column in (given.left, given.by, given.served)))
    columns[SUPPORTS] = sorted(zip(*(column.tolist() for column in numbers), strict=True))
    for field in ("served", "begun", "spent"):
        columns[f"ledger.{field}"] = getattr(world.ledger, field)[:, max(t, 0)].tolist()
    columns["ledger.total"] = world.ledger.total.tolist()
    columns["services"] = [*world.services.capacity.tolist(), int(world.services.users[0])]
    columns["belief, seen"] = [float(world.belief[0]), *world.seen.tolist()]
    columns["pooled, climate"] = [*world.pooled.tolist(), *world.climate.tolist()]
    columns["flows"] = world.flows.tolist()
    columns["crowd"] = world.crowd.tolist()
    columns["present"] = world.present[: world.crowd[0]].tolist()
    if t >= 0:
        columns["series"] = world.record.series[t].tolist()
        columns["record.housing"] = world.record.housing[t].tolist()
        columns["record.work"] = world.record.work[t].tolist()
    return columns


def _owners(world: World) -> Columns:
    """What the engine keeps of owners elsewhere than in their table."""
    known: Any = world.memories
    memory = world.landlords.memory
    columns: Columns = {"dwellings.id": world.dwellings.id.tolist()}
    columns["dwellings.by_room"] = world.dwellings.by_room.tolist()
    columns["landlords.id"] = world.dwellings.id.tolist()
    for name in (*LEARNED, "taste"):
        columns[f"landlords.{name}"] = np.where(memory >= 0, known[name][memory], 0.0).tolist()
    columns["experienced"] = known.owner[: world.crowd[2]].tolist()
    return columns


def oracle_state(model: OracleModel) -> Columns:
    """The same columns of the oracle after its latest month."""
    t = model.month - 1
    columns: Columns = {}
    for table in TABLES:
        columns |= _table(table, getattr(model, table))
    for name in ("id", *LEARNED):
        columns[f"landlords.{name}"] = [getattr(owner, name) for owner in model.landlords]
    # until a tenant of the model has paid, or not, the engine has no place for it
    columns["landlords.taste"] = [owner.taste if owner.memory >= 0 else 0.0 for owner in model.landlords]
    columns["landlords.known"] = [2 * (owner.memory + 1) + owner.kind for owner in model.landlords]
    for name in ("id", "by_room"):
        columns[f"dwellings.{name}"] = [getattr(dwelling, name) for dwelling in model.dwellings]
    # the engine keeps a base rent that was changed
    rents = [(dwelling.base_rent, dwelling.first_rent) for dwelling in model.dwellings]
    columns["dwellings.base_rent"] = [rent if rent != first else 0 for rent, first in rents]
    columns[SUPPORTS] = sorted(
        (person.row, kind, support.left, -1 if support.by is None else support.by.row, support.served)
        for person in model.people
        for kind, support in person.supports.items()
        if support.left != 0 or support.by is not None or support.served != 0
    )
    for field in ("served", "begun", "spent"):
        columns[f"ledger.{field}"] = [getattr(action, field)[max(t, 0)] for action in model.actions]
    columns["ledger.total"] = [action.total for action in model.actions]
    columns["services"] = [model.usual_beds, model.shelter_beds, model.shelter_users]
    columns["belief, seen"] = [model.belief, model.seen_paid, model.seen_unpaid]
    columns["pooled, climate"] = [*model.pooled, *model.climate]
    columns["experienced"] = [owner.row for owner in model.experienced]
    columns["flows"] = model.flows
    holders = sum(person.channel != Channel.NONE for person in model.people[: model.let_in])
    columns["crowd"] = [len(model.present), model.let_in, len(model.experienced), holders]
    columns["present"] = [person.row for person in model.present]
    if t >= 0:
        columns["series"] = model.series[t]
        columns["record.housing"] = model.housing_by_month[t]
        columns["record.work"] = model.work_by_month[t]
    return columns


def _table(table: str, agents: Sequence[Any]) -> Columns:
    names = [name for name in TABLES[table].__annotations__ if name not in (*OF_ZONES, *NOTED)]
    columns = {name: [getattr(agent, name) for agent in agents] for name in names}
    for name, row_of in ROW_OF.items():
        if name in columns:
            columns[name] = [row_of(other) for other in columns[name]]
    return {f"{table}.{name}": column for name, column in columns.items()}


def differences(engine: Columns, oracle: Columns) -> Iterable[str]:
    """Say where two states differ, to the last bit: a line per value."""
    assert engine.keys() == oracle.keys()
    for name, theirs in engine.items():
        ours = oracle[name]
        if theirs == ours:
            continue
        if name == SUPPORTS:
            yield f"{name}: engine only {sorted({*theirs} - {*ours})}, oracle only {sorted({*ours} - {*theirs})}"
            continue
        if len(theirs) != len(ours):
            yield f"{name}: engine has {len(theirs)} values, oracle {len(ours)}: {theirs} and {ours}"
        table = name.partition(".")[0]
        for row, (their, our) in enumerate(zip(theirs, ours, strict=False)):
            if their != our:
                yield f"{name} of {_who(engine, table, name, row)}: engine {their!r}, oracle {our!r}"


def _who(engine: Columns, table: str, name: str, row: int) -> str:
    if name == "flows":
        return FLOWS[row]
    if name == "series":
        return SERIES[row]
    if table == "record":
        table = "people"
    ids = engine.get(f"{table}.id")
    return f"row {row}" + (f" (id {ids[row]})" if ids else "")
