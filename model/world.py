"""The columns of the world. A row number is where somebody stands; `id` is who they are, in every draw.

Money is whole cents, time whole months, shares are 0 to 1. A table is one NumPy record array and its columns are
attributes (`people.housing[i]`): rules are then compiled for a dozen arrays, not for two hundred (ten times faster to
compile), and what a rule asks of a person lies close together in memory.
"""

from typing import Any, NamedTuple, TypeVar, cast, get_type_hints

import numpy as np
import numpy.typing as npt

from . import monthly

Ints = npt.NDArray[np.int64]
Medium = npt.NDArray[np.int32]
Small = npt.NDArray[np.int8]
Short = npt.NDArray[np.int16]
Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]


class Table:
    """A record array whose columns are the annotations of the class."""


K = TypeVar("K", bound=Table)
C = TypeVar("C", bound=tuple[Any, ...])
TYPES: dict[Any, str] = {Ints: "i8", Medium: "i4", Words: "u8", Short: "i2", Small: "i1", Floats: "f8"}


def make_table(kind: type[K], rows: int) -> K:
    """Return a table of zeros with the columns of `kind`."""
    columns = [(name, TYPES[hint]) for name, hint in get_type_hints(kind).items()]
    return cast(K, np.zeros(rows, np.dtype(columns, align=True)).view(np.recarray))


def make_columns(kind: type[C], rows: int) -> C:
    """Return a tuple of zeroed arrays, one for each column of `kind`."""
    return kind(*(np.zeros(rows, TYPES[hint]) for hint in get_type_hints(kind).values()))


class People(Table):
    """Adults with their household; N rows, in order of the month they are due to leave reception."""

    id: Ints
    exit_due: Ints  # month of the scheduled exit from reception, recorded months counting from 0
    sex: Small
    age: Small
    origin: Small
    family: Small
    minors: Small
    young_child: Small  # 1 with a child under six
    household: Small  # persons in it
    rooms_needed: Small  # Eurostat standard
    schooling: Small
    sector: Small  # sector of the person's trade
    channel: Small
    permit: Small
    vulnerability: Floats
    zone: Small
    housing: Small
    home: Ints  # row of the dwelling, -1 none
    rent: Ints  # cents a month due for the place
    lease_left: Short  # months
    arrears: Short  # months of rent owed
    unpaid: Ints  # cents owed
    covered: Short  # months of arrears the guarantee still covers in this tenancy
    since: Short  # months in the present housing state
    homeless: Short  # months in ETHOS Light 1-6 so far
    registered: Small  # residence registration
    permit_until: Ints  # month the permit ends
    permit_wait: Short  # months of renewal still to wait (holding the ricevuta)
    language: Floats  # 0 to 1
    experience: Floats  # months of work
    skill: Floats  # 0 to 1, from training
    savings: Ints  # cents
    income: Ints  # cents, this month
    work: Small
    employer: Ints  # row, -1 none
    wage: Ints  # cents a month, net
    contract_left: Short  # months, 0 open-ended
    benefit: Ints  # cents a month of unemployment benefit
    benefit_left: Short  # months
    bonds: Short  # ties to people of the same origin
    bridges: Short  # ties to residents
    hosting_left: Short  # months before a host can be asked again
    stays: Short  # times hosted so far
    reference: Small  # 1 when a landlord would vouch
    goal_home: Floats  # share of the tutor's time, from the plan
    goal_work: Floats
    goal_social: Floats
    reached: Small  # 1 once any lever served the person


class Supports(NamedTuple):
    """What the programme gives to whom, by kind of lever and person: [KINDS, N]."""

    left: Short  # months of support left; 0 none or over, -1 stopped
    by: Small  # row of the action that gives it
    served: Small  # 1 once a kind has been received: one episode each


class Landlords(Table):
    """Owners of the accessible segment."""

    id: Ints
    kind: Small  # 0 small private, 1 professional
    taste: Floats  # dislike of letting to foreigners, logits
    alpha: Floats  # belief about tenants' reliability: a Beta distribution
    beta: Floats
    seen_paid: Floats  # this month's weight of rents seen paid and unpaid
    seen_unpaid: Floats
    deposit: Small  # months of rent asked


class Dwellings(NamedTuple):
    """The accessible segment of the private stock, and the disused homes that could come back.

    One array per column, not a table: all dwellings are passed over for their state alone, several times a month.
    """

    id: Ints
    zone: Small
    landlord: Medium
    rooms: Small
    m2: Short
    base_rent: Medium  # cents a month asked in the data month, for one place
    state: Small  # see DwellingState
    by_room: Small
    places: Small  # contracts the dwelling takes
    tenants: Small  # people of the model who live there
    others: Small  # places let to other households
    managed: Small  # row of the action that manages it + 1, 0 private
    let_rent: Medium  # cents a month of a place at the last letting; what an agency pays the owner
    works_left: Short
    consents: Small  # 1 when the owner of a disused home would agree to works


class Employers(Table):
    """Employers with posts that a newcomer could fill."""

    id: Ints
    zone: Small
    sector: Small
    posts: Short
    staff: Short  # people of the model who work there
    wage: Ints  # cents a month, net, full time
    language: Floats  # language asked
    bias: Floats  # logits against foreign applicants
    open: Small  # 1 with an opening this month


class Zones(Table):
    """Zones of the territory, Z rows."""

    id: Ints
    kind: Small
    rent: Floats  # EUR/m2/month, official valuation
    foreign_share: Floats  # foreign residents over residents
    squats: Small  # 1 where squatted buildings are known
    farm_camps: Small  # 1 where farm workers camp in season
    hosts: Ints  # background hosts
    hosted: Ints  # people hosted now
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


class Services(NamedTuple):
    """Services with a capacity; rows are the kinds in `service.py`."""

    capacity: Ints
    users: Ints


class Ledger(NamedTuple):
    """What the programme did and cost: A actions, T recorded months."""

    served: Ints  # [A, T] people or dwellings served in the month
    begun: Ints  # [A, T]
    spent: Ints  # [A, T] cents
    total: Ints  # [A] cents so far


class Calendar(NamedTuple):
    """What the date brings, by simulated month (burn-in first): index `t + burn`."""

    month: Small  # 0 January to 11 December
    special_convertible: Small  # 1 when a special permit becomes a work permit with a regular job
    special_renewable: Small  # 1 when a special permit is renewed without one



class Record(NamedTuple):
    """What is kept: T recorded months, K outcomes, N people."""

    series: Floats  # [T, K]
    housing: Small  # [T, N]
    work: Small  # [T, N]


class World(NamedTuple):
    """Everything a month reads and changes."""

    people: People
    supports: Supports
    landlords: Landlords
    dwellings: Dwellings
    employers: Employers
    zones: Zones
    minutes: Ints  # [Z, Z] travel time between zones
    services: Services
    ledger: Ledger
    belief: Floats  # [1] the owners' mean belief this month
    seen: Floats  # [2] weight of rents seen paid and unpaid this month, all owners
    flows: Ints  # this month's counts, by the constants of `flows.py`
    record: Record
    calendar: Calendar
    present: Ints  # [N] rows of who is in the territory this month, ascending; `crowd[0]` of them
    crowd: Ints  # [2] length of `present`, first row still expected
    seed: Ints  # [1]
    burn: Ints  # [1] months of burn-in


def empty_ledger(actions: int, months: int) -> Ledger:
    """Return a ledger without an entry."""

    def by_month() -> Ints:
        return np.zeros((actions, months), np.int64)

    return Ledger(by_month(), by_month(), by_month(), np.zeros(actions, np.int64))


def empty_record(months: int, people: int) -> Record:
    """Return a record without an entry."""
    return Record(
        np.zeros((months, monthly.COUNT)), np.zeros((months, people), np.int8), np.zeros((months, people), np.int8)
    )


def copy_world(world: World) -> World:
    """Return a world that shares nothing with this one."""

    def copy(part: Any) -> Any:
        if isinstance(part, np.ndarray):
            # as bytes: NumPy copies records one field at a time
            raw = part.view(np.ndarray).view(np.uint8) if part.dtype.names else part
            return raw.copy().view(part.dtype).view(type(part))
        return type(part)(*(copy(item) for item in part))

    return copy(world)  # type: ignore[no-any-return]
