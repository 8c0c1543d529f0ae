"""Language, experience, skill and vulnerability (ODD 7.4)."""

from approdo.model import kinds
from approdo.model.codes import Channel, Housing

from .agents import Person
from .model import OracleModel


def step(model: OracleModel) -> None:
    """Everybody learns; harm comes and heals."""
    for person in model.present:
        if person.is_present:
            learn_language(model, person)
            train(model, person)
            if person.is_homeless and person.housing != Housing.TRANSITIONAL:
                person.vulnerability += model.p.learning_harm * (1.0 - person.vulnerability)
            else:
                person.vulnerability -= model.p.learning_recovery * person.vulnerability
            ease(model, person)


def learn_language(model: OracleModel, person: Person) -> None:
    """Each source closes a share of the gap."""
    p = model.p
    gain = p.learning_ties * person.bridges / 10.0
    if person.is_employed:
        gain += p.learning_work
        person.experience += 1.0
    if person.housing == Housing.RECEPTION and (person.channel != Channel.CAS or model.dated("cas_courses") == 1):
        gain += p.learning_course * p.learning_reception_hours / 100.0
    if person.has(kinds.LANGUAGE_COURSES):
        hours = person.supports[kinds.LANGUAGE_COURSES].action.hours
        if person.young_child == 1:
            hours = hours * p.learning_young_child
        attended = min(1.0, p.learning_attendance * (1.0 + person.tutor_effect(person.goal_work)))
        gain += p.learning_course * hours * attended / 100.0
    gain = min(gain, 1.0)
    person.language += gain * (1.0 - person.language)


def train(model: OracleModel, person: Person) -> None:
    """Training closes a share of the gap in skill."""
    if person.has(kinds.ORIENTATION_TRAINING):
        hours = person.supports[kinds.ORIENTATION_TRAINING].action.hours
        trained = min(1.0, model.p.learning_training * hours / 100.0)
        person.skill += trained * (1.0 - person.skill)


def ease(model: OracleModel, person: Person) -> None:
    """Hours with a psychologist take away a part of what somebody carries."""
    if person.has(kinds.PSYCHOLOGICAL_SUPPORT):
        hours = person.supports[kinds.PSYCHOLOGICAL_SUPPORT].action.hours
        eased = min(1.0, model.p.learning_psychological * hours / 4.0)
        person.vulnerability -= eased * person.vulnerability
