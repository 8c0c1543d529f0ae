"""Ties made and lost (ODD 7.10)."""

from approdo.model import draws, kinds
from approdo.model.codes import Housing

from .agents import Person
from .model import OracleModel


def step(model: OracleModel) -> None:
    """Everybody makes at most one tie of a kind and loses at most one."""
    for person in model.present:
        if person.is_present:
            meet(model, person)


def meet(model: OracleModel, person: Person) -> None:
    """One person's month of ties."""
    p, luck, t = model.p, model.luck, model.month
    bond = p.ties_bond_base + p.ties_bond_zone * person.zone.foreign_share
    bridge = p.ties_bridge_base + p.ties_bridge_language * person.language
    if person.is_employed:
        bridge += p.ties_bridge_work
    bridge += p.ties_bridge_tutor * person.tutor_effect(person.goal_social)
    if person.has(kinds.INCLUSION_LABS):
        bridge += p.ties_bridge_lab
    if person.housing in (Housing.STREET, Housing.INFORMAL):
        bridge = bridge * p.ties_no_home
    if person.bonds < p.ties_most and luck.event(bond, draws.TIES, t, person.id, 0):
        person.bonds += 1
    if person.bridges < p.ties_most and luck.event(bridge, draws.TIES, t, person.id, 1):
        person.bridges += 1
    if luck.event(p.ties_fade * person.bonds, draws.FADE, t, person.id, 0):
        person.bonds -= 1
    if luck.event(p.ties_fade * person.bridges, draws.FADE, t, person.id, 1):
        person.bridges -= 1
