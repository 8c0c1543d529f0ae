"""5b Harvests elsewhere: people without home and work go for a season and come back. An absence, not a departure."""

from ..arithmetic import chance
from ..codes import Housing, Work
from ..draws import pick
from ..kernel import kernel
from ..parameters import Values
from ..world import People
from .common import UNPLACED, is_homeless

FIRST = 4  # May; months counted from 0
LAST = 9  # October, the month of the return


@kernel
def go_or_return(people: People, p: Values, i: int, month: int, key: int) -> None:
    """Bring somebody who is away nearer to the return; a jobseeker alone and without a home may leave for the season.

    While away they sleep in a farm workers' settlement (ETHOS Light 5) and work on a seasonal contract.
    """
    if people.away[i] > 0:
        people.away[i] -= 1
        if people.away[i] == 0:
            people.work[i] = Work.JOBSEEKER
            people.wage[i] = 0
            people.housing[i] = UNPLACED
            people.since[i] = 0
        return
    if month < FIRST or month >= LAST or people.work[i] != Work.JOBSEEKER or people.household[i] > 1:
        return
    state = people.housing[i]
    if not is_homeless(state) or state == Housing.TRANSITIONAL or state == Housing.INSTITUTION:
        return
    if chance(pick(key, people.id[i], 0), p.season_leaves):
        people.away[i] = LAST - month
        people.work[i] = Work.SEASONAL
        people.wage[i] = int(p.work_wage_agriculture * p.season_pay)
        people.housing[i] = Housing.INFORMAL
        people.since[i] = 0
