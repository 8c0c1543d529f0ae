"""Two packages as a diff: what was changed, and nothing else."""

import pytest

from approdo.experiments.differences import NOT_THERE, THERE, differences
from approdo.experiments.package import load_package, package_names

FILE = """
format = 1
[package]
name = "{name}"
{starts}
[[lever]]
kind = "tutoring"
start = "{start}"
months = 20
tutors = {tutors}
caseload = 25
eligibility = {eligibility}
{more}
"""


def package(folder, name, starts="", start="+0", tutors=2, eligibility="{}", more=""):
    path = folder / f"{name}.toml"
    path.write_text(FILE.format(**{key: value for key, value in locals().items() if key != "folder"}))
    return load_package(path)


@pytest.mark.parametrize("name", package_names())
def test_a_package_does_not_differ_from_itself(name):
    assert differences(load_package(name), load_package(name)) == []


def test_every_changed_number_and_no_other(tmp_path):
    one = package(tmp_path, "a")
    other = package(tmp_path, "b", tutors=3, eligibility="{ months_since_exit_max = 12 }", start="+2")
    found = {each.field: (each.first, each.second) for each in differences(one, other)}
    assert found == {"start": ("+0", "+2"), "tutors": (2, 3), "eligibility.months_since_exit_max": (None, 12.0)}
    assert {each.field: (each.second, each.first) for each in differences(other, one)} == found


def test_units_are_those_of_the_fields(tmp_path):
    (found,) = differences(package(tmp_path, "a"), package(tmp_path, "b", tutors=3))
    assert (found.lever, found.kind, found.unit) == ("tutoring", "tutoring", "full-time tutors")


def test_a_lever_that_only_one_has(tmp_path):
    more = '[[lever]]\nkind = "guarantee_fund"\nmonths = 20\nmonths_covered = 6\nbudget = 1000'
    one, other = package(tmp_path, "a"), package(tmp_path, "b", more=more)
    (found,) = differences(one, other)
    assert (found.lever, found.field, found.first, found.second) == ("guarantee_fund", "", NOT_THERE, THERE)


def test_a_start_is_compared_as_the_month_that_it_is(tmp_path):
    one = package(tmp_path, "a", starts='starts = "2018-10"', start="+2")
    other = package(tmp_path, "b", starts='starts = "2018-11"', start="+1")
    assert differences(one, other) == []
