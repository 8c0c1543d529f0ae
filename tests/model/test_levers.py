"""The levers: their definitions are whole, and a table becomes a lever or says all that is wrong with it."""

import csv
import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.model import kinds
from approdo.model.codes import ETHOS_LIGHT, Housing
from approdo.model.errors import BadInput
from approdo.model.levers import GROUPS, LEVERS, change, lever_row, lever_table, read_lever
from approdo.model.levers.eligibility import BOUNDS, KEYS, SETS

FIELDS = {
    f"{kind.name}.{name}": field for kind in LEVERS.values() for name, field in {**kind.common, **kind.fields}.items()
}
EVIDENCE = Path(__file__).parents[2] / "model" / "data" / "evidence" / "figures_italy.csv"


def complaint(**table: object) -> str:
    with pytest.raises(BadInput) as caught:
        read_lever(table)
    return str(caught.value)


def test_every_mechanism_has_its_pair_of_files():
    named = {name.lower(): number for name, number in vars(kinds).items() if name.isupper() and name != "KINDS"}
    assert {kind.name: kind.number for kind in LEVERS.values()} == named
    assert sorted(named.values()) == list(range(kinds.KINDS))


@pytest.mark.parametrize("kind", LEVERS.values(), ids=LEVERS)
def test_kind_is_described_in_both_languages(kind):
    assert kind.group in GROUPS
    assert kind.unit in ("places", "dwellings", "beds", "families", "landlords", "coverage", "tests")
    for text in (kind.purpose_en, kind.purpose_it):
        assert 12 <= len(text.split()) <= 26
    for text in (kind.background_en, kind.background_it):
        assert 50 <= len(text.split()) <= 100
        assert not {"should", "recommend", "dovrebbe", "dovrebbero"} & set(text.lower().split()), "help gives no advice"
    assert kind.label_en
    assert kind.label_it


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_field_carries_bounds_origin_and_texts(field):
    assert field.type in ("int", "float", "bool", "choice", "text", "month", "table")
    assert field.status in ("verified", "derived", "recalled", "assumption")
    assert field.source
    assert all((field.label_en, field.label_it, field.help_en, field.help_it))
    if field.status in ("verified", "derived", "recalled"):
        assert field.evidence, "a number that is no assumption names its row of evidence"
    if field.type in ("int", "float"):
        assert field.unit
        assert field.low is not None
        assert field.high is not None
        if field.default is not None:
            assert field.low <= field.default <= field.high
        if field.range is not None:
            assert field.low <= field.range[0] <= field.default <= field.range[1] <= field.high


@pytest.mark.skipif(not EVIDENCE.is_file(), reason="the evidence is not in this checkout")
def test_evidence_named_exists():
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        rows = {row["id"] for row in csv.DictReader(file)}
    named = {code for field in FIELDS.values() for code in field.evidence}
    assert named <= rows


@pytest.mark.parametrize("kind", LEVERS.values(), ids=LEVERS)
def test_every_own_field_reaches_the_programme(kind):
    """No field is decoration: moving it moves the row or the unit cost."""
    lever = read_lever({"kind": kind.name})
    for name, field in kind.fields.items():
        moved = field.high
        if field.type == "bool":
            moved = not lever[name]
        elif field.type == "choice":
            moved = next(choice for choice in field.choices if choice != lever[name])
        other = change(lever, name, moved)
        assert (lever_row(other), other.unit_cost) != (lever_row(lever), lever.unit_cost), name


@pytest.mark.parametrize("kind", LEVERS.values(), ids=LEVERS)
def test_defaults_serve_somebody_and_zero_dose_nobody(kind):
    assert lever_row(read_lever({"kind": kind.name})).planned > 0
    assert lever_row(read_lever({"kind": kind.name, kind.dose.name: 0})).planned == 0


def test_numbers_are_those_of_the_evidence():
    def cost(kind):
        return read_lever({"kind": kind}).unit_cost

    assert cost("shelter_beds") == pytest.approx(19 * 365 / 12, abs=0.01)  # C01
    assert cost("transitional_housing") == pytest.approx(26 * 365 / 12, abs=0.01)  # C02
    assert cost("reception_extension") == pytest.approx(31.3 * 365 / 12, abs=0.01)  # R26
    path = 6 * (cost("internships") + read_lever({"kind": "internships"}).number("allowance"))
    assert path == 5940  # C21: the whole path, allowance included
    subsidy = read_lever({"kind": "rent_subsidy"})
    assert subsidy.number("amount") * subsidy.whole("support_months") == 9000  # C12
    assert lever_row(read_lever({"kind": "renovation"})).works_months == 9
    assert read_lever({"kind": "renovation"}).start_cost == 17000  # C13


def test_tutoring_plans_tutors_times_caseload_and_shares_their_cost():
    lever = read_lever({"kind": "tutoring", "tutors": 1.5, "caseload": 25})
    assert lever_row(lever).planned == 38  # 37.5, halves up
    assert lever_row(lever).caseload == 25
    assert lever.unit_cost == 110
    assert change(lever, "caseload", 50).unit_cost == 55
    assert change(change(lever, "unit_cost", 99), "caseload", 50).unit_cost == 99, "a cost that was given stays"


def test_lever_is_frozen_hashable_and_the_same_for_the_same_table():
    table = {"kind": "shelter_beds", "beds": 5, "eligibility": {"sex": "female"}}
    first, second = read_lever(table), read_lever(dict(reversed(table.items())))
    assert first == second
    assert hash(first) == hash(second)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.__setattr__("months", 3)


@pytest.mark.parametrize("kind", LEVERS)
def test_written_out_and_read_again_it_is_the_same_lever(kind):
    eligibility = {"permit": ["special", "none"], "minors_min": 1, "months_since_exit_max": 12}
    for start in ("+7", "2018-10"):
        lever = read_lever({"kind": kind, "id": "mine", "start": start, "budget": 12.5, "eligibility": eligibility})
        assert read_lever(lever_table(lever)) == lever
        assert change(lever, "months", 7).months == 7


def test_whole_and_decimal_numbers_mean_the_same():
    assert read_lever({"kind": "tutoring", "caseload": 20}) == read_lever({"kind": "tutoring", "caseload": 20.0})


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"kind": "rent_subsidy", "months": -3}, "months = -3, expected 1 to 120 (whole months)."),
        ({"kind": "rent_subsidy", "months": True}, "months = true, expected 1 to 120 (whole months)."),
        ({"kind": "rent_subsidy", "months": 6.0}, "months = 6.0, expected 1 to 120 (whole months)."),
        ({"kind": "rent_subsidy", "months": "6"}, 'months = "6", expected 1 to 120 (whole months).'),
        ({"kind": "rent_subsidy", "take_up": float("nan")}, "take_up = nan, expected 0 to 1 (share)."),
        ({"kind": "rent_subsidy", "budget": float("inf")}, "budget = inf, expected 0 to 1000000000"),
        ({"kind": "rent_subsidy", "budget": 10**400}, "a number of more than 60 digits"),
        ({"kind": "rent_subsidy", "share": 1.01}, "share = 1.01, expected 0 to 1 (share of the rent)."),
        ({"kind": "rent_subsidy", "share": [0.1]}, "share = [0.1], expected 0 to 1"),
        ({"kind": "rent_subsidy", "id": "My lever"}, 'id = "My lever", expected a small letter'),
        ({"kind": "rent_subsidy", "id": 7}, "id = 7, expected a small letter"),
        ({"kind": "rent_subsidy", "start": "soon"}, 'start = "soon", expected a month such as "2026-03", or "+N"'),
        ({"kind": "rent_subsidy", "start": 3}, "start = 3, expected a month"),
        ({"kind": "rent_subsidy", "start": "+121"}, 'start = "+121", expected a month'),
        ({"kind": "rent_subsidy", "priority": "most_redy"}, 'Did you mean "most_ready"?'),
        ({"kind": "rent_subsidy", "at_end": 0}, 'at_end = 0, expected "stop", "finish_begun", "taper".'),
        ({"kind": "rent_subsidy", "ammount": 5}, 'unknown field "ammount". Did you mean "amount"?'),
        (
            {"kind": "rent_subsidee"},
            'unknown lever "rent_subsidee". Did you mean "rent_subsidy"? All levers: approdo levers',
        ),
        ({"kind": 3}, "unknown lever 3. All levers: approdo levers"),
        ({"places": 3}, "a lever without a kind"),
        ({"kind": "shelter_beds", "winter_only": 1}, "winter_only = 1, expected true or false."),
    ],
)
def test_wrong_value_is_named_with_what_was_expected(table, said):
    assert said in complaint(**table)


def test_all_mistakes_are_told_at_once():
    said = complaint(kind="tutoring", tutors=-1, caseload=0, months=0, eligibility={"channel": "sprar"})
    assert len(said.splitlines()) == 4
    assert "?." not in complaint(kind="tutoring", priority="lotery", eligibility={"permit": "refuge"})


@pytest.mark.parametrize(
    ("eligibility", "said"),
    [
        ({"origin": "x"}, "nobody is chosen by origin"),
        ({"nationality": ["x"]}, "nobody is chosen by origin"),
        ({"permitt": "refugee"}, 'unknown eligibility "permitt". Did you mean "permit"?'),
        (
            {"permit": "refuge"},
            'expected one or several of refugee, subsidiary, special, applicant, none. Did you mean "refugee"?',
        ),
        ({"permit": 0}, "permit = 0, expected one or several of refugee"),
        ({"permit_min": "refugee"}, 'unknown eligibility "permit_min"'),
        ({"vulnerability_min": 2}, "vulnerability_min = 2, expected 0 to 1 (share)."),
        ({"vulnerability": 0.5}, 'unknown eligibility "vulnerability". Did you mean "vulnerability_'),
        ({"minors_min": True}, "minors_min = true, expected 0 to 15 (children)."),
        ({"minors_min": float("nan")}, "minors_min = nan"),
        ("cas", 'eligibility = "cas", expected a table'),
    ],
)
def test_wrong_eligibility(eligibility, said):
    assert said in complaint(kind="tutoring", eligibility=eligibility)


def test_eligibility_becomes_masks_and_bounds_in_the_order_of_the_programme():
    assert tuple(SETS) == ("permit", "channel", "family", "housing", "zone_kind", "sex")
    assert tuple(BOUNDS) == ("months_since_exit", "vulnerability", "work_prospect", "minors", "homeless_months")
    asked = {
        "permit": ["refugee", "special"],
        "housing": "street",
        "sex": "female",
        "minors_min": 1,
        "vulnerability_min": 0.5,
    }
    row = lever_row(read_lever({"kind": "tutoring", "eligibility": asked}))
    assert row.mask == (0b101, -1, -1, 0b100, -1, 0b10)
    inf = float("inf")
    assert row.low == (-inf, 0.5, -inf, 1, -inf)
    assert row.high == (inf, inf, inf, inf, inf)


def test_vulnerability_is_never_a_reason_to_exclude():
    assert "never a reason to exclude" in complaint(kind="tutoring", eligibility={"vulnerability_max": 0.5})


def test_no_eligibility_key_is_about_origin():
    assert not any(word in key for key in KEYS for word in ("origin", "national", "country", "region"))


def test_ethos_light_covers_every_housing_state():
    assert len(ETHOS_LIGHT) == len(Housing)
    homeless = {state.name: code for state, code in zip(Housing, ETHOS_LIGHT, strict=True) if code}
    assert homeless == {"STREET": 1, "SHELTER": 2, "TRANSITIONAL": 3, "INSTITUTION": 4, "INFORMAL": 5, "HOSTED": 6}


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.lists(st.integers(), max_size=3)
)


@given(
    st.sampled_from(list(LEVERS)),
    st.dictionaries(
        st.sampled_from(sorted({name for kind in LEVERS.values() for name in (*kind.common, *kind.fields)}))
        | st.text(),
        VALUES | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), VALUES, max_size=3),
        max_size=4,
    ),
)
def test_any_table_is_a_lever_or_bad_input(kind, table):
    try:
        lever = read_lever({**table, "kind": kind})
    except BadInput:
        return
    assert read_lever(lever_table(lever)) == lever
