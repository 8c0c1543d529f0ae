"""Published shares as data: a posterior known in closed form, who is asked, what is refused."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import beta, betabinom

from approdo.calibration.cohort import NEVER, Cohort
from approdo.calibration.data import Data
from approdo.calibration.pilot.aggregate import Share
from approdo.calibration.pilot.observing import PERFECT, Observing
from approdo.calibration.posterior import intervals
from approdo.calibration.predict import foretold_shares
from approdo.calibration.priors import Prior, Priors, Role
from approdo.calibration.published import Published, Seen, Shares, chosen, seen, share_of
from approdo.calibration.rounds import Budget, calibrate
from approdo.model.codes import Housing, Work
from approdo.model.errors import BadInput
from approdo.model.kinds import KINDS

START, MONTHS = 2026 * 12, 4


def share(indicator="hl_broad", territory="padova", month=START, since_exit=None, group="all", n=1000, value=0.5):
    return Share(indicator, territory, month, since_exit, group, n, value)


def people(hosted, served=None, left=None, sex=None, rng=None, months=MONTHS):
    """Return people of whom the first `hosted` are hosted in every month, the others in a home of their own."""
    total = 200 if served is None else len(served)
    housing = np.full((total, months), Housing.OWN, np.int8)
    housing[:hosted] = Housing.HOSTED
    order = np.arange(total) / total if rng is None else rng.random(total)
    return Seen(
        {"housing": housing, "work": np.full((total, months), Work.PERMANENT, np.int8)},
        np.zeros(total, np.int64) if left is None else np.asarray(left, np.int64),
        np.ones(total, bool) if served is None else np.asarray(served, bool),
        {"sex": np.zeros(total, np.int8) if sex is None else np.asarray(sex, np.int8)},
        order,
    )


CHANCE = Priors((Prior("chance", 0.0, 1.0, Role.BASELINE, "test"),))


@dataclass(frozen=True)
class Coins:
    """Worlds of two thousand people of whom each is without a home with the same chance, the free number."""

    rows: tuple[Share, ...]
    priors: Priors = CHANCE
    sites: int = 1
    key: str = "coins"

    def live(self, unit, normal, seed):
        rng = np.random.default_rng(seed)
        hosted = int((rng.random(2000) < unit[0]).sum())
        world = people(hosted, served=np.ones(2000, bool), rng=rng)
        return (np.array([share_of(row, [world], START) for row in self.rows]),)

    def empty(self, runs):
        return {"shares": np.zeros((runs, len(self.rows)))}

    def lives(self, parts):
        return Shares(parts["shares"])


@pytest.mark.parametrize("found", [6, 20, 33])
def test_a_share_of_forty_people_gives_the_posterior_of_forty_people(found, tmp_path):
    """Uniform chance, `found` of 40 people: Beta(found + 1, 41 - found), whatever the size of the worlds."""
    rows = (share(n=40, value=found / 40),)
    data: Data[Shares] = Published(rows)
    solution, _ = calibrate(Coins(rows), data, Budget(1500), 1, tmp_path)
    low, middle, high = intervals(solution.priors, solution.draws)[:, 0]
    assert [low, middle, high] == pytest.approx(beta.ppf([0.05, 0.5, 0.95], found + 1, 41 - found), abs=0.03)
    (row,) = foretold_shares(Published(rows), solution)
    assert (row.data, row.n, row.month) == (found / 40, 40, "2026-01")
    assert row.sim == pytest.approx((found + 1) / 42, abs=0.03)
    assert None not in (row.low, row.sim, row.high)
    assert row.low < row.sim < row.high  # type: ignore[operator]
    # as many people asked anew: the band holds their chance too
    band = betabinom.ppf([0.05, 0.95], 40, found + 1, 41 - found) / 40
    assert [row.low, row.high] == pytest.approx(band, abs=0.06)


def test_more_people_behind_a_share_say_more(tmp_path):
    widths = []
    for n in (20, 500):
        rows = (share(n=n, value=0.4),)
        solution, _ = calibrate(Coins(rows), Published(rows), Budget(1500), 1, tmp_path / str(n))
        widths.append(np.ptp(intervals(solution.priors, solution.draws)[[0, 2], 0]))
    exact = [np.ptp(beta.ppf([0.05, 0.95], 0.4 * n + 1, 0.6 * n + 1)) for n in (20, 500)]
    assert widths == pytest.approx(exact, rel=0.2)


def test_as_many_are_asked_as_stand_behind_the_share():
    luck = [np.random.default_rng(seed) for seed in range(2000)]
    found = [share_of(share(n=20), [people(60, rng=rng)], START) for rng in luck]
    assert np.mean(found) == pytest.approx(0.3, abs=0.01)
    # 20 of 200 without putting anybody back
    assert np.std(found) == pytest.approx(np.sqrt(0.3 * 0.7 / 20 * 180 / 199), rel=0.05)
    assert share_of(share(n=10_000), [people(60)], START) == 0.3


def test_the_same_people_are_asked_in_every_month():
    world = people(60, rng=np.random.default_rng(1))
    assert len({share_of(share(month=START + month, n=15), [world], START) for month in range(MONTHS)}) == 1


def test_arms_groups_and_exits_by_hand():
    world = people(2, served=[1, 1, 1, 0, 0, 0], left=[0, -2, 3, 0, NEVER, -9], sex=[0, 1, 1, 0, 0, 1])
    assert share_of(share(), [world], START) == pytest.approx(2 / 3)
    assert share_of(share(group="group=participant"), [world], START) == pytest.approx(2 / 3)
    assert share_of(share(group="group=comparison"), [world], START) == 0.0
    assert share_of(share(group="sex=female"), [world], START) == 0.5
    assert share_of(share(group="sex=male"), [world], START) == 1.0
    # three months after the exit: the first in month 3, the second in month 1, the third after the end
    assert share_of(share(month=None, since_exit=3), [world], START) == 1.0
    assert share_of(share(territory="all"), [world, people(0, served=[1, 1, 1])], START) == pytest.approx(1 / 3)
    assert share_of(share("emp_rate"), [world], START) == 1.0
    # nobody of the group: the arm is asked; nobody of the arm: everybody
    assert share_of(share(group="sex=female"), [people(1, served=[1, 1])], START) == 0.5
    assert share_of(share(group="group=comparison"), [people(1, served=[1, 1])], START) == 0.5


def cohort(housing, enrolled, left, holder):
    size = len(enrolled)
    begun = np.full((size, KINDS), NEVER, np.int16)
    begun[:, 0] = enrolled
    codes = np.zeros(size, np.int8)
    return Cohort(
        np.asarray(housing, np.int8), np.full((size, MONTHS), Work.PERMANENT, np.int8), np.asarray(left, np.int16),
        np.asarray(left, np.int16), begun, np.full((size, KINDS), -1, np.int16), codes, codes.copy(), codes.copy(),
        codes.copy(), np.asarray(holder, bool),
    )  # fmt: skip


def test_who_is_in_reception_or_gone_or_not_yet_enrolled_is_not_counted():
    inside, gone, own = Housing.RECEPTION, Housing.DEPARTED, Housing.OWN
    world = cohort(
        [[own] * 4, [inside, inside, own, own], [own, own, gone, gone], [own] * 4, [own] * 4, [own] * 4],
        enrolled=[2, 0, 0, NEVER, NEVER, NEVER],
        left=[0, 2, 0, 0, -40, 0],
        holder=[True, True, True, True, True, False],
    )
    found = seen(world, PERFECT, np.random.default_rng(1))
    assert found.served.tolist() == [True, True, True, False]  # long gone, and no right to reception: in no arm
    known = (found.months["housing"] >= 0).tolist()
    assert known == [[False, False, True, True], [False, False, True, True], [True, True, False, False], [True] * 4]
    assert ((found.months["work"] >= 0) == known).all()


def test_hosting_that_is_written_as_a_tenancy_changes_the_share():
    world = cohort([[Housing.HOSTED] * 4] * 400, [0] * 400, [0] * 400, [True] * 400)
    for chance in (0.0, 0.3):
        how = Observing(lost=0.0, hidden_as_housed=chance, departures_seen=1.0, gap=0.0)
        people_seen = seen(world, how, np.random.default_rng(2))
        assert share_of(share(), [people_seen], START) == pytest.approx(1 - chance, abs=0.06)


def test_comparison_is_two_kinds_of_shares():
    assert not Published((share(),)).has_comparison
    assert not Published((share(group="group=comparison"),)).has_comparison
    assert Published((share(), share(group="group=comparison"))).has_comparison
    names = Published((share(), share("emp_rate"), share(month=None, since_exit=6))).names
    assert [name.partition("/")[0] for name in names] == ["home", "work", "home"]
    assert len(set(names)) == 3


def test_which_shares_can_be_used():
    rows = [share(), share(group="reception=cas"), share(territory="foggia"), share(group="sex=female")]
    good, unused, places = chosen(rows, [])
    assert (len(good), [row.group for row in unused], places) == (3, ["reception=cas"], ["padova", "foggia"])
    assert [row.territory for row in chosen(rows, ["foggia"])[0]] == ["foggia"]
    with pytest.raises(BadInput, match="the data have none of it, but padova, foggia"):
        chosen(rows, ["bologna"])
    overall = [*rows, share(territory="all")]
    with pytest.raises(BadInput, match="which are they"):
        chosen(overall, [])
    assert chosen(overall, ["padova", "foggia", "parma"])[2] == ["padova", "foggia", "parma"]
