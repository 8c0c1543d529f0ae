"""3 Permits and residence registration; families are reunited."""

from .. import draws
from ..arithmetic import chance
from ..codes import Channel, Housing, Permit
from ..draws import pick, stream
from ..kernel import kernel
from ..kinds import RESIDENCE_REGISTRATION
from ..parameters import Values
from ..world import Ints, People, World
from .ahead import fetch_soon
from .common import is_formal, is_present
from .families import FIXED, is_joined, reunite
from .supports import has_support


@kernel
def duration(p: Values, permit: int) -> int:
    """Return how many months a new permit of this kind lasts."""
    if permit == Permit.REFUGEE:
        return int(p.permits_refugee_months)
    if permit == Permit.SUBSIDIARY:
        return int(p.permits_subsidiary_months)
    return int(p.permits_special_months)


@kernel
def registration_chance(p: Values, state: int) -> float:
    """Return the monthly chance to register a residence from a housing state."""
    if (
        Housing.HOSTED_AGREEMENT <= state <= Housing.SOCIAL
        or state == Housing.PROGRAMME
        or state == Housing.TRANSITIONAL
        or state == Housing.RECEPTION
        or state == Housing.PROLONGED_RECEPTION
    ):
        return p.permits_register_at_home
    if state == Housing.HOSTED:
        return p.permits_register_with_host
    return p.permits_register_fictitious


@kernel
def register_residence(world: World, p: Values, i: int, key: int) -> None:
    """Let somebody register a residence, or lose the one that no title to a home holds."""
    people = world.people
    odds = registration_chance(p, people.housing[i])
    if has_support(world.supports, RESIDENCE_REGISTRATION, i):
        odds = 1.0 - (1.0 - odds) * (1.0 - p.permits_register_helped)
    if people.registered[i] == 0:
        if people.channel[i] != Channel.NONE and chance(pick(key, people.id[i], 0), odds):
            people.registered[i] = 1
    elif odds < p.permits_register_at_home and chance(pick(key, people.id[i], 1), p.permits_lapse_hazard):
        people.registered[i] = 0


@kernel
def renew_permit(people: People, p: Values, i: int, t: int, kept: bool, key: int) -> None:
    """Renew a permit that runs out, after a delay; a special one is lost where no rule of the date keeps it."""
    if people.permit_wait[i] > 0:
        people.permit_wait[i] -= 1
        if people.permit_wait[i] == 0:
            people.permit_until[i] = t + duration(p, people.permit[i])
    elif t >= people.permit_until[i]:
        if people.permit[i] == Permit.SPECIAL and not kept:
            people.permit[i] = Permit.NONE
            return
        people.permit_wait[i] = int(p.permits_renewal_delay_months)
        if people.registered[i] == 0 and chance(pick(key, people.id[i], 0), p.permits_address_block):
            people.permit_wait[i] += int(p.permits_address_delay_months)


@kernel
def permits(world: World, p: Values, t: int, rows: Ints) -> None:
    """Registrations are made and lapse; permits run out, are renewed after a delay, converted or lost.

    Refugee and subsidiary permits are always renewed; a special permit needs the date's rule (renewable, or
    convertible with a regular job). Without a registered residence some offices ask for one first: a delay.
    """
    people, seed = world.people, world.seed[0]
    key = stream(seed, draws.PERMIT, t)
    register = stream(seed, draws.REGISTRATION, t)
    family = stream(seed, draws.REUNIFICATION, t)
    fixed = stream(seed, draws.REUNIFICATION, FIXED)
    now = t + world.burn[0]
    convertible = world.calendar.special_convertible[now] == 1
    renewable = world.calendar.special_renewable[now] == 1
    for k in range(rows.size):
        fetch_soon(world, rows, k)
        i = rows[k]
        if not is_present(people.housing[i]):
            continue
        register_residence(world, p, i, register)
        if people.permit[i] != Permit.NONE and people.permit[i] != Permit.APPLICANT:
            renew_permit(people, p, i, t, renewable or (convertible and is_formal(people.work[i])), key)
        if is_joined(people, p, i, family, fixed):
            reunite(people, p, i, fixed)
