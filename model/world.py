"""The columns of the world. A row number is where somebody stands; `id` is who they are, in every draw.

Money is whole cents, time whole months, shares are 0 to 1. A table is one NumPy record array and its columns are
attributes (`people.housing[i]`): rules are then compiled for a dozen arrays, not for two hundred (ten times faster to
compile), and what a rule asks of a person lies close together in memory.
"""

import mmap
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast, get_type_hints

import numpy as np
import numpy.typing as npt

from . import monthly
from .by_address import by_address
from .kinds import KINDS

Ints = npt.NDArray[np.int64]
Medium = npt.NDArray[np.int32]
Small = npt.NDArray[np.int8]
Bytes = npt.NDArray[np.uint8]
Short = npt.NDArray[np.int16]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]


class Table:
    """A record array whose columns are the annotations of the class."""


K = TypeVar("K", bound=Table)
C = TypeVar("C", bound=tuple[Any, ...])
LINE = 64  # bytes of a line of the processor's cache
ROOM = 1 << 16  # bytes from which room is asked of the system itself
FEW = ("base_rent", "managed", "let_rent", "works_left")  # columns of dwellings that have something in few rows
TYPES: dict[Any, str] = {Ints: "i8", Medium: "i4", Words: "u8", Short: "i2", Small: "i1", Bytes: "u1", Floats: "f8"}


def _zeros(rows: int, dtype: "np.dtype[Any]") -> npt.NDArray[Any]:
    """Return zeros that begin with a line of the cache: what belongs together lies in one line, not across two."""
    spare = np.zeros(rows * dtype.itemsize + LINE, np.uint8)
    start = -spare.ctypes.data % LINE
    return spare[start : start + rows * dtype.itemsize].view(dtype)


def room(rows: int, numbers: Any) -> npt.NDArray[Any]:
    """Return zeros of which only what is written takes memory.

    NumPy's would be taken from what was used before, and be in memory from the first to the last.
    """
    size = rows * np.dtype(numbers).itemsize
    if size < ROOM or not hasattr(mmap, "MAP_ANONYMOUS"):
        return _zeros(rows, np.dtype(numbers))
    return np.frombuffer(mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS), numbers)


@cache
def _columns(kind: Hashable) -> tuple[tuple[str, str], ...]:
    """Return names and types of the columns, read once: reading costs a millisecond, and a run makes ten tables."""
    return tuple((name, TYPES[hint]) for name, hint in get_type_hints(kind).items())


def make_table(kind: type[K], rows: int, make: Callable[[int, Any], npt.NDArray[Any]] = _zeros) -> K:
    """Return a table of zeros with the columns of `kind`; `make` makes the zeros."""
    return cast(K, make(rows, np.dtype(list(_columns(cast(Hashable, kind))), align=True)).view(np.recarray))


def make_columns(kind: type[C], rows: int, **given: npt.NDArray[Any]) -> C:
    """Return a tuple of arrays, one for each column of `kind`: those given, zeros for the others."""

    def column(name: str, numbers: str) -> npt.NDArray[Any]:
        return given[name] if name in given else (room if name in FEW else np.zeros)(rows, numbers)

    return kind(*(column(*each) for each in _columns(kind)))


class People(Table):
    """Adults with their household; N rows, in order of the month they are due to leave reception.

    A row is two lines of the processor's cache; what most rules ask for is in the first. Months stay within 16 bits,
    since an id counts cohorts with as many. Money that comes in a month stays below 16,000 EUR and savings below 4
    million (a test adds up the ends of all ranges), and 32 bits hold 21 million.
    """

    id: Ints
    housing: Small
    work: Small
    permit: Small
    channel: Small
    family: Small
    household: Small  # persons in it
    sex: Small
    zone: Small
    away: Short  # months of a harvest elsewhere still to go
    since: Short  # months in the present housing state
    homeless: Short  # months in ETHOS Light 1-6 so far
    arrears: Short  # months of rent owed
    home: Medium  # row of the dwelling, -1 none
    employer: Medium  # row, -1 none
    income: Medium  # cents, this month
    rent: Medium  # cents a month due for the place
    savings: Medium  # cents
    wage: Medium  # cents a month, net
    exit_due: Short  # month of the scheduled exit from reception, recorded months counting from 0
    permit_until: Short  # month the permit ends
    permit_wait: Short  # months of renewal still to wait (holding the ricevuta)
    bonds: Short  # ties to people of the same origin
    bridges: Short  # ties to residents
    benefit_left: Short  # months
    hosting_left: Short  # months before a host can be asked again
    registered: Small  # residence registration
    plan: Small  # what is missing, of the goals in `common.py`; a tutor's time is shared over it
    vulnerability: Floats
    language: Floats  # 0 to 1
    experience: Floats  # months of work
    skill: Floats  # 0 to 1, from training
    unpaid: Ints  # cents owed, of rents however high
    benefit: Medium  # cents a month of unemployment benefit
    contract_left: Short  # months, 0 open-ended
    lease_left: Short  # months
    covered: Short  # months of arrears the guarantee still covers in this tenancy
    stays: Short  # times hosted so far
    minors: Small
    young_child: Small  # 1 with a child under six
    rooms_needed: Small  # Eurostat standard
    sector: Small  # sector of the person's trade
    origin: Small
    transfer: Small  # from CAS to SAI: 0 not yet decided, else by the constants of `exits.py`
    reunited: Small  # 1 once the family has come
    reached: Small  # 1 once any lever served the person
    age: Small
    schooling: Small
    reference: Small  # 1 when a landlord would vouch


@by_address
class Supports(NamedTuple):
    """What the programme gives to whom, by kind of lever and person: [1 + kinds that it has actions of, N].

    Row 0 stands for all other kinds and stays as it was made: nobody has any of them.
    """

    row: Ints  # [KINDS] where a kind stands, 0 one that the programme has no action of
    left: Short  # months of support left; 0 none or over, -1 stopped
    by: Small  # row of the action that gives it, -1 none
    served: Small  # 1 once a kind has been received: one episode each


@by_address
class Landlords(NamedTuple):
    """Owners of dwellings; the row, and the id, of one is that of the first dwelling they own. Other rows are nobody.

    Narrow: there are eight to a person. What owners ask for and like is found when it is needed; see
    `common.owner_terms`.
    """

    known: Medium  # 2 x (row in `Memories` + 1, 0 before a tenant of the model has paid or not) + 1 of a professional

    @property
    def kind(self) -> Small:
        """Who is a small private owner, 0, and who a professional, 1."""
        return (self.known & 1).astype(np.int8)

    @property
    def memory(self) -> Medium:
        """The rows in `Memories`; -1 before a tenant of the model."""
        return (self.known >> 1) - 1


class Memories(Table):
    """What owners who had a tenant of the model know of their own tenants; `crowd[2]` rows are in use."""

    owner: Ints  # row
    taste: Floats  # what is left of the dislike of letting to foreigners, logits
    own_paid: Floats  # what own tenants taught about reliability: weights of paid and unpaid months, slowly forgotten
    own_unpaid: Floats
    seen_paid: Floats  # this month's weight of rents seen paid and unpaid
    seen_unpaid: Floats


@by_address
class Dwellings(NamedTuple):
    """The accessible segment of the private stock, and after it the disused homes whose owners would agree to works.

    One array per column, not a table: all dwellings are passed over for their state alone, several times a month.
    There are eight to a person: no column for what can be told from others, or what only the programme's homes have.
    """

    zone: Small
    landlord: Medium  # row of the owner, the first dwelling of theirs
    rooms: Small
    base_rent: Medium  # cents a month asked in the data month for a room that was not let as one then; 0 all others
    state: Small  # see DwellingState
    places: Small  # contracts it takes; more than one where it is let by the room, and in the programme's shared flats
    tenants: Small  # people of the model who live there
    others: Small  # places let to other households
    managed: Small  # row of the action that manages it + 1, 0 private
    let_rent: Medium  # cents a month that the programme owes the owner
    works_left: Short  # months of the programme's works
    turn: Short  # month in which other households leave a place, or the owner of an empty home decides anew
    above: Ints  # [Z] what the id of a home of the segment is above its row, by zone
    disused: Ints  # ids of the homes behind the segment

    @property
    def segment(self) -> int:
        """How many homes the segment has."""
        return self.zone.size - self.disused.size

    @property
    def id(self) -> Ints:
        """Who each dwelling is, in every draw; see `common.dwelling_id`."""
        return np.append(np.arange(self.segment) + self.above[self.zone[: self.segment]], self.disused)

    @property
    def by_room(self) -> npt.NDArray[np.bool_]:
        """Which dwellings their owners let by the room; see `common.is_by_room`."""
        found: npt.NDArray[np.bool_] = (self.places > 1) & (self.managed == 0)
        found.flags.writeable = False
        return found

    @property
    def nearly_empty(self) -> tuple[Small | Short | Medium, ...]:
        """The columns in which only homes that the programme has, or had, have something."""
        return tuple(getattr(self, name) for name in FEW)


class Employers(Table):
    """Employers with posts that a newcomer could fill."""

    id: Ints
    language: Floats  # language asked
    bias: Floats  # logits against foreign applicants
    worth: Floats  # log of the wage in thousands of EUR, of an opening
    wage: Medium  # cents a month, net, full time
    posts: Short
    staff: Short  # people of the model who work there
    zone: Small
    sector: Small
    open: Small  # 1 with an opening this month
    contract: Small  # that it comes with


class Zones(Table):
    """Zones of the territory, Z rows."""

    id: Ints
    kind: Small
    rent: Floats  # EUR/m2/month, official valuation
    foreign_share: Floats  # foreign residents over residents
    tourism: Floats  # pull of short lets, 0 to 1
    posts: Ints  # posts that a newcomer could fill
    squats: Small  # 1 where squatted buildings are known
    farm_camps: Small  # 1 where farm workers camp in season
    hosts: Ints  # background hosts
    hosted: Ints  # people hosted now
    own_homes: Ints  # people of the model with a home of their own
    host_load: Floats  # people hosted by leavers per leaver with a home of their own
    incomers: Floats  # seasonal workers from elsewhere in the harvest
    rent_index: Floats
    vacancy_sum: Floats  # over the burn-in
    vacancy_usual: Floats  # its mean
    stock: Ints  # dwellings of the segment
    offers: Ints  # places on offer last month
    rivals_low: Floats  # other households who search, low income
    rivals_middle: Floats  # the same, middle income
    rivals_low_in: Floats  # who begin to search each month
    rivals_middle_in: Floats
    jobseekers: Floats  # other jobseekers
    jobseekers_in: Floats


class Services(Table):
    """The territory's shelters: the usual beds in row 0, this month's in row 1."""

    capacity: Ints
    users: Ints


@by_address
class Ledger(NamedTuple):
    """What the programme did and cost: A actions, T recorded months."""

    served: Ints  # [A, T] people or dwellings served in the month
    begun: Ints  # [A, T]
    spent: Ints  # [A, T] cents
    total: Ints  # [A] cents so far


class Calendar(Table):
    """What the date brings, by simulated month (burn-in first): index `t + burn`."""

    month: Small  # 0 January to 11 December
    special_convertible: Small  # 1 when a special permit becomes a work permit with a regular job
    special_renewable: Small  # 1 when a special permit is renewed without one
    cas_courses: Small  # 1 when CAS offers courses
    minimum_income: Ints  # cents a month for a household alone; 0 none
    minimum_years: Small  # years of residence it asks for
    minimum_families: Small  # 1 when only households with minors have it


@by_address
class Record(NamedTuple):
    """What is kept: T recorded months, K outcomes, N people."""

    series: Floats  # [T, K]
    states: Bytes  # [T, N] housing state + 16 x work state

    @property
    def housing(self) -> Small:
        """Housing state by month and person, [T, N]; a copy."""
        return (self.states & 15).view(np.int8)

    @property
    def work(self) -> Small:
        """Work state by month and person, [T, N]; a copy."""
        return (self.states >> 4).view(np.int8)


@by_address
class World(NamedTuple):
    """Everything a month reads and changes."""

    people: People
    supports: Supports
    landlords: Landlords
    memories: Memories  # room for every owner
    dwellings: Dwellings
    employers: Employers
    zones: Zones
    minutes: Ints  # [Z, Z] travel time between zones
    services: Services
    ledger: Ledger
    belief: Floats  # [1] the owners' mean belief this month
    pooled: Floats  # [2] what all owners learned from everybody's tenants: weights of paid and unpaid months
    climate: Floats  # [3] share of owners visited and share who are partners, part of taste that is not acted upon
    asked: Floats  # [6] what base rents are made of; see `supply.base_rent`
    terms: Floats  # [4] owners' mean taste here, its spread, professionals' part of it; share who ask for two months
    seen: Floats  # [2] weight of rents seen paid and unpaid this month, all owners
    flows: Ints  # this month's counts, by the constants of `flows.py`
    record: Record
    calendar: Calendar
    present: Ints  # [N] rows of who is in the territory this month, ascending; `crowd[0]` of them
    alike: Ints  # [N] the same rows as in `present`, those in the same state together; see `processes/alike.py`
    crowd: Ints  # [4] length of `present`, first row still expected, owners with a memory, holders who have come
    buckets: Ints  # [1] into how many the offers of a large market are dealt; see `population.buckets_for`
    owners: Ints  # [1] how many there are, those of disused homes without a row counted
    seed: Ints  # [1]
    burn: Ints  # [1] months of burn-in


def empty_supports(kinds: Iterable[int], people: int) -> Supports:
    """Return supports that nobody has, with a row for each of these kinds of lever."""
    used = sorted(set(kinds))
    row = np.zeros(KINDS, np.int64)
    row[used] = np.arange(1, len(used) + 1)
    wide = (1 + len(used), people)
    left, served = (room(wide[0] * people, numbers).reshape(wide) for numbers in (np.int16, np.int8))
    return Supports(row, left, np.full(wide, -1, np.int8), served)


def empty_ledger(actions: int, months: int) -> Ledger:
    """Return a ledger without an entry."""

    def by_month() -> Ints:
        return np.zeros((actions, months), np.int64)

    return Ledger(by_month(), by_month(), by_month(), np.zeros(actions, np.int64))


def empty_record(months: int, people: int) -> Record:
    """Return a record without an entry."""
    return Record(np.zeros((months, monthly.COUNT)), room(months * people, np.uint8).reshape(months, people))


def copy_world(world: World) -> World:
    """Return a world that shares nothing with this one."""

    def copy(part: Any) -> Any:
        if not isinstance(part, np.ndarray):
            return type(part)(*(copy(item) for item in part))
        if any(part is each for each in world.dwellings.nearly_empty):
            twin, used = room(part.size, part.dtype), np.flatnonzero(part)
            twin[used] = part[used]
            return twin
        if not part.dtype.names:
            return part.copy()
        known = part is world.memories
        rows = int(world.crowd[2]) if known else part.size
        twin = (room if known else _zeros)(part.size, part.dtype)
        # as bytes: NumPy copies records one field at a time
        twin[:rows].view(np.uint8)[:] = part[:rows].view(np.ndarray).view(np.uint8)
        return twin.view(type(part))

    return copy(world)  # type: ignore[no-any-return]
