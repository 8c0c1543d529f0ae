"""The quantities that the hypotheses are told by, on lives counted by hand."""

import math

import numpy as np
import pytest

from approdo.experiments.pattern_rules import ARMS, MONTHS, PATTERNS, PROJECT, TAIL, arms, hazards, split_of_fall
from approdo.experiments.patterns import TERRITORIES, try_patterns
from approdo.model.codes import Housing
from approdo.model.errors import BadInput

OWN, STREET, GONE, RECEPTION, EXPECTED = (
    int(state) for state in (Housing.OWN, Housing.STREET, Housing.DEPARTED, Housing.RECEPTION, Housing.EXPECTED)
)


def test_hazards_count_those_who_could():
    lives = np.array(
        [
            [OWN, OWN, STREET],  # at risk twice, enters once
            [STREET, OWN, OWN],  # homeless once, out once; then at risk once
            [RECEPTION, RECEPTION, STREET],  # waits, then leaves into the street: at risk once, enters once
            [STREET, STREET, GONE],  # homeless once, stays; a departure is neither
            [EXPECTED, RECEPTION, OWN],  # at risk once, leaves into a home
        ],
        np.int8,
    ).T
    entry, leaving = hazards(lives)
    assert entry == pytest.approx(2 / 5)
    assert leaving == pytest.approx(1 / 2)
    assert math.isnan(hazards(np.full((3, 2), EXPECTED, np.int8))[0])


def test_the_split_adds_up_and_is_fair():
    entry, leaving = split_of_fall((0.10, 0.20), (0.05, 0.20))
    assert leaving == pytest.approx(0.0)
    assert entry == pytest.approx(0.05 / 0.25 - 0.10 / 0.30)
    for base, policy in (((0.1, 0.2), (0.05, 0.4)), ((0.02, 0.1), (0.01, 0.3))):
        parts = split_of_fall(base, policy)
        whole = policy[0] / sum(policy) - base[0] / sum(base)
        assert sum(parts) == pytest.approx(whole)
    # halving the entries does what doubling the exits does
    entry, leaving = split_of_fall((0.1, 0.2), (0.05, 0.4))
    assert entry == pytest.approx(leaving)


def test_the_arms_read_and_the_project_ends_in_time():
    assert set(arms()) == set(ARMS)
    assert MONTHS - PROJECT >= 2 * TAIL
    assert [pattern.id for pattern in PATTERNS] == ["E1", "E2", "H1", "H2", "H3a", "H3b", "H4", "H5"]
    assert all(pattern.source for pattern in PATTERNS if pattern.band)


def test_the_same_seed_gives_the_same_answer():
    one, two = (try_patterns(["sondrio"], runs=2, seed=2, workers=1) for _ in range(2))
    assert [place.document() for place in one] == [place.document() for place in two]


@pytest.mark.parametrize(("name", "value"), [("runs", 1), ("runs", "many"), ("seed", -3), ("workers", 0)])
def test_what_is_asked_wrongly(name, value):
    with pytest.raises(BadInput, match=name):
        try_patterns(["sondrio"], **{"runs": 2, name: value})
    assert TERRITORIES
