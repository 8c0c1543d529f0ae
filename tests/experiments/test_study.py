"""Study files: what they say is read, and whatever is wrong is told with its line and the nearest name."""

import shutil

import numpy as np
import pytest

from approdo.experiments.study_file import load_study
from approdo.model.errors import BadInput
from approdo.model.territory import FOLDER
from tests.experiments.studies import COVERED, DRAWN, GRID, HEAD, PREJUDICE, TUTORS, sampled, study, write


def test_the_example_of_the_reference(tmp_path):
    (tmp_path / "tutoring-guarantee.toml").write_text(
        'format = 1\n[package]\nname = "T"\n[[lever]]\nkind = "guarantee_fund"\nmonths_covered = 6\n'
    )
    found = study(
        tmp_path,
        """
[[vary]]
path = "packages.tutoring-guarantee.guarantee_fund.months_covered"
values = [1, 3, 6, 12]

[[uncertain]]
path = "parameters.landlords.prejudice_mean"
distribution = { uniform = [0.2, 1.4] }
""",
        'format = 1\n[study]\nname = "Doses"\nterritories = ["padova"]\nmonths = 36\nruns = 64\nseed = 1\n'
        'packages = ["none", "tutoring-guarantee.toml"]\n',
    )
    assert [package.id for package in found.packages] == ["none", "tutoring-guarantee"]
    assert (found.design, found.months, found.runs, found.seed, found.draws) == ("grid", 36, 64, 1, 64)
    assert found.outcomes == ("hm_strict_24", "cost_total")
    assert found.size == 4 * 64 * 2
    points = found.design_points()
    assert len(points) == 256
    assert points[0].values[found.factors[0].path] == 1
    assert {point.draw for point in points} == set(range(64))


def test_the_baseline_comes_first_and_is_never_missing(tmp_path):
    assert [package.id for package in study(tmp_path, GRID).packages] == ["none", "ali"]
    other = study(tmp_path, "", HEAD.replace('["ali"]', '["none"]') + 'baseline = "ali"\n')
    assert [package.id for package in other.packages] == ["ali", "none"]


def test_a_point_changes_the_packages_and_parameters_it_names_and_nothing_else(tmp_path):
    found = study(tmp_path, GRID + DRAWN.partition("\n\n")[2])
    values = {TUTORS: 2.0, COVERED: 3, PREJUDICE: 0.9}
    none, ali = found.scenarios(values, found.territories[0])
    base = found.scenarios({}, found.territories[0])
    assert none.package == base[0].package
    assert none.parameters is not base[0].parameters
    changed = {lever.id: lever for lever in ali.package.levers}
    assert (changed["accompaniment"]["tutors"], changed["guarantee_fund"]["months_covered"]) == (2.0, 3)
    was = {lever.id: lever for lever in base[1].package.levers}
    assert [name for name in was if was[name] != changed[name]] == ["accompaniment", "guarantee_fund"]
    differing = {name for name, value in ali.parameters.canonical().items() if value != base[1].parameters[name]}
    assert differing == {"landlords.prejudice_mean"}


def test_factors_stand_in_the_order_of_the_file(tmp_path):
    vary, uncertain = DRAWN.split("\n\n")
    found = study(tmp_path, f"{uncertain}\n{vary}", sampled("sobol", 4))
    assert [factor.path for factor in found.factors] == [PREJUDICE, TUTORS]


def test_prior_is_the_documented_range_around_the_default(tmp_path, parameters):
    found = study(tmp_path, f'[[uncertain]]\npath = "{PREJUDICE}"\ndistribution = "prior"\n')
    row = next(row for row in parameters.rows if row.name == "landlords.prejudice_mean")
    assert (found.factors[0].low, found.factors[0].high) == (row.low, row.high)


def test_a_list_may_be_nested_or_quoted_and_missing_values_are_the_base(tmp_path):
    found = study(tmp_path, f'[[point]]\n"{TUTORS}" = 2\n\n[[point]]\n{COVERED} = 3\n')
    assert found.design == "list"
    assert [dict(point.values) for point in found.design_points()] == [
        {TUTORS: 2.0, COVERED: 6},
        {TUTORS: 1.0, COVERED: 3},
    ]


def test_ranges_with_steps_and_whole_fields(tmp_path):
    found = study(
        tmp_path,
        f'[[vary]]\npath = "{TUTORS}"\nrange = {{ low = 0.5, high = 2, step = 0.5 }}\n'
        f'[[vary]]\npath = "{COVERED}"\nrange = {{ low = 1, high = 8, step = 3 }}\n',
    )
    assert [factor.levels for factor in found.factors] == [(0.5, 1.0, 1.5, 2.0), (1, 4, 7)]
    whole = study(tmp_path, f'[[vary]]\npath = "{COVERED}"\nrange = {{ low = 1, high = 3 }}\n', sampled("sobol", 8))
    assert {type(point.values[COVERED]) for point in whole.design_points()} == {int}


def test_texts_and_flags_can_be_varied(tmp_path):
    path = "packages.ali.internships.priority"
    found = study(tmp_path, f'[[vary]]\npath = "{path}"\nvalues = ["lottery", "most_ready"]\n')
    scenarios = [found.scenarios(point.values, found.territories[0])[1] for point in found.design_points()]
    assert len({scenario.key(1) for scenario in scenarios}) == 2


def test_the_unit_cost_that_follows_from_a_dose_follows_it(tmp_path):
    path = "packages.ali.accompaniment.caseload"
    found = study(tmp_path, f'[[vary]]\npath = "{path}"\nvalues = [10, 50]\n')
    costs = [
        next(
            lever
            for lever in found.scenarios(point.values, found.territories[0])[1].package.levers
            if lever.id == "accompaniment"
        )
        for point in found.design_points()
    ]
    assert costs[0].unit_cost > costs[1].unit_cost


VARY = '[[vary]]\npath = "{}"\n{}\n'
TUTORS_AT = VARY.format(TUTORS, "{}")
PARAMETER = f'[[uncertain]]\npath = "{PREJUDICE}"\n{{}}\n'
WRONG = [
    ("packagez = 3\n", ':11: unknown field "packagez". Did you mean "packages"?'),
    ("[[varry]]\n", ':11: unknown entry "varry". Did you mean "vary"?'),
    ('design = "sobul"\n', ':11: study: design = "sobul", expected grid, .* Did you mean "sobol"?'),
    ('design = "sobol"\n', ":11: study: design = .sobol. needs its size"),
    ('design = "latin_hypercube"\npoints = 4\n', ":11: study: the design is empty"),
    ('design = "one_at_a_time"\n', ":11: study: the design is empty"),
    ('design = "list"\n', ":11: study: the list is empty"),
    ("points = 4\n", r':11: study: points = 4, but the design is "grid"'),
    ("points = 0\n", ":11: study: points = 0, expected 1 to"),
    ("draws = 2\n", ":11: study: draws of what"),
    (
        "draws = 3\n" + PARAMETER.format('distribution = "prior"'),
        ":11: study: draws = 3, expected a divisor of runs = 2",
    ),
    ('outcomes = ["cost_totl"]\n', ':11: study: unknown outcome "cost_totl". Did you mean "cost_total"?'),
    ('outcomes = ["homeless_strict"]\n', ":11: study: outcome .* is a monthly one|unknown outcome"),
    ('start = "2018"\n', ':11: study: start = "2018", expected a month'),
    ('baseline = "nonne"\n', ':11: package "nonne": there is none of this name. Did you mean "none"?'),
    (
        VARY.format("packages.ali.accompanimnt.tutors", "values = [1]"),
        ':12: .* no lever "accompanimnt". Did you mean "acc',
    ),
    (
        VARY.format("packages.al.accompaniment.tutors", "values = [1]"),
        ':12: .*"al" is no package of this study. Did you mean',
    ),
    (
        VARY.format("packages.ali.accompaniment.tutrs", "values = [1]"),
        ':12: .*no field "tutrs" to vary. Did you mean "tutors"?',
    ),
    (VARY.format("packages.ali.accompaniment.kind", "values = [1]"), ':12: .*no field "kind" to vary'),
    (
        VARY.format("parameters.landlords.prejudice_men", "values = [1]"),
        ':12: .*unknown parameter .* Did you mean "landlords.prej',
    ),
    (VARY.format("package.ali.x", "values = [1]"), ':12: .*expected packages.<package>.* Did you mean "packages"?'),
    ("[[vary]]\nvalues = [1]\n", ":11: path is missing"),
    ("[[vary]]\npath = 3\nvalues = [1]\n", ":12: path = 3, expected packages"),
    ("[vary]\npath = 3\n", r":11: vary: expected tables that begin with \[\[vary\]\]"),
    (TUTORS_AT.format(""), ":11: .*0 of values and range given"),
    (TUTORS_AT.format("values = [1]\nrange = {low=1, high=2}"), ":11: .*2 of values and range given"),
    (TUTORS_AT.format("values = []"), r":13: values = \[\], expected a list with at least one value"),
    (TUTORS_AT.format("values = 3"), ":13: values = 3, expected a list"),
    (TUTORS_AT.format("values = [1, 999999]"), ':13: lever "accompaniment": tutors = 999999.*, expected'),
    (TUTORS_AT.format('values = ["two"]'), ':13: lever "accompaniment": tutors = "two", expected'),
    (TUTORS_AT.format("values = [nan]"), ':13: lever "accompaniment": tutors = nan, expected'),
    (TUTORS_AT.format("values = [1, 1.0]"), ":13: values: 1.0 stands here twice"),
    (TUTORS_AT.format("vals = [1]"), ':13: unknown field "vals". Did you mean "values"?'),
    (TUTORS_AT.format("range = {low = 1}"), ":13: range = .*expected"),
    (TUTORS_AT.format("range = {low = 2, high = 1}"), ":13: range: low = 2, high = 1, expected low below high"),
    (TUTORS_AT.format("range = {low = 1, high = 2, stp = 1}"), ':13: range: unknown "stp". Did you mean "step"?'),
    (TUTORS_AT.format("range = {low = 1, high = 2, step = 0}"), ":13: range: step = 0, expected a number above 0"),
    (TUTORS_AT.format("range = {low = 1, high = 2, step = 1e-9}"), ":13: range: .* steps, expected at most 10,000"),
    (TUTORS_AT.format("range = {low = 1, high = 2}"), ":11: .* a grid needs values, or a range with a step"),
    (VARY.format(COVERED, "range = {low = 1, high = 2.5}"), ":13: .*2.5"),
    (VARY.format(COVERED, "range = {low = 1, high = 2, whole = false}"), ":13: range: whole = false, expected true"),
    (GRID + GRID, f":20: {TUTORS} stands here for the second time"),
    (
        PARAMETER.format("distribution = { uniforms = [0.2, 1] }"),
        ':13: unknown distribution "uniforms". Did you mean "uniform"?',
    ),
    (
        PARAMETER.format("distribution = { uniform = [0.2] }"),
        r":13: uniform = \[0.2\], expected 2 numbers: \[low, high\]",
    ),
    (PARAMETER.format("distribution = { uniform = [1.4, 0.2] }"), ":13: uniform = .*expected low below high"),
    (
        PARAMETER.format("distribution = { uniform = [0.2, 99] }"),
        ':13: parameter "landlords.prejudice_mean" = 99.0, expected',
    ),
    (
        PARAMETER.format("distribution = { triangular = [0.2, 2, 1.4] }"),
        ":13: triangular = .*the mode between low and high",
    ),
    (PARAMETER.format("distribution = { normal_truncated = [0.5, 0, 0.2, 1] }"), ":13: .*standard deviation above 0"),
    (
        PARAMETER.format("distribution = { normal_truncated = [99, 0.1, 0.2, 1] }"),
        ":13: .*within 8 standard deviations",
    ),
    (PARAMETER.format("distribution = { beta = [0, 1, 0.2, 1] }"), ":13: .*a and b above 0"),
    (PARAMETER.format("distribution = { loguniform = [0, 1] }"), ":13: .*low above 0"),
    (PARAMETER.format("distribution = 3"), ':13: distribution = 3, expected "prior" or one of'),
    (PARAMETER.format("distribution = { uniform = [0, nan] }"), ":13: uniform = .*expected 2 numbers"),
]


@pytest.mark.parametrize(("body", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_what_is_wrong_is_told_with_its_line(tmp_path, body, said):
    path = write(tmp_path, "\n" + body)
    with pytest.raises(BadInput, match=said) as error:
        load_study(path)
    assert all(line.startswith(f"{path}:") for line in str(error.value).split("\n"))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('["padova"]', '["padua"]', ':5: .*"padua".*Did you mean "padova"?'),
        ('["padova"]', '["padova", "padova"]', ':5: study: territories names "padova" twice'),
        ('["padova"]', '["padova", "padova.toml"]', ':5: study: two territories are called "padova"'),
        ('["padova"]', "[]", ":5: study: no territories"),
        ('["padova"]', "3", ":5: study: territories = 3, expected a list of texts"),
        ("months = 14", "months = 0", ":6: study: months = 0, expected 1 to 120"),
        ("runs = 2", "runs = 2.5", ":7: study: runs = 2.5, expected"),
        ("seed = 7", "seed = -1", ":8: study: seed = -1, expected 0 to"),
        ("runs = 2", "runs = true", ":7: study: runs = true, expected"),
        ('["ali"]', '["alli"]', ':9: package "alli": there is none of this name. Did you mean "ali"?'),
        ('["ali"]', '["none"]', ":9: study: no packages beside the baseline"),
        ('["ali"]', '["other.toml"]', ":9: .*other.toml: no such file"),
        ('name = "Doses"', "name = 3", ":4: study: name = 3, expected a text"),
        ("[study]", "[stdy]", "no .study. table"),
        ("format = 1", "format = 2", ":1: format = 2, expected 1"),
    ],
)
def test_a_wrong_head_is_told_with_its_line(tmp_path, was, now, said):
    shutil.copy(FOLDER / "padova.toml", tmp_path)
    with pytest.raises(BadInput, match=said):
        study(tmp_path, GRID, HEAD.replace(was, now))


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path):
    body = VARY.format("packages.ali.x.y", "values = [1]") + PARAMETER.format("distribution = 3")
    with pytest.raises(BadInput) as error:
        study(tmp_path, body, HEAD.replace("months = 14", "months = 999"))
    lines = [int(line.split(":")[1]) for line in str(error.value).split("\n")]
    assert lines == sorted(lines)
    assert len(lines) == 3


def test_more_runs_than_a_study_may_have_are_refused_before_they_are_listed(tmp_path):
    many = TUTORS_AT.format("range = {low = 0.5, high = 4, step = 0.001}")
    other = VARY.format(PREJUDICE, "range = {low = 0.2, high = 1, step = 0.001}")
    with pytest.raises(BadInput, match=r":3: the design has [0-9,]+ runs, expected 1 to 1,000,000"):
        study(tmp_path, many + other)


def test_a_study_is_a_toml_file():
    with pytest.raises(BadInput, match=r"expected the path of a .toml file"):
        load_study("study")


def test_a_point_may_not_name_what_is_no_factor(tmp_path):
    with pytest.raises(BadInput, match="is none of its factors"):
        study(tmp_path, GRID).point({"packages.ali.x": 1})


def test_packages_that_start_in_different_months_need_a_start(tmp_path):
    (tmp_path / "later.toml").write_text('format = 1\n[package]\nname = "L"\nstarts = "2026-03"\n')
    head = HEAD.replace('["ali"]', '["ali", "later.toml"]')
    with pytest.raises(BadInput, match=r":3: study: the packages start in different months"):
        study(tmp_path, GRID, head)
    assert study(tmp_path, GRID, head + 'start = "2020-01"\n').start is not None


def test_two_and_two_point_zero_are_one_point(tmp_path):
    found = study(tmp_path, GRID)
    points = [found.point({TUTORS: tutors, COVERED: covered}) for tutors, covered in ((2, 3), (2.0, 3.0))]
    points.append(found.point({TUTORS: np.float64(2), COVERED: np.int64(3)}))
    assert len({point.hash for point in points}) == 1
    assert {type(point.values[COVERED]) for point in points} == {int}
    assert found.scenarios(points[2].values, found.territories[0])[1].key(1)
