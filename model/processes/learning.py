"""4 Learning: language, training, health."""

from ..codes import Channel, Housing
from ..kernel import kernel
from ..kinds import LANGUAGE_COURSES, ORIENTATION_TRAINING, PSYCHOLOGICAL_SUPPORT
from ..parameters import Values
from ..programme import Programme
from ..world import Ints, World
from .common import GOAL_WORK, is_employed, is_homeless, is_present, tutor_effect
from .supports import given_by, has_support


@kernel
def learning(world: World, programme: Programme, p: Values, t: int, rows: Ints) -> None:
    """Language grows with course hours, work and ties towards 1; training with orientation; health with a home.

    dL = (b_course hours/100 + b_work [works] + b_ties bridges/10) (1 - L). A child under six halves course hours; a
    tutor makes people attend more. Months without a home (transitional places apart) raise vulnerability,
    psychological support lowers it. CAS teaches only while the date's rules pay for courses.
    """
    people, supports = world.people, world.supports
    courses = world.calendar.cas_courses[t + world.burn[0]] == 1
    for i in rows:
        state = people.housing[i]
        if not is_present(state):
            continue
        gain = p.learning_ties * people.bridges[i] / 10.0
        if is_employed(people.work[i]):
            gain += p.learning_work
            people.experience[i] += 1.0
        if state == Housing.RECEPTION and (people.channel[i] != Channel.CAS or courses):
            gain += p.learning_course * p.learning_reception_hours / 100.0
        if has_support(supports, LANGUAGE_COURSES, i):
            hours = programme.actions.hours[given_by(supports, LANGUAGE_COURSES, i)]
            if people.young_child[i] == 1:
                hours = hours * p.learning_young_child
            attended = p.learning_attendance * (
                1.0 + tutor_effect(people, world.supports, programme.actions, p, i, GOAL_WORK)
            )
            if attended > 1.0:
                attended = 1.0
            gain += p.learning_course * hours * attended / 100.0
        if gain > 1.0:
            gain = 1.0
        people.language[i] += gain * (1.0 - people.language[i])
        if has_support(supports, ORIENTATION_TRAINING, i):
            hours = programme.actions.hours[given_by(supports, ORIENTATION_TRAINING, i)]
            trained = p.learning_training * hours / 100.0
            if trained > 1.0:
                trained = 1.0
            people.skill[i] += trained * (1.0 - people.skill[i])
        if is_homeless(state) and state != Housing.TRANSITIONAL:
            people.vulnerability[i] += p.learning_harm * (1.0 - people.vulnerability[i])
        else:
            people.vulnerability[i] -= p.learning_recovery * people.vulnerability[i]
        if has_support(supports, PSYCHOLOGICAL_SUPPORT, i):
            eased = (
                p.learning_psychological * programme.actions.hours[given_by(supports, PSYCHOLOGICAL_SUPPORT, i)] / 4.0
            )
            if eased > 1.0:
                eased = 1.0
            people.vulnerability[i] -= eased * people.vulnerability[i]
