"""One run of a correspondence test: the model's landlords are written to by applicants who differ in one thing."""

import math

import numpy as np

from approdo.model.arithmetic import cents, logistic
from approdo.model.calendar import parse_month
from approdo.model.codes import Origin, Sex, Work
from approdo.model.engine import begin
from approdo.model.processes.common import DISUSED
from approdo.model.processes.letting import landlord_value
from approdo.model.processes.supply import market_rent
from approdo.model.programme import empty_programme
from approdo.model.territory import Territory
from approdo.model.trial import luck
from approdo.model.world import World, copy_world

from .reading import Study
from .spec import Applicant

ADVERTS = 25  # in each territory and run
KNOWN_WELL = 1.0e9  # months of rent: an experience that outweighs every prior
ADVERT = 114  # kind of chance event; see approdo.model.trial


def run_replies(study: Study, seed: int) -> list[dict[str, tuple[float, int]]]:
    """Return for each arm, by territory, the sum of the chances of a positive reply and the number of adverts."""
    found: list[dict[str, tuple[float, int]]] = [{} for _ in study.spec.arm]
    for territory in study.territories:
        for place, told in zip(found, _territory(study, territory, seed), strict=True):
            place[territory.id] = told
    return found


def rate(told: dict[str, tuple[float, int]], territories: tuple[str, ...]) -> float:
    """Return the share of positive replies over some territories (none named: all); NaN without an advert."""
    chosen = [value for name, value in told.items() if not territories or name in territories]
    adverts = sum(number for _, number in chosen)
    return math.fsum(total for total, _ in chosen) / adverts if adverts else math.nan


def _territory(study: Study, territory: Territory, seed: int) -> list[tuple[float, int]]:
    """Write to the same adverts as every applicant; the chance of a reply is exact, so no luck is added."""
    parameters = study.parameters
    p, programme = parameters.record(), empty_programme(1)
    world = begin(territory, parameters, parse_month(study.spec.world.start), 1, seed)
    adverts = _adverts(world)
    answers = []
    for arm in study.spec.arm:
        assert arm.applicant is not None  # noqa: S101 - kind replies
        told = _write_as(copy_world(world), arm.applicant)
        chances, kinds = [], told.landlords.kind
        for d in adverts:
            owner = told.dwellings.landlord[d]
            open_to = p.landlords_reply_professional if kinds[owner] == 1 else p.landlords_reply
            rent = market_rent(told, d)
            to_owner = logistic(open_to + landlord_value(told, programme, p, 0, d, rent, False))
            to_agent = logistic(open_to + landlord_value(told, programme, p, 0, d, rent, True))
            chances.append((1.0 - p.search_agent_chance) * to_owner + p.search_agent_chance * to_agent)
        answers.append((math.fsum(chances), len(adverts)))
    return answers


def _adverts(world: World) -> list[int]:
    """Return whole private homes as they might be advertised, keyed: the few on offer in one month are too few."""
    dwellings = world.dwellings
    private = (dwellings.state != DISUSED) & (dwellings.by_room == 0) & (dwellings.managed == 0)
    rows = np.flatnonzero(private)
    keys = [luck(world, ADVERT, int(dwellings.id[d])) for d in rows] if rows.size > ADVERTS else []
    order = sorted(range(len(keys)), key=keys.__getitem__)[:ADVERTS] if keys else range(rows.size)
    return [int(rows[place]) for place in order]


def _write_as(world: World, applicant: Applicant) -> World:
    """Turn the first person of a world into the applicant: a single adult with a valid permit and a residence."""
    people = world.people
    people.sex[0] = Sex.MALE
    people.origin[0] = Origin[applicant.origin.upper()]
    people.minors[0] = people.young_child[0] = people.permit_wait[0] = people.reference[0] = 0
    people.household[0], people.registered[0] = 1, 1
    people.income[0] = cents(100.0 * applicant.income)
    people.work[0] = Work.PERMANENT if applicant.payslip else Work.JOBSEEKER
    if applicant.native:
        # the reference that every group is compared with: no distaste, and one belief that is not learned
        world.terms[0] = 0.0
        world.memories.taste[: world.crowd[2]] = 0.0
        world.pooled[:] = KNOWN_WELL * applicant.native_belief, KNOWN_WELL * (1.0 - applicant.native_belief)
    return world
