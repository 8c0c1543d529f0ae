"""Seekers, offers, landlords and other households (ODD 7.8c)."""

import heapq

from approdo.model import draws, flows, kinds
from approdo.model.codes import Housing, Origin, Sex

from .agents import Person
from .luck import BITS, cents, event, exp, log, logistic, whole
from .model import OracleModel
from .places import UNPLACED, Dwelling, Dwelt


class Offer:
    """A home on offer this month, and who has the best claim to it so far."""

    def __init__(self, model: OracleModel, dwelling: Dwelling) -> None:
        self.dwelling = dwelling
        self.rent = model.market_rent(dwelling)
        self.deposit = dwelling.landlord.deposit * self.rent
        agent = model.luck.event(model.p.search_agent_chance, draws.LEASE_KIND, model.month, dwelling.id, 0)
        self.fee = self.rent if agent else 0
        self.entry = self.deposit + self.rent + self.fee
        self.claim = 0.0
        self.rival = False
        self.claimant: Person | None = None
        self.worth = 0.0  # to the claimant

    def entry_cost(self, person: Person) -> int:
        """What this person must have to sign."""
        return self.entry - (self.deposit if person.has(kinds.GUARANTEE_FUND) else 0)


def step(model: OracleModel) -> None:
    """One round of the market."""
    p = model.p
    offers = list_offers(model)
    for offer in offers:
        first_claim(model, offer)
    by_rent = sorted(offers, key=lambda offer: offer.rent)
    for person in model.present:
        if seeks(model, person):
            apply(model, person, known_offers(model, person, by_rent))
    settle(model, offers)
    for zone in model.zones:
        zone.rivals_low += zone.rivals_low_in - p.rivals_quit * zone.rivals_low
        zone.rivals_middle += zone.rivals_middle_in - p.rivals_quit * zone.rivals_middle


def list_offers(model: OracleModel) -> list[Offer]:
    """Every private dwelling with a free place."""
    for zone in model.zones:
        zone.offers = 0
    offers = [
        Offer(model, dwelling)
        for dwelling in model.dwellings
        if dwelling.state == Dwelt.OFFERED and dwelling.managed is None
    ]
    for offer in offers:
        offer.dwelling.zone.offers += 1
    model.flows[flows.OFFERS] += len(offers)
    return offers


def first_claim(model: OracleModel, offer: Offer) -> None:
    """The best of the other households, or waiting."""
    p, zone = model.p, offer.dwelling.zone
    total = exp(p.rivals_value_low) * zone.rivals_low / zone.offers
    total += exp(p.rivals_value_middle) * zone.rivals_middle / zone.offers
    best = -1.0e300
    if total > 0.0:
        best = log(total) + model.luck.gumbel(draws.RIVAL, model.month, offer.dwelling.id, 0)
    offer.rival = not best < p.landlords_wait
    offer.claim = best if offer.rival else p.landlords_wait


def seeks(model: OracleModel, person: Person) -> bool:
    """Does this person look for a home this month?"""
    p = model.p
    if person.away > 0:
        return False
    if person.housing in (UNPLACED, Housing.BED, Housing.PROLONGED_RECEPTION, Housing.HOSTED_AGREEMENT):
        return True
    if person.is_homeless and person.housing != Housing.INSTITUTION:
        return True
    if person.housing == Housing.RECEPTION:
        return person.has(kinds.EXIT_PREPARATION) or person.looks_before_exit()
    return (
        person.home is not None
        and (person.rent > p.search_burden * person.income or person.is_overcrowded)
        and model.luck.event(p.search_tenant_chance, draws.SEEK, model.month, person.id, 0)
    )


def known_offers(model: OracleModel, person: Person, by_rent: list[Offer]) -> list[Offer]:
    """Up to eight of the offers within means and reach, those of the first bucket before the next, of four at most."""
    p, t = model.p, model.month
    anchor = person.employer.zone if person.employer is not None else person.zone
    funds = person.savings
    if person.has(kinds.DEPOSIT_ADVANCE):
        funds += person.supports[kinds.DEPOSIT_ADVANCE].action.advance_cents
    budget = int(p.search_budget_share * person.income)
    share, amount = 0.0, 0
    if person.has(kinds.RENT_SUBSIDY):
        action = person.supports[kinds.RENT_SUBSIDY].action
        share, amount = action.subsidy_share, action.subsidy_cents
    if budget == 0 and amount == 0 and share == 0.0:
        return []

    within: list[Offer] = []
    for offer in by_rent:
        dwelling = offer.dwelling
        help_expected = amount
        if share > 0.0:
            part = int(offer.rent * share)
            if amount == 0 or part < amount:
                help_expected = part
        dear = person.home is not None and not person.is_overcrowded and offer.rent >= person.rent
        if dear or offer.rent - help_expected > budget:
            break
        if dwelling is person.home or offer.entry_cost(person) > funds:
            continue
        if dwelling.by_room == 1:
            if person.household != 1 or not hears_of(model, person, dwelling):
                continue
        elif dwelling.rooms < person.rooms_needed or not person.has_permit:
            continue
        if model.minutes[anchor.row][dwelling.zone.row] > p.search_reach_minutes:
            continue
        within.append(offer)
    first = whole(model.luck.draw(draws.OFFER_BUCKET, t, person.id, 0))

    def comes(offer: Offer) -> tuple[int, int]:
        number = offer.dwelling.id
        return (number - first) % model.buckets, model.luck.draw(draws.OFFER_KNOWN, t, person.id, number)

    met = [offer for offer in within if (offer.dwelling.id - first) % model.buckets < 4]
    return heapq.nsmallest(8, met, key=comes)


def hears_of(model: OracleModel, person: Person, room: Dwelling) -> bool:
    """Is the room advertised, or passed on by somebody the person knows?"""
    p = model.p
    chance = p.search_rooms_advertised + p.search_rooms_ties * (person.bonds + person.bridges)
    low = model.luck.draw(draws.OFFER_KNOWN, model.month, person.id, room.id) << 32 & BITS
    heard = event(low, chance)
    model.happened["rooms not heard of"] += not heard
    return heard


def home_value(model: OracleModel, person: Person, offer: Offer) -> float:
    """What the home is worth to the person."""
    p, dwelling = model.p, offer.dwelling
    anchor = person.employer.zone if person.employer is not None else person.zone
    income = person.income if person.income > p.search_income_floor else int(p.search_income_floor)
    value: float = -p.search_value_rent * offer.rent / income
    value -= p.search_value_minutes * model.minutes[anchor.row][dwelling.zone.row] / 60.0
    if dwelling.by_room == 0:
        value += p.search_value_whole
    return value + model.luck.gumbel(draws.HOME_CHOICE, model.month, person.id, dwelling.id)


def apply(model: OracleModel, person: Person, known: list[Offer]) -> None:
    """Apply to the best homes known; a claim stands if it beats the one before."""
    p, luck, t = model.p, model.luck, model.month
    worth = {offer.dwelling.row: home_value(model, person, offer) for offer in known}
    known = sorted(known, key=lambda offer: (-worth[offer.dwelling.row], offer.dwelling.row))
    applications = int(p.search_applications * (1.0 + person.tutor_effect(person.goal_home)))
    for offer in known[:applications]:
        dwelling = offer.dwelling
        model.flows[flows.APPLICATIONS] += 1
        if person.is_overcrowded:
            model.happened["applications of the overcrowded"] += 1
        fit = landlord_value(model, person, offer)
        opening = p.landlords_reply_professional if dwelling.landlord.kind == 1 else p.landlords_reply
        if not luck.event(logistic(opening + fit), draws.REPLY, t, dwelling.id, person.id):
            continue
        model.flows[flows.REPLIES] += 1
        fit += luck.gumbel(draws.LANDLORD_CHOICE, t, dwelling.id, person.id)
        if fit > offer.claim:
            offer.claim = fit
            offer.claimant = person
            offer.worth = worth[dwelling.row]


def landlord_value(model: OracleModel, person: Person, offer: Offer) -> float:
    """What the owner sees in the person."""
    p, dwelling = model.p, offer.dwelling
    owner = dwelling.landlord
    ability = min(1.0, person.income / (p.landlords_income_multiple * offer.rent)) if offer.rent > 0 else 1.0
    shown = p.landlords_payslip if person.is_formal else 0.0
    shown += person.tutor_effect(person.goal_home)
    shown = min(shown, 1.0)
    traits: float = p.landlords_female if person.sex == Sex.FEMALE else 0.0
    if person.minors > 0:
        traits -= p.landlords_child
    if person.registered == 0:
        traits -= p.landlords_no_residence
    if person.permit_wait > 0:
        traits -= p.landlords_ricevuta
    if person.reference == 1:
        traits += p.landlords_reference
    if person.has(kinds.GUARANTEE_FUND):
        traits += p.landlords_screen_relax * p.landlords_income
    taste = owner.felt_taste
    if offer.fee > 0:
        taste = taste * p.landlords_agent_taste
        model.happened["applications to an agent"] += 1
    bias = p.landlords_bias_eastern_europe if person.origin == Origin.EASTERN_EUROPE else 1.0
    partner = p.landlords_partner if owner.is_partner else 0.0
    grant = 0.0
    if person.has(kinds.LANDLORD_GRANT):
        grant = p.landlords_grant * person.supports[kinds.LANDLORD_GRANT].action.payment
    fit: float = p.landlords_income * (shown * ability + (1.0 - shown) * owner.belief)
    fit += partner + traits - taste * bias + grant / (12.0 * offer.rent + 1.0)
    if dwelling.by_room == 1:
        fit += p.sharing_flatmates * person.bonds / 10.0
    return fit


def settle(model: OracleModel, offers: list[Offer]) -> None:
    """Whoever was chosen by several takes the best; then homes are handed over in turn."""
    choice: dict[int, Offer] = {}
    for offer in offers:
        person = offer.claimant
        if person is None:
            continue
        if person.row not in choice:
            choice[person.row] = offer
        else:
            model.flows[flows.REFUSED] += 1
            if offer.worth > choice[person.row].worth:
                choice[person.row] = offer
    for offer in offers:
        zone = offer.dwelling.zone
        if offer.claimant is not None:
            if choice[offer.claimant.row] is offer:
                sign(model, offer.claimant, offer)
        elif offer.rival and zone.rivals_low + zone.rivals_middle >= 1.0:
            rival_moves_in(model, offer.dwelling)


def sign(model: OracleModel, person: Person, offer: Offer) -> None:
    """A tenancy begins, if the entry cost can be met."""
    p, dwelling = model.p, offer.dwelling
    guarantee, advance = person.supports[kinds.GUARANTEE_FUND], person.supports[kinds.DEPOSIT_ADVANCE]
    grant = person.supports[kinds.LANDLORD_GRANT]
    guaranteed = guarantee.left > 0
    cost = offer.entry_cost(person)
    if advance.left > 0:
        lent = min(cost, advance.action.advance_cents)
        if advance.action.pay(cents(lent * (1.0 - advance.action.advance_repaid))):
            cost -= lent
            advance.left = 0
            model.happened["deposits advanced"] += 1
    if cost > person.savings:
        model.happened["could not sign"] += 1
        return
    person.savings -= cost
    rent = offer.rent
    if grant.left > 0 and grant.action.pay(grant.action.payment):
        rent = cents(rent * (1.0 - grant.action.discount))
        grant.left = 0
        model.happened["grants to owners"] += 1
    if person.housing == Housing.RECEPTION:
        model.flows[flows.EXITS] += 1
        if person.has_permit:
            person.savings += int(p.reception_exit_grant)
        model.happened["signed from reception"] += 1
    elif person.housing == Housing.TRANSITIONAL:
        person.supports[kinds.TRANSITIONAL_HOUSING].left = 0
        model.happened["signed from transitional"] += 1
    elif person.housing == Housing.HOSTED_AGREEMENT:
        person.supports[kinds.HOME_HOSTING].left = 0
        model.happened["signed from a family"] += 1
    if person.home is not None:
        model.happened["tenants who moved"] += 1
    person.occupy(dwelling, Housing.SHARED if dwelling.by_room == 1 else Housing.OWN, rent, dwelling.lease_months)
    passed = cents(p.market_pass_through * person.subsidy())
    person.rent = rent + passed
    model.flows[flows.PASS_THROUGH] += passed
    if guaranteed:
        person.covered = guarantee.action.guarantee_months
    model.flows[flows.HOUSED] += 1


def rival_moves_in(model: OracleModel, dwelling: Dwelling) -> None:
    """Another household wins the home, and leaves the count of those who search."""
    p, zone = model.p, dwelling.zone
    dwelling.others += 1
    if dwelling.tenants + dwelling.others >= dwelling.places:
        dwelling.state = Dwelt.LET if dwelling.tenants > 0 else Dwelt.LET_OTHERS
    dwelling.set_turn()
    low = exp(p.rivals_value_low) * zone.rivals_low
    middle = exp(p.rivals_value_middle) * zone.rivals_middle
    part = low / (low + middle) if low + middle > 0.0 else 0.0
    zone.rivals_low = max(0.0, zone.rivals_low - part)
    zone.rivals_middle = max(0.0, zone.rivals_middle - (1.0 - part))
    model.flows[flows.RIVALS_HOUSED] += 1
