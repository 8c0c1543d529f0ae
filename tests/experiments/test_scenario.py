"""Package files: what loads, what is refused with file and line, and what a scenario is identified by."""

import json
import sys
import types
from dataclasses import replace
from pathlib import Path

import pytest

from approdo.experiments.scenario import Package, Scenario, load_package, package_names, validate_run
from approdo.experiments.toml_lines import key_lines
from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS
from tests.experiments.package_sample import PARAMETERS, SAMPLE, Numbers, Place, scenario


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def put(text: str | bytes, name: str = "my.toml") -> str:
        Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    return put


def complaint(path) -> str:
    with pytest.raises(BadInput) as caught:
        load_package(path)
    return str(caught.value)


def with_lever(lines: str) -> str:
    """Return a package whose lever's first line is line 4."""
    return f'format = 1\npackage.name = "x"\n[[lever]]\n{lines}\n'


def test_the_sample_of_the_interface_loads(write):
    package = load_package(write(SAMPLE, "tutoring-guarantee.toml"))
    assert (package.id, package.name) == ("tutoring-guarantee", "Tutoring and guarantee")
    assert package.starts == parse_month("2026-03")
    assert package.price_year == 2024
    tutoring, fund = package.levers
    assert (tutoring.whole("tutors"), tutoring.number("caseload"), tutoring.whole("pre_exit_months")) == (2, 25.0, 2)
    assert tutoring.eligibility.canonical() == {"months_since_exit_max": 12.0}
    assert (fund.whole("months_covered"), fund.budget) == (6, 60000.0)
    assert package.warnings(scenario(package)) == []


def test_built_in_packages_load_and_change_something():
    assert {"none", "ali"} <= set(package_names())
    for name in package_names():
        package = load_package(name)
        assert package.id == name
        start = package.starts or parse_month("2024-01")
        assert package.warnings(Scenario(Place(), package, PARAMETERS, start, 36)) == []
    assert load_package("none").levers == ()


def test_ali_is_the_project_of_its_page():
    package = load_package("ali")
    assert package.starts == parse_month("2018-10")
    assert package.territories == ("padova",)
    assert package.notice == "illustrative doses; not an evaluation of the project"
    for word in ("monitoring", "exchange of models", "dissemination"):
        assert any(word in action for action in package.not_modelled)
    last = max(lever.first(package.starts) + lever.months - 1 for lever in package.levers)
    assert last == parse_month("2020-03")
    for_operators = ("network_coordination", "staff_training", "ict_tools")
    assert {lever.kind for lever in package.levers} >= set(for_operators)
    for lever in (each for each in package.levers if each.kind not in for_operators):
        assert lever.eligibility.canonical() == {
            "permit": ["refugee", "subsidiary", "special"],
            "channel": ["cas"],
            "work_prospect_min": 0.4,
            "months_since_exit_max": 12.0,
        }
    assert {"renovation", "social_agency", "orientation_training", "internships"} <= {x.kind for x in package.levers}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            with_lever('kind = "rent_subsidee"'),
            'my.toml:4: unknown lever "rent_subsidee". Did you mean "rent_subsidy"?',
        ),
        (
            with_lever('kind = "rent_subsidy"\n\nmonths = -3'),
            'my.toml:6: lever "rent_subsidy": months = -3, expected 1 to 120 (whole months).',
        ),
        (with_lever('kind = "rent_subsidy"\nmonths = true'), "my.toml:5: "),
        (with_lever('kind = "rent_subsidy"\nshare = nan'), "my.toml:5: "),
        (with_lever('kind = "rent_subsidy"\nbudget = inf'), "my.toml:5: "),
        (with_lever('kind = "rent_subsidy"\nplaces = "many"'), 'my.toml:5: lever "rent_subsidy": places = "many"'),
        (with_lever('kind = "rent_subsidy"\nplaces = 2024-01-01'), "places = 2024-01-01"),
        (with_lever('kind = "tutoring"\ncaselaod = 4'), 'unknown field "caselaod". Did you mean "caseload"?'),
        (with_lever("tutors = 4"), "my.toml:3: a lever without a kind"),
        (
            with_lever('kind = "tutoring"\neligibility = { chanel = "cas" }'),
            'my.toml:5: lever "tutoring": unknown eligibility "chanel". Did you mean "channel"?',
        ),
        (
            with_lever('kind = "tutoring"\n[lever.eligibility]\nsex = "male"\norigin = "x"'),
            'my.toml:7: lever "tutoring": eligibility "origin" is not available, on purpose',
        ),
        (
            with_lever('kind = "tutoring"\n[[lever]]\nkind = "tutoring"'),
            'my.toml:5: lever "tutoring": a second one of this name, expected another: id = "tutoring-2"',
        ),
        ('[package]\nname = "x"\n', "my.toml:1: no format line, expected a package that begins with: format = 1"),
        ('format = 2\n[package]\nname = "x"', "my.toml:1: format = 2, expected 1"),
        ('\nformat = 1.0\n[package]\nname = "x"', "my.toml:2: format = 1.0, expected 1"),
        ('format = true\n[package]\nname = "x"', "my.toml:1: format = true, expected 1"),
        ("", "my.toml:1: the file is empty, expected a package that begins with: format = 1"),
        (" \n\n", "my.toml:1: the file is empty"),
        (b"format = 1\n\x00\xff\xfe", "my.toml:2: this is no text in UTF-8"),
        ("format = 1\nname = \n", "my.toml:2: this is not TOML: "),
        ('format = 1\na = "x', "my.toml:2: this is not TOML: "),
        ("format = 1\nformat = 1", "my.toml:2: this is not TOML: "),
        ("format = " + "9" * 5000, "my.toml:1: "),
        ("format = 1\na = " + "[" * 20_000, "my.toml:"),
        ("format = 1\n", "my.toml:1: no [package] table"),
        ("format = 1\npackage = 3", "my.toml:2: no [package] table"),
        ("format = 1\n[package]\n", "my.toml:2: package: name is missing"),
        ('format = 1\n[package]\nname = " "', "my.toml:3: package: name = "),
        ("format = 1\n[package]\nname = 3", "my.toml:3: package: name = 3, expected a text."),
        (
            'format = 1\n[package]\nname = "x"\nstarts = "2026-13"',
            'my.toml:4: package: starts = "2026-13", expected a month',
        ),
        ('format = 1\n[package]\nname = "x"\nstarts = 2026', "my.toml:4: package: starts = 2026"),
        ('format = 1\n[package]\nname = "x"\nprice_year = "2024"', "my.toml:4: package: price_year"),
        ('format = 1\n[package]\nname = "x"\ncurrency = "CHF"', 'my.toml:4: package: currency = "CHF", expected "EUR"'),
        ('format = 1\n[package]\nname = "x"\nterritories = "padova"', "my.toml:4: package: territories"),
        ('format = 1\n[package]\nname = "x"\nnot_modelled = [1]', "my.toml:4: package: not_modelled = [1]"),
        ('format = 1\n[package]\nname = "x"\nabuot = "y"', 'my.toml:4: unknown field "abuot". Did you mean "about"?'),
        ('format = 1\n[package]\nname = "x"\n[[levers]]\nkind = "tutoring"', 'my.toml:4: unknown entry "levers". Did'),
        (
            'format = 1\n[package]\nname = "x"\n[study.runs]\nn = 1',
            'my.toml:4: unknown entry "study". Known: format, package, lever.',
        ),
        (
            'format = 1\nlever = 5\n[package]\nname = "x"',
            "my.toml:2: lever: expected tables that begin with [[lever]].",
        ),
        ('format = 1\n[package]\nname = "x"\n[lever]\nkind = "tutoring"', "my.toml:4: lever: expected tables"),
    ],
)
def test_mistake_is_told_with_file_and_line(write, text, said):
    assert said in complaint(write(text))


def test_several_mistakes_are_told_together_in_the_order_of_the_file(write):
    text = SAMPLE.replace("tutors = 2", "tutors = -2").replace("months_covered = 6", "months_covered = 99")
    lines = complaint(write(text.replace("price_year = 2024", "price_year = 24"))).split("\n")
    assert [int(line.split(":")[1]) for line in lines] == [8, 14, 24]


@pytest.mark.parametrize("name", ["odd: name.toml", "with space.toml"])
def test_odd_file_names_do_not_confuse_the_messages(write, name):
    assert complaint(write(with_lever('kind = "tutoring"\ntutors = -2'), name)).startswith(f"{name}:5: lever")


def test_file_that_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert complaint("missing.toml") == "missing.toml: no such file."
    Path("folder.toml").mkdir()
    assert "folder.toml: this is a folder" in complaint("folder.toml")
    assert "cannot be read" in complaint("x" * 5000 + ".toml")
    assert "cannot be read" in complaint("a\0b.toml") or "no such file" in complaint("a\0b.toml")
    assert "no ordinary file" in complaint(Path("/dev/null"))
    Path("large.toml").write_bytes(b"#" * 2_100_000)
    assert "larger than 2 MB" in complaint("large.toml")


def test_unknown_name_suggests_the_nearest_and_is_never_a_path():
    assert 'Did you mean "ali"?' in complaint("alli")
    assert "there is none of this name" in complaint("../packages/ali")


def test_byte_order_mark_and_windows_lines_are_read(write):
    assert load_package(write("\ufeff" + SAMPLE.replace("\n", "\r\n"))).levers == load_package(write(SAMPLE)).levers


def lever(write, lines: str) -> Package:
    return load_package(write(with_lever(lines)))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ('kind = "shelter_beds"\nstart = "+36"', "it starts in 2029-03, after the last month (2029-02)"),
        (
            'kind = "shelter_beds"\nstart = "2020-01"\nmonths = 3',
            "it ends in 2020-03, before the first month (2026-03)",
        ),
        ('kind = "shelter_beds"\nbeds = 0', "it has no beds"),
        ('kind = "tutoring"\ntutors = 0', "it has no places"),
        ('kind = "tutoring"\nbudget = 0', "its budget is 0"),
        ('kind = "tutoring"\ntake_up = 0', "its take_up is 0"),
        ('kind = "tutoring"\nmonths = 2', "none of what is planned is delivered before it ends"),
        ('kind = "rent_subsidy"\namount = 0\nshare = 0', "amount and share are both 0"),
        ('kind = "guarantee_fund"\nmonths_covered = 0\ndamage = 0', "months_covered and damage are both 0"),
        ('kind = "deposit_advance"\namount = 0', "amount is 0"),
        ('kind = "language_courses"\nhours = 0', "hours is 0"),
        ('kind = "reception_extension"\nextra_months = 0', "extra_months is 0"),
        ('kind = "social_agency"\nnew_per_month = 0', "new_per_month is 0"),
        ('kind = "renovation"\nworks_months = 40', "its works take 40 months and end after the last month (2029-02)"),
        ('kind = "tutoring"\neligibility = { permit = [] }', "its eligibility allows no permit"),
        (
            'kind = "tutoring"\neligibility = { minors_min = 3, minors_max = 2 }',
            "its eligibility asks for minors of at least 3 and at most 2",
        ),
        (
            'kind = "tutoring"\neligibility = { housing = ["departed"] }',
            "its eligibility allows only people who have not arrived or have left",
        ),
    ],
)
def test_lever_that_changes_nothing_is_told(write, lines, reason):
    package = lever(write, lines)
    (said,) = package.warnings(scenario(package))
    assert said.startswith(f'lever "{package.levers[0].id}": this changes nothing, because {reason}')


@pytest.mark.parametrize("lines", ['kind = "guarantee_fund"\nmonths_covered = 0', 'kind = "rent_subsidy"\nshare = 0'])
def test_lever_that_still_does_something_is_not_warned_about(write, lines):
    package = lever(write, lines)
    assert package.warnings(scenario(package)) == []


@pytest.fixture
def model(monkeypatch):
    """A stand-in for the engine, whose hash the key contains."""
    engine = types.SimpleNamespace(model_hash=lambda: "first")
    monkeypatch.setitem(sys.modules, "approdo.model.engine", engine)
    return engine


def test_key_follows_what_decides_the_results_and_nothing_else(write, model):
    first = scenario(load_package(write(SAMPLE)))
    key = first.key(0)
    renamed = SAMPLE.replace("Tutoring and guarantee", "Other").replace("# EUR, whole", "# ").replace("= 25", "= 25.0")
    same = [
        replace(first, package=load_package(write(renamed, "other.toml"))),
        replace(first, package=load_package(write(SAMPLE.replace('"+0"', '"2026-03"')))),
    ]
    assert {one.key(0) for one in same} == {key}
    others = [
        replace(first, months=35),
        replace(first, start=first.start + 1),
        replace(first, territory=Place(11.0)),
        replace(first, parameters=Numbers({**PARAMETERS, "programme.delivery": 0.8})),
        replace(first, package=load_package(write(SAMPLE.replace("caseload = 25", "caseload = 26")))),
        replace(first, package=replace(first.package, levers=first.package.levers[::-1])),
    ]
    keys = {other.key(0) for other in others} | {first.key(1)}
    model.model_hash = lambda: "second"
    keys.add(first.key(0))
    assert len(keys) == len(others) + 2
    assert key not in keys


def test_canonical_is_plain_json_of_resolved_numbers():
    package = load_package("ali")
    told = Scenario(Place(), package, PARAMETERS, parse_month("2018-10"), 24).canonical()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert "A.L.I." not in json.dumps(told)
    for entry in told["levers"]:
        assert set(LEVERS[entry["kind"]].fields) == set(entry["fields"]), "every number is written out"
        assert entry["start"].startswith(("2018-", "2019-"))


def test_scenario_is_immutable_and_checked():
    one = scenario(load_package("none"))
    with pytest.raises(AttributeError):
        one.__setattr__("months", 3)
    with pytest.raises(BadInput, match="months = 121, expected 1 to 120"):
        replace(one, months=121)
    assert one.programme().planned.shape == (0, 36)


def test_run_size_is_checked_and_seed_zero_counts():
    assert validate_run(36, 64, 0) == (36, 64, 0)
    with pytest.raises(BadInput) as caught:
        validate_run(True, 0, -1, where="study.toml:6: ")
    assert str(caught.value).split("\n") == [
        "study.toml:6: months = true, expected 1 to 120 (whole months).",
        "study.toml:6: runs = 0, expected 1 to 1000000 (whole runs).",
        "study.toml:6: seed = -1, expected 0 to 9223372036854775807 (a whole number).",
    ]
    for months in (0, 121, 1.5, "36", None, float("nan")):
        with pytest.raises(BadInput, match="months = "):
            validate_run(months)


def test_lines_are_found_past_strings_arrays_and_comments():
    text = '''a = """
[no]
x = 1 """
"b c".d = [ # [
  "]", \'\'\'
z = 1\'\'\',
]
[t]   # e = 1
f = { g = 1 }
[[u]]
h = 1
[[u.v]]
i = 1
[[u]]
[u.w]
j = "\\"#"
[[u.v]]
k = 1
'''
    assert dict(key_lines(text)) == {
        ("a",): 1,
        ("b c",): 4,
        ("b c", "d"): 4,
        ("t",): 8,
        ("t", "f"): 9,
        ("u",): 10,
        ("u", 0): 10,
        ("u", 0, "h"): 11,
        ("u", 0, "v"): 12,
        ("u", 0, "v", 0): 12,
        ("u", 0, "v", 0, "i"): 13,
        ("u", 1): 14,
        ("u", 1, "w"): 15,
        ("u", 1, "w", "j"): 16,
        ("u", 1, "v"): 17,
        ("u", 1, "v", 0): 17,
        ("u", 1, "v", 0, "k"): 18,
    }
