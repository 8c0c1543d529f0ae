"""Some without a home go elsewhere for a harvest and come back (ODD 7.5 b2)."""

from approdo.model import draws
from approdo.model.codes import Housing, Work

from .agents import Person
from .model import OracleModel
from .places import UNPLACED

OVER = 9  # the month in which everybody is back, 0 January


def circulate(model: OracleModel) -> None:
    """Everybody who is away comes nearer to the return; some leave."""
    for person in model.present:
        if person.away > 0:
            person.away -= 1
            if person.away == 0:
                person.work = Work.JOBSEEKER
                person.wage = 0
                person.move(UNPLACED)
                model.happened["back from a harvest"] += 1
        elif leaves(model, person):
            person.away = OVER - model.calendar_month()
            person.work = Work.SEASONAL
            person.wage = int(model.p.work_wage_agriculture * model.p.season_pay)
            person.move(Housing.INFORMAL)


def leaves(model: OracleModel, person: Person) -> bool:
    """Alone, without a home or a job, in season."""
    return (
        4 <= model.calendar_month() < OVER
        and person.work == Work.JOBSEEKER
        and person.household == 1
        and person.is_homeless
        and person.housing not in (Housing.TRANSITIONAL, Housing.INSTITUTION)
        and model.luck.event(model.p.season_leaves, draws.HARVEST, model.month, person.id, 0)
    )
