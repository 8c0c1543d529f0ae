"""Territory profiles: neighbours of a made-up table, verdicts by hand, unknown stays unknown, pairs of entries."""

import dataclasses
from types import MappingProxyType

import pytest

from approdo.experiments.assess.scoring import score
from approdo.experiments.package import load_package
from approdo.experiments.swot.assessed import assessed_places
from approdo.experiments.swot.document import results
from approdo.experiments.swot.lines import FILE, VALUES, Line, Value, data_value, lines, packages, rules
from approdo.experiments.swot.peers import Neighbour, Peers, nearest, peers_of
from approdo.experiments.swot.profile import (
    ALONE,
    MIDDLE,
    OPPORTUNITY,
    STRENGTH,
    THREAT,
    UNKNOWN,
    WEAKNESS,
    judge,
    profile,
)
from approdo.experiments.swot.survey import survey
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS
from approdo.model.territory import load_territory, territory_names
from tests.experiments.self_assessment import answered

WHOLE = [load_territory(name) for name in territory_names()]
THIN = ("berlin", "ljubljana", "vienna")


def known(value, low=None, high=None):
    return Value(value, value if low is None else low, value if high is None else high)


# --- the lines ---


def test_every_line_has_a_value_or_says_why_not():
    for line in lines():
        assert line.side in ("internal", "external")
        assert line.better in ("high", "low")
        assert line.label_it != line.label_en
        if line.unknown:
            assert line.id not in VALUES
            continue
        assert line.simulated != (line.id in VALUES)
        assert line.unit_en
        assert line.short_en
        assert line.short_it
    assert set(rules().alike) <= set(VALUES)


def test_every_lever_of_a_line_leads_to_a_package_that_has_it():
    named = {lever for line in lines() for lever in (*line.with_good, *line.with_bad)}
    assert named <= set(packages())
    for lever, package in packages().items():
        assert {each.kind for each in load_package(package).levers} == {lever}
        assert lever in LEVERS
    assert FILE.exists()


def test_an_assumption_is_not_known():
    padova = load_territory("padova")
    assert data_value("unemployment", padova).value == pytest.approx(0.0566)
    figures = dict(padova.figures)
    figures["unemployment_rate"] = dataclasses.replace(figures["unemployment_rate"], status="assumption")
    guessed = dataclasses.replace(padova, figures=MappingProxyType(figures))
    assert data_value("unemployment", guessed) == Value(None, why="assumption")
    del figures["unemployment_rate"]
    gone = dataclasses.replace(padova, figures=MappingProxyType(figures))
    assert data_value("unemployment", gone).why == "missing"


def test_a_number_in_the_denominator_turns_its_range_round():
    found = data_value("lets_per_leaver", load_territory("padova"))
    assert None not in (found.low, found.value, found.high)
    assert sorted([found.low, found.value, found.high]) == [found.low, found.value, found.high]  # type: ignore[type-var]
    assert found.low != found.high


# --- neighbours ---

TABLE = {"a": (0.0, 100.0), "b": (1.0, 100.0), "c": (0.0, 300.0), "d": (4.0, 300.0), "e": (0.0, 100.0)}


def test_nearest_by_standardised_columns():
    found = nearest("a", TABLE, 3)
    assert [each.territory for each in found] == ["e", "b", "c"]  # e is the same; b is 1 of 1.55 away, c 200 of 98
    assert found[0].distance == 0
    # standard deviations 1.549 and 97.98: b is 0.6455 / sqrt(2), c 2.0412 / sqrt(2) away
    assert found[1].distance == pytest.approx(0.6455 / 2**0.5, abs=1e-3)
    assert found[2].distance == pytest.approx(2.0412 / 2**0.5, abs=1e-3)


def test_units_do_not_matter_and_a_constant_column_tells_nobody_apart():
    scaled = {name: (row[0] * 1000, row[1] / 7) for name, row in TABLE.items()}
    assert [each.territory for each in nearest("a", scaled, 4)] == [each.territory for each in nearest("a", TABLE, 4)]
    constant = {name: (*row, 5.0) for name, row in TABLE.items()}
    assert nearest("a", constant, 4) == nearest("a", TABLE, 4)
    assert nearest("a", dict.fromkeys("abc", (1.0,)), 2) == ()


def test_equal_distances_are_in_the_order_of_names():
    table = {"m": (0.0,), "z": (1.0,), "b": (-1.0,)}
    assert [each.territory for each in nearest("m", table, 2)] == ["b", "z"]
    assert [each.territory for each in nearest("m", dict(reversed(table.items())), 2)] == ["b", "z"]


def test_thin_territories_are_nobodys_neighbours_and_have_none():
    for place in WHOLE:
        peers = peers_of(place, WHOLE)
        assert not set(peers.all) & set(THIN)
        assert place.id not in peers.all
        if place.id in THIN:
            assert peers.neighbours == ()
        else:
            assert len(peers.neighbours) == rules().neighbours
    assert set(peers_of(load_territory("bologna"), WHOLE).region) == {"parma", "reggio-emilia"}


# --- verdicts ---

HIGH_LINE = Line("x", "internal", "high", "x", "x")


@pytest.mark.parametrize(
    ("line", "value", "verdict", "sure"),
    [
        (HIGH_LINE, known(5), MIDDLE, False),
        (HIGH_LINE, known(4), MIDDLE, False),  # on the quartile is not beyond it
        (HIGH_LINE, known(7), STRENGTH, True),
        (HIGH_LINE, known(3), WEAKNESS, True),
        (HIGH_LINE, known(7, 5, 9), STRENGTH, False),
        (dataclasses.replace(HIGH_LINE, better="low"), known(7), WEAKNESS, True),
        (dataclasses.replace(HIGH_LINE, side="external"), known(7), OPPORTUNITY, True),
        (dataclasses.replace(HIGH_LINE, side="external"), known(1), THREAT, True),
        (dataclasses.replace(HIGH_LINE, simulated=True), known(7, 5, 9), MIDDLE, False),
        (dataclasses.replace(HIGH_LINE, simulated=True), known(7, 6.5, 7.5), STRENGTH, True),
    ],
)
def test_the_rule_of_quartiles(line, value, verdict, sure):
    assert judge(line, value, 4.0, 6.0) == (verdict, sure)


def made_up(**own):
    """Return the profile of Padova among made-up values: every line 1 everywhere, but for its own."""
    base = {line.id: known(1.0) for line in lines() if not line.unknown}
    table = {place.id: dict(base) for place in WHOLE if place.id not in THIN}
    for number, name in enumerate(table):
        table[name] = {line: known(1.0 + 0.01 * number) for line in base}
    table["padova"] = base | own
    peers = Peers(("vicenza",), tuple(Neighbour(name, 1.0) for name in ("ancona", "lucca", "parma", "prato")), ())
    return profile(load_territory("padova"), peers, table)


def by_id(found):
    return {place.line.id: place for place in found.places}


def test_a_line_against_its_peers_by_hand():
    found = by_id(made_up(sai_share=known(0.2), disused=known(9.0)))
    assert found["sai_share"].verdict == WEAKNESS
    assert found["disused"].verdict == OPPORTUNITY
    assert found["disused"].rank == 1
    assert found["sai_share"].rank == found["sai_share"].ranked == 17
    # the peers in the order of the table: ancona 0, lucca 6, parma 9, prato 11, vicenza 16
    assert found["disused"].region == pytest.approx(1.16)
    assert found["disused"].neighbours == pytest.approx(1.075)
    assert (found["disused"].low, found["disused"].high) == (pytest.approx(1.06), pytest.approx(1.11))


def test_pairs_lead_to_a_package_and_what_has_no_partner_is_told():
    found = made_up(stable=known(0.1), disused=known(9.0), rent=known(9.0))
    pairs = {(pair.internal.line.id, pair.lever): pair for pair in found.pairs}
    assert pairs["stable", "renovation"].package == "ali:only=renovation"
    assert all(each.verdict in (OPPORTUNITY, THREAT) for pair in found.pairs for each in pair.externals)
    levers = [pair.lever for pair in found.pairs if pair.internal.line.id == "stable"]
    assert len(levers) == len(set(levers))


def test_unknown_and_alone_are_never_entries():
    found = by_id(made_up(room_rent=Value(None, why="imputed")))
    assert found["room_rent"].verdict == UNKNOWN
    assert found["room_rent"].rank is None
    few = profile(
        load_territory("padova"),
        Peers((), (Neighbour("ancona", 1.0),), ()),
        {
            name: {line.id: known(float(n)) for line in lines() if not line.unknown}
            for n, name in enumerate(("ancona", "padova"))
        },
    )
    assert {place.verdict for place in few.places} == {ALONE, UNKNOWN}
    assert few.pairs == ()


def test_a_self_assessment_gives_internal_lines():
    asked = score(answered(2)).asked
    offer = dict.fromkeys((item.id for item in asked.of("offer")), 4)
    missing = [item.id for item in asked.of("work")][:4]
    found = {place.line.id: place for place in assessed_places(score(answered(1, missing=missing, **offer)))}
    assert found["assess_offer"].verdict == STRENGTH
    assert found["assess_networks"].verdict == WEAKNESS
    assert found["assess_work"].verdict == UNKNOWN  # the missing answers leave it open
    for place in found.values():
        assert {*place.line.with_good, *place.line.with_bad} <= set(packages())


# --- whole surveys, in the fake world ---


def test_a_survey_of_all(fake, store):
    found = survey(runs=3, store=store, workers=1)
    assert len(found.profiles) == len(WHOLE)
    assert found.tally.total == 3 * (len(WHOLE) - len(THIN))  # a thin territory is not simulated
    for each in found.profiles:
        lines_found = by_id(each)
        assert lines_found["stable"].value.why == ("thin" if each.thin else "not_simulated")  # the fake world has none
        assert lines_found["erp"].verdict == UNKNOWN
        if each.thin:
            assert {place.verdict for place in each.places} <= {UNKNOWN, ALONE}
            assert all(place.rank is None for place in each.places)
    told = results(found)["profiles"]
    foggia = next(each for each in told if each["territory"] == "foggia")
    unemployment = next(line for line in foggia["lines"] if line["line"] == "unemployment")
    assert (unemployment["entry"], unemployment["rank"], unemployment["ranked"]) == (THREAT, 17, 17)
    assert foggia["peers"]["region"] == []


def test_the_same_survey_twice(fake, tmp_path):
    first, again = (
        results(survey(["padova"], runs=2, store=str(tmp_path / name), workers=1)) for name in ("a.db", "b.db")
    )
    assert first == again


def test_surveys_that_cannot_be():
    with pytest.raises(BadInput, match="unknown territory"):
        survey(["padua"])
    with pytest.raises(BadInput, match="expected 2 or more"):
        survey(["padova"], runs=1)
