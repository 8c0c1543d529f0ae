"""The parameters: each with a unit, a range and an origin; and a value that is out of range is refused."""

import csv
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.model.errors import BadInput
from approdo.model.parameters import FILE, Parameter, Parameters, defaults, load_parameters

MODEL = Path(__file__).parents[2] / "model"
EVIDENCE = MODEL / "data" / "evidence" / "figures_italy.csv"
STUDY = re.compile(r"ST\d+|X\d+|STUDIES|DOMAIN")
ROWS = {row.name: row for row in defaults()}


@pytest.fixture(scope="module")
def evidence():
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_parameter_has_a_range_and_an_origin(row, evidence):
    assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", row.name)
    assert all(math.isfinite(number) for number in (row.value, row.low, row.high))
    assert row.low <= row.value <= row.high
    assert row.unit
    assert row.status in ("verified", "derived", "recalled", "fitted", "assumption")
    assert row.source.strip(), "neither a source nor a reason"
    if row.status == "assumption":
        assert row.low < row.high, "an assumption takes part in sensitivity analyses"
    else:
        assert row.evidence or row.status == "recalled", "a number that is no assumption names its evidence"
    assert [code for code in row.evidence if code not in evidence and not STUDY.fullmatch(code)] == []


def test_no_key_is_written_and_not_read():
    known = {"value", "unit", "range", "status", "source", "evidence"}
    for section, entries in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        if section != "format":
            for name, entry in entries.items():
                assert set(entry) <= known, f"{section}.{name}"


def test_every_parameter_is_used_and_every_use_exists():
    """No number of the file is decoration, no rule asks for a number that is not there."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODEL.rglob("*.py"))
    used = set(re.findall(r"\bp\.([a-z0-9_]+)", text)) | {
        # by name, or out of a table that says which one holds where
        name.replace(".", "_")
        for name in re.findall(r'(?:(?:p|parameters)\[|": )"([a-z_]+\.[a-z_.0-9]+)"', text)
    }
    fields = {row.field for row in ROWS.values()}
    assert used - fields == set()
    assert fields - used == set()


def test_shares_and_chances_are_shares():
    for row in ROWS.values():
        if row.name != "search.applications" and (row.unit.startswith("share") or row.unit in ("0 to 1", "per month")):
            assert row.low >= 0.0, row.name
            assert row.high <= 1.0, row.name


def test_the_record_is_in_cents():
    parameters = load_parameters({"reception.exit_grant": 250.004})
    record = parameters.record()
    assert record.reception_exit_grant == 25000.0
    assert record.market_turnover == ROWS["market.turnover"].value
    assert len(record.dtype.names) == len(ROWS) == len(parameters) == len(list(parameters))
    assert all(record.dtype[name] == np.float64 for name in record.dtype.names)


def test_parameters_are_a_mapping_in_their_own_units():
    parameters = load_parameters()
    assert parameters["reception.exit_grant"] == ROWS["reception.exit_grant"].value
    assert dict(parameters) == parameters.canonical()
    with pytest.raises(KeyError):
        parameters["reception.nothing"]
    with pytest.raises(TypeError):
        parameters["reception.exit_grant"] = 3  # type: ignore[index]


def test_overrides_change_what_they_name_only():
    changed = load_parameters({"market.turnover": 0.09, "reception.window_months": 6})
    plain = load_parameters()
    assert {name for name in plain if plain[name] != changed[name]} == {"market.turnover", "reception.window_months"}
    assert load_parameters()["market.turnover"] == plain["market.turnover"], "the defaults are as they were"


@given(st.data())
def test_any_value_inside_the_range_is_taken(data):
    row = data.draw(st.sampled_from(list(ROWS.values())))
    value = data.draw(st.floats(row.low, row.high))
    assert load_parameters({row.name: value})[row.name] == value


@pytest.mark.parametrize("row", list(ROWS.values())[::7], ids=list(ROWS)[::7])
def test_out_of_range_is_refused(row):
    for value in (math.nextafter(row.low, -math.inf), math.nextafter(row.high, math.inf), -1e12, 1e12):
        with pytest.raises(BadInput, match=re.escape(f'parameter "{row.name}" = {value}, expected')):
            load_parameters({row.name: value})


@pytest.mark.parametrize("value", [math.nan, math.inf, "0.1", None, True, [0.1]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(BadInput, match=r'parameter "market\.turnover" = .*, expected a number in per year'):
        load_parameters({"market.turnover": value})


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(BadInput, match=r'unknown parameter "market\.turnovr"\. Did you mean "market\.turnover"'):
        load_parameters({"market.turnovr": 0.1})
    with pytest.raises(BadInput, match="unknown parameter"):
        load_parameters({"": 1})


def test_a_set_of_parameters_can_be_made_by_hand():
    own = Parameters((Parameter("a.b", 1.5, "EUR per month", 0, 2, "assumption", "for a test", ()),))
    assert own.record().a_b == 150.0
    assert own.canonical() == {"a.b": 1.5}
