"""6 Money: wages, transfers, living costs, remittances, savings."""

from .. import draws
from ..arithmetic import cents, chance
from ..codes import Housing, Permit
from ..draws import pick, stream
from ..kernel import kernel
from ..parameters import Values
from ..world import Ints, World
from .common import is_present


@kernel
def living_cost(p: Values, state: int, size: int) -> float:
    """Return cents a month for food, transport and bills of a household in a housing state."""
    scale = 1.0 + p.money_scale_member * (size - 1)
    if state == Housing.RECEPTION or state == Housing.PROLONGED_RECEPTION:
        return p.money_living_reception * scale
    if Housing.STREET <= state <= Housing.HOSTED:
        return p.money_living_no_home * scale
    return p.money_living * scale


@kernel
def minimum_income(world: World, p: Values, i: int, t: int, income: int, key: int) -> int:
    """Return the cents by which the date's minimum income fills up a household's income.

    It asks for years of residence and, since 2024, for minors; part of those entitled take it up (a fixed answer).
    """
    people, calendar = world.people, world.calendar
    now = t + world.burn[0]
    if calendar.minimum_income[now] == 0 or (calendar.minimum_families[now] == 1 and people.minors[i] == 0):
        return 0
    if t - people.exit_due[i] + p.money_months_here_at_exit < 12.0 * calendar.minimum_years[now]:
        return 0
    if not chance(pick(key, people.id[i], 1), p.money_minimum_take_up):
        return 0
    scale = 1.0 + p.money_scale_minimum * (people.household[i] - 1)
    missing = cents(calendar.minimum_income[now] * scale) - income
    return missing if missing > 0 else 0


@kernel
def money(world: World, p: Values, t: int, rows: Ints) -> None:
    """Income is pay, benefit, child allowance and pocket money; what is left after living and remittances is saved.

    Nobody spends more than they have: savings never fall below zero here. Rent is paid by `tenancies`.
    """
    people = world.people
    key = stream(world.seed[0], draws.TRANSFER, 0)
    for i in rows:
        state = people.housing[i]
        if not is_present(state):
            continue
        income = int(people.wage[i])
        if people.benefit_left[i] > 0:
            people.benefit_left[i] -= 1
            income += int(people.benefit[i])
        if state == Housing.RECEPTION or state == Housing.PROLONGED_RECEPTION:
            income += int(p.money_pocket)
        elif people.permit[i] != Permit.NONE and people.registered[i] == 1:
            if people.minors[i] > 0 and chance(pick(key, people.id[i], 0), p.money_child_take_up):
                income += int(p.money_child_allowance) * int(people.minors[i])
            income += minimum_income(world, p, i, t, income, key)
        people.income[i] = income
        spent = cents(living_cost(p, state, people.household[i]))
        if state == Housing.SOCIAL and people.home[i] < 0:
            spent += cents(p.social_rent_share * income)
        left = int(people.savings[i]) + income - spent
        if left < 0:
            left = 0
        sent = cents(p.money_remittance_share * income)
        if sent < left:
            left -= sent
        people.savings[i] = left
