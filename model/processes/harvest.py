"""5b Harvests elsewhere: people without home and work go for a season and come back. An absence, not a departure."""

from .. import draws
from ..arithmetic import chance
from ..codes import Housing, Work
from ..draws import pick, stream
from ..kernel import kernel
from ..parameters import Values
from ..world import World
from .common import UNPLACED, is_homeless

FIRST = 4  # May; months counted from 0
LAST = 9  # October, the month of the return


@kernel
def harvest(world: World, p: Values, t: int) -> None:
    """Those away come nearer to their return; jobseekers alone and without a home leave for the rest of the season.

    While away they sleep in a farm workers' settlement (ETHOS Light 5) and work on a seasonal contract.
    """
    people = world.people
    key = stream(world.seed[0], draws.HARVEST, t)
    month = world.calendar.month[t + world.burn[0]]
    for i in world.present[: world.crowd[0]]:
        if people.away[i] > 0:
            people.away[i] -= 1
            if people.away[i] == 0:
                people.work[i] = Work.JOBSEEKER
                people.wage[i] = 0
                people.housing[i] = UNPLACED
                people.since[i] = 0
            continue
        if month < FIRST or month >= LAST or people.work[i] != Work.JOBSEEKER or people.household[i] > 1:
            continue
        state = people.housing[i]
        if not is_homeless(state) or state == Housing.TRANSITIONAL or state == Housing.INSTITUTION:
            continue
        if chance(pick(key, people.id[i], 0), p.season_leaves):
            people.away[i] = LAST - month
            people.work[i] = Work.SEASONAL
            people.wage[i] = int(p.work_wage_agriculture * p.season_pay)
            people.housing[i] = Housing.INFORMAL
            people.since[i] = 0
