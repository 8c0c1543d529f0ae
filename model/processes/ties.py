"""10 Ties: bonds to people of the same origin, bridges to residents; both fade."""

from .. import draws
from ..arithmetic import chance
from ..codes import Housing
from ..draws import chooser, option, stream
from ..kernel import kernel
from ..kinds import INCLUSION_LABS
from ..parameters import Values
from ..programme import Programme
from ..world import Ints, World
from .common import GOAL_TIES, is_employed, is_present, tutor_effect
from .supports import has_support


@kernel
def ties(world: World, programme: Programme, p: Values, t: int, rows: Ints) -> None:
    """At most one tie of each kind is made and one lost in a month.

    Bonds come from the zone's foreign residents, bridges from work, language, labs and a plan's social goal; each tie
    fades by the same hazard.
    """
    people, zones, seed = world.people, world.zones, world.seed[0]
    made = stream(seed, draws.TIES, t)
    lost = stream(seed, draws.FADE, t)
    for i in rows:
        state = people.housing[i]
        if not is_present(state):
            continue
        bond = p.ties_bond_base + p.ties_bond_zone * zones.foreign_share[people.zone[i]]
        bridge = p.ties_bridge_base + p.ties_bridge_language * people.language[i]
        if is_employed(people.work[i]):
            bridge += p.ties_bridge_work
        bridge += p.ties_bridge_tutor * tutor_effect(people, world.supports, programme.actions, p, i, GOAL_TIES)
        if has_support(world.supports, INCLUSION_LABS, i):
            bridge += p.ties_bridge_lab
        if state == Housing.STREET or state == Housing.INFORMAL:
            bridge = bridge * p.ties_no_home
        mine, theirs = chooser(made, people.id[i]), chooser(lost, people.id[i])
        # written without branches: what happens cannot be foreseen by the processor
        bonds, bridges = int(people.bonds[i]), int(people.bridges[i])
        bonds += int((bonds < p.ties_most) & chance(option(mine, 0), bond))
        bridges += int((bridges < p.ties_most) & chance(option(mine, 1), bridge))
        people.bonds[i] = bonds - int(chance(option(theirs, 0), p.ties_fade * bonds))
        people.bridges[i] = bridges - int(chance(option(theirs, 1), p.ties_fade * bridges))
