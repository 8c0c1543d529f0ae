"""What a data owner begins with: files that fit the checks, and a codebook in two languages."""

import json
from pathlib import Path

import pytest

from approdo.calibration.pilot.descriptor import Descriptor
from approdo.calibration.pilot.months import code_of
from approdo.calibration.pilot.schema import AGGREGATE, CODES, LANGUAGES, PEOPLE, TABLES, code_for
from approdo.calibration.pilot.template import codebook, write_template
from approdo.calibration.pilot.validate import check_pilot
from approdo.model.codes import AgeBand, Family, Housing, Permit, Sex, Work
from approdo.model.errors import BadInput, Failure

ROOT = Path(__file__).parents[3]
ABOUT = Descriptor("trial", 2020 * 12 + 4, 2021 * 12 + 11, 2090 * 12)


@pytest.mark.parametrize("aggregate", [False, True])
def test_an_empty_template_lacks_rows_and_nothing_else(tmp_path, aggregate):
    write_template(tmp_path, ABOUT, aggregate)
    checked = check_pilot(tmp_path)
    assert [problem.said for problem in checked.problems.found] == ["there are no rows."]
    assert checked.problems.notes == []


def test_the_package_is_frictionless(tmp_path):
    write_template(tmp_path, ABOUT)
    document = json.loads((tmp_path / "datapackage.json").read_text())
    assert document["profile"] == "tabular-data-package"
    resources = {resource["name"]: resource for resource in document["resources"]}
    assert set(resources) == {"person", "housing_spell", "work_spell", "support_episode", "plan", "site_year"}
    types = {"string", "yearmonth", "integer", "number"}
    for name, resource in resources.items():
        schema = resource["schema"]
        heads = (tmp_path / resource["path"]).read_text().strip().split(",")
        assert [field["name"] for field in schema["fields"]] == heads
        assert {field["type"] for field in schema["fields"]} <= types
        assert set(schema["primaryKey"]) <= set(heads)
        if name not in ("person", "site_year"):
            assert schema["foreignKeys"] == [{"fields": "pid", "reference": {"resource": "person", "fields": "pid"}}]
    assert "vulnerability" not in (tmp_path / "person.csv").read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_codebook_has_every_column_and_code(language):
    text = codebook([*PEOPLE, AGGREGATE], language)
    for table in TABLES.values():
        assert f"## {table.file}: {table.label(language)}" in text
        for field in table.fields:
            assert field.opt_in or f"| {field.name} | {field.label(language)} |" in text
    for name, codes in CODES.items():
        if name not in ("vulnerability", "after_exit"):  # "after_exit" is asked by the exits planner's tables
            assert all(f"| {code.id} | {code.label(language)} |" in text for code in codes.values()), name


def test_both_languages_say_everything_and_are_not_the_same():
    labels = [(each.en, each.it) for codes in CODES.values() for each in codes.values()]
    labels += [(field.en, field.it) for table in TABLES.values() for field in table.fields]
    assert all(en.strip() and it.strip() for en, it in labels)
    assert sum(en == it for en, it in labels) < 20  # CEFR levels, tutor, ...
    assert all("|" not in text for pair in labels for text in pair)


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ("housing_state", Housing),
        ("sex", Sex),
        ("age_band", AgeBand),
        ("family_type", Family),
        ("permit_type", Permit),
    ],
)
def test_codes_mean_states_of_the_model(codes, kind):
    for code in CODES[codes].values():
        found = code_of(codes, code.id, kind)
        assert found == (-1 if not code.model else int(kind[code.model]))
    written = {code_for(codes, member) for member in kind}
    missing = {"EXPECTED"} if kind is Housing else {"NONE"} if kind is Permit else set()
    assert {member.name for member in kind if code_for(codes, member) is None} == missing
    assert len(written - {None}) == len(kind) - len(missing)


def test_every_work_state_can_be_written():
    for state in Work:
        assert (code_for("work_status", state) or code_for("contract", state)) is not None


def test_folders_that_hold_something_are_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(BadInput, match="not empty"):
        write_template(tmp_path, ABOUT)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(BadInput, match="this is a file"):
        write_template(tmp_path / "mine.txt", ABOUT)
    with pytest.raises(Failure, match="cannot be written"):
        write_template(tmp_path / ("x" * 300), ABOUT)
    with pytest.raises(Failure, match="cannot be written"):
        write_template("a\0b", ABOUT)


def test_the_reference_has_the_codebook():
    text = (ROOT / "docs" / "reference" / "pilot-data.md").read_text(encoding="utf-8")
    body = codebook([*PEOPLE, AGGREGATE], "en").partition("## person.csv")[2]
    assert body in text
