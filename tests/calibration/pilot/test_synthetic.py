"""The synthetic pilot: reproducible, valid, marked, and true to the simulation it comes from."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from approdo.calibration.cohort import NEVER, live_cohort
from approdo.calibration.pilot.identifiers import SYNTHETIC
from approdo.calibration.pilot.months import months_of
from approdo.calibration.pilot.observing import PERFECT, Observing
from approdo.calibration.pilot.schema import CODES
from approdo.calibration.pilot.synthetic import synthesise
from approdo.calibration.pilot.validate import check_pilot, read_pilot
from approdo.experiments.package import Package
from approdo.model import kinds, monthly
from approdo.model.codes import ETHOS_LIGHT, Housing
from approdo.model.engine import run_arms
from approdo.model.errors import BadInput
from approdo.model.levers import read_lever
from tests.worlds import START, small_territory

from .builders import write

LEVERS = (
    read_lever({"kind": "tutoring", "tutors": 1, "caseload": 12}),
    read_lever({"kind": "rent_subsidy", "places": 6}),
)
PACKAGE = Package("trial", "Trial", levers=LEVERS)


@pytest.fixture(scope="module")
def places():
    return [small_territory("padova"), small_territory("bologna", leavers=4.0)]


def make(places, parameters, **options):
    return synthesise(PACKAGE, places, parameters, **{"seed": 7, "start": START, "months": 14, "people": 15, **options})


@pytest.fixture(scope="module")
def made(places, parameters):
    return make(places, parameters, comparison=9)


def rows_of(made, name):
    return list(csv.DictReader(io.StringIO(made.files[f"{name}.csv"].decode())))


def test_the_same_seed_gives_the_same_bytes(places, parameters, made):
    again = make(places, parameters, comparison=9)
    assert (again.files, again.truth) == (made.files, made.truth)
    other = make(places, parameters, comparison=9, seed=0)
    assert other.files["person.csv"] != made.files["person.csv"]


def test_a_territory_does_not_depend_on_the_others(places, parameters, made):
    alone = make(places[:1], parameters, people=8, comparison=5)
    assert alone.people["padova"] == made.people["padova"]
    ids = {row["pid"] for row in rows_of(alone, "person")}
    assert ids == {row["pid"] for row in rows_of(made, "person") if row["territory"] == "028"}


def test_it_passes_the_checks_and_is_marked_everywhere(made, tmp_path):
    checked = check_pilot(write(tmp_path, made.files))
    assert checked.problems.found == []
    assert checked.problems.notes == []
    assert checked.pilot is not None
    assert checked.pilot.descriptor.synthetic
    assert json.loads(made.files["datapackage.json"])["approdo"]["watermark"].startswith("SYNTHETIC")
    assert made.files["SYNTHETIC.txt"].startswith(b"SYNTHETIC")
    for name in ("person", "housing_spell", "work_spell", "support_episode"):
        rows = rows_of(made, name)
        assert rows
        assert all(SYNTHETIC.fullmatch(row["pid"]) for row in rows)


def test_the_truth_is_kept_apart(made):
    truth = json.loads(made.truth["truth.json"])
    assert truth["parameters"]["record.lost"] == Observing().lost
    assert truth["seed"] == 7
    assert not set(made.truth) & set(made.files)
    assert b"parameters" not in b"".join(made.files.values())
    assert made.truth["months.csv"].count(b"\n") == 1 + 24 * 14


def test_without_losses_the_months_are_those_of_the_simulation(places, parameters, tmp_path):
    made = make(places, parameters, how=PERFECT, comparison=6)
    data = months_of(read_pilot(write(tmp_path, made.files)))
    assert data.synthetic
    truth = {(row["pid"], row["month"]): row for row in csv.DictReader(io.StringIO(made.truth["months.csv"].decode()))}
    people = sorted((row["territory"], row["pid"]) for row in rows_of(made, "person"))
    compared = 0
    for site, code in zip(data.sites, ("037", "028"), strict=True):
        ids = [pid for territory, pid in people if territory == code]
        for number, pid in enumerate(ids):
            for month in range(int(site.first[number]), 14):
                row = truth[pid, f"{(START + month) // 12}-{(START + month) % 12 + 1:02d}"]
                assert site.housing[number, month] == int(row["housing"])
                departed = site.housing[number, month] == Housing.DEPARTED
                assert site.work[number, month] == (-1 if departed else int(row["work"]))
                compared += 1
    assert compared > 100


def test_losses_and_gaps_are_in_it(places, parameters, tmp_path):
    how = Observing(lost=0.05, gap=0.1, gap_months=2.0)
    data = months_of(read_pilot(write(tmp_path, make(places, parameters, how=how).files)))
    last = np.concatenate([site.last for site in data.sites])
    assert (last < 13).any()
    for site in data.sites:
        column = np.arange(14)
        seen = (column >= site.first[:, None]) & (column <= site.last[:, None])
        assert (site.housing[~seen] == -1).all()
    assert any((site.housing[row, site.first[row] : site.last[row] + 1] == -1).any()
               for site in data.sites for row in range(site.first.size))  # fmt: skip


def test_participants_were_served_and_the_others_were_not(made):
    served = {row["pid"] for row in rows_of(made, "support_episode")}
    groups = {row["pid"]: row["group"] for row in rows_of(made, "person")}
    assert served == {pid for pid, group in groups.items() if group == "participant"}
    assert sorted(groups.values()) == ["comparison"] * 9 + ["participant"] * 15


@pytest.mark.parametrize("name", ["ali:without=tutoring", "My Package", "x" * 200, "è"])
def test_any_name_of_a_package_will_do(places, parameters, tmp_path, name):
    made = synthesise(replace(PACKAGE, id=name), places[:1], parameters, seed=0, start=START, months=10, people=5)
    assert check_pilot(write(tmp_path, made.files)).problems.found == []


def test_nobody_is_invented_when_the_package_reaches_too_few(places, parameters):
    made = make(places, parameters, people=1000)
    assert sum(made.people.values()) < 1000
    assert len(rows_of(made, "person")) == sum(made.people.values())
    idle = replace(PACKAGE, levers=())
    with pytest.raises(BadInput, match="reached nobody"):
        synthesise(idle, places, parameters, seed=1, start=START, months=6)


@pytest.mark.parametrize("wrong", [{"people": 0}, {"comparison": -1}, {"months": 0}, {"months": 121}, {"seed": -1}])
def test_impossible_sizes_are_refused(places, parameters, wrong):
    with pytest.raises(BadInput):
        make(places, parameters, **wrong)
    with pytest.raises(BadInput, match="names no territory"):
        make([], parameters)


def test_a_cohort_is_the_run_of_the_engine(places, parameters):
    """Stepping month by month changes nothing: the counts are those of `run_arms`."""
    cohort = live_cohort(places[0], parameters, LEVERS, START, 14, 7)
    result = run_arms(places[0], parameters, [LEVERS], START, 14, 7)[0]
    homeless = np.array([category > 0 for category in ETHOS_LIGHT])[cohort.housing[cohort.holder]].sum(axis=0)
    assert homeless.tolist() == result.series[:, monthly.BROAD].tolist()
    assert ((cohort.enrolled != NEVER) == (result.people[:, 3] == 1)).all()
    with pytest.raises(ValueError, match="read-only"):
        cohort.housing[0, 0] = 0


def test_a_cohort_knows_when_people_left_and_who_served_them(places, parameters):
    cohort = live_cohort(places[0], parameters, LEVERS, START, 14, 7)
    inside = np.isin(cohort.housing, (Housing.EXPECTED, Housing.RECEPTION))
    for row in np.flatnonzero((cohort.left >= 0) & (cohort.left < NEVER))[:50]:
        assert not inside[row, cohort.left[row]]
        assert inside[row, : cohort.left[row]].all()
    assert (cohort.left[cohort.exit < 0] < 0).all()
    served = cohort.begun[:, kinds.TUTORING] != NEVER
    assert served.any()
    assert (cohort.ended[served, kinds.TUTORING] >= cohort.begun[served, kinds.TUTORING]).all()
    assert (cohort.begun[:, kinds.LANGUAGE_COURSES] == NEVER).all()


def test_supports_name_mechanisms_of_the_model():
    named = [state for code in CODES["lever"].values() for state in code.states]
    assert len(named) == len(set(named))
    assert all(isinstance(getattr(kinds, name), int) for name in named)
