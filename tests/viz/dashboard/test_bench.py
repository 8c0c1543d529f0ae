"""What is on the screen as a link, as a file, as a step: nothing is lost, and nothing wrong gets in."""

import base64
import json
import tomllib
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.experiments.package import load_package, package_names
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, change, read_lever
from approdo.model.territory import territory_names
from approdo.viz.dashboard import editing
from approdo.viz.dashboard.bench import Bench, first_bench, from_link, from_table, to_link, to_table
from approdo.viz.dashboard.package_file import package_text
from approdo.viz.dashboard.pages.scenarios import read_upload
from approdo.viz.dashboard.reproduce import python_text, shell_text
from approdo.viz.dashboard.state import Trail

LONGEST = 16_000


@st.composite
def benches(draw):
    """Any bench that a reader could make with the levers."""
    bench = replace(
        first_bench(),
        territory=draw(st.sampled_from(territory_names())),
        months=draw(st.integers(1, 120)),
        seed=draw(st.integers(0, 2**63 - 1)),
    )
    for kind in draw(st.lists(st.sampled_from(sorted(LEVERS)), unique=True, max_size=4)):
        if kind not in [lever.id for lever in bench.local.levers]:
            bench = editing.add(bench, kind)
        name = draw(st.sampled_from(sorted(LEVERS[kind].fields)))
        field = LEVERS[kind].fields[name]
        if field.type in ("int", "float") and field.high is not None and field.low is not None:
            number = (
                st.integers(int(field.low), int(field.high))
                if field.type == "int"
                else st.floats(field.low, field.high)
            )
            lever = next(each for each in bench.local.levers if each.kind == kind)
            bench = editing.dose(bench, lever.id, name, draw(number))
    return bench


@settings(max_examples=40, deadline=None)
@given(benches())
def test_a_link_opens_the_same_scenario(bench):
    assert from_link(to_link(bench), LONGEST) == bench
    assert from_table(json.loads(json.dumps(to_table(bench)))) == bench


@pytest.mark.parametrize("name", package_names())
def test_a_downloaded_package_means_the_same(name, tmp_path):
    package = first_bench().scenario(load_package(name)).package
    path = tmp_path / f"{package.id}.toml"
    path.write_text(package_text(package), encoding="utf-8")
    assert load_package(path) == package


@pytest.mark.promise("service.text")
def test_text_of_a_package_is_text_whatever_it_is(tmp_path):
    wild = 'a "quote" \\ and\nlines, <script>alert(1)</script>, \x7f \u2028 è'
    package = replace(load_package("ali"), id="wild", name=wild, about=wild, shares=())
    path = tmp_path / "wild.toml"
    path.write_text(package_text(package), encoding="utf-8")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["package"]["name"] == wild
    assert load_package(path).about == wild


def pack(table):
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(table).encode())).decode().rstrip("=")


@pytest.mark.promise("service.text")
@pytest.mark.parametrize(
    "change_",
    [
        {"territory": "nowhere"},
        {"territory": ["padova"]},
        {"months": 0},
        {"months": 1e9},
        {"seed": -1},
        {"packages": []},
        {"packages": [{"id": "ali"}] * 5},
        {"packages": [{"id": "ali"}, {"id": "ali"}]},
        {"packages": [{"id": "no such"}]},
        {"packages": ["ali"]},
        {"packages": [{"id": "x" * 100, "format": 1, "package": {"name": "x"}}]},
        {"packages": [{"id": "x", "format": 1, "package": {"name": "x" * 5000}}]},
        {
            "packages": [
                {"id": "x", "format": 1, "package": {"name": "x"}, "lever": [{"kind": "tutoring", "tutors": -1}]}
            ]
        },
        {"baseline": "ali"},
        {"baseline": "nothing"},
        {"packages": None},
    ],
)
def test_links_that_somebody_changed_are_refused(change_):
    with pytest.raises(BadInput):
        from_link(pack({**to_table(first_bench()), **change_}), LONGEST)


@pytest.mark.promise("service.text")
@pytest.mark.parametrize(
    "letters", ["", "x", "!!", "e30", pack([]), pack("text"), "A" * 20_000, to_link(first_bench())[:-9]]
)
def test_damaged_links_are_refused(letters):
    with pytest.raises(BadInput):
        from_link(letters, LONGEST)


@pytest.mark.promise("service.text")
def test_a_link_cannot_unpack_to_gigabytes():
    bomb = base64.urlsafe_b64encode(zlib.compress(b"[" + b" " * 50_000_000, 9)).decode()
    with pytest.raises(BadInput):
        from_link(bomb, 1_000_000)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_letters_are_refused_in_a_sentence(letters):
    with pytest.raises(BadInput):
        from_link(letters, LONGEST)


@pytest.mark.promise("service.text")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"format = 2\n", "format = 2, expected 1"),
        (b"import os; os.system('x')", "not TOML"),
        (b'format = 1\n[package]\nname = "x"\n[[lever]]\nkind = "tutorin"\n', 'Did you mean "tutoring"?'),
        (b'format = 1\n[package]\nname = "x"\n[[lever]]\nkind = "tutoring"\ntutors = -3\n', "x.toml:6"),
        (b"x" * 70_000, "larger"),
    ],
)
def test_broken_uploads_end_in_a_sentence(content, said):
    with pytest.raises(BadInput) as told:
        read_upload("x.toml", base64.b64encode(content).decode(), 64_000)
    assert said in str(told.value)
    assert "/tmp" not in str(told.value)


def test_an_upload_is_read_and_cannot_leave_its_folder():
    text = base64.b64encode(package_text(load_package("ali")).encode()).decode()
    assert read_upload("../../etc/passwd", text, 64_000).id == "passwd"
    assert read_upload("ali.toml", text, 64_000).id == "ali-2"
    assert read_upload("\0/\n.toml", text, 64_000).name == "A.L.I."
    with pytest.raises(BadInput):
        read_upload("x.toml", "not base64!", 64_000)


def test_steps_are_taken_back_and_again():
    first = first_bench()
    second = editing.add(first, "rent_subsidy")
    trail = Trail(first).go(second)
    assert trail.go(second) is trail
    assert trail.back().present == first
    assert trail.back().forth() == trail
    assert trail.back().go(replace(first, months=12)).future == ()
    assert Trail(first).back() == Trail(first) == Trail(first).forth()


def test_editing_a_built_in_package_makes_one_of_the_reader_s_own():
    bench = editing.dose(first_bench(), "social_agency", "dwellings", 40)
    assert (bench.package.id, bench.package.name) == ("ali-2", "A.L.I. (2)")
    assert editing.dose(bench, "social_agency", "dwellings", 41).package.id == "ali-2"
    assert editing.original(bench.package) == load_package("ali")
    with pytest.raises(BadInput):
        editing.dose(bench, "social_agency", "dwellings", -1)
    with pytest.raises(BadInput):
        editing.add(bench, "social_agency")
    assert editing.remove(bench, "social_agency").package.levers == tuple(
        lever for lever in bench.package.levers if lever.id != "social_agency"
    )


def test_up_to_four_packages_and_any_of_them_the_baseline():
    bench = first_bench()
    for _ in range(3):
        bench = editing.beside(bench, load_package("ali"))
    assert [each.id for each in bench.packages] == ["ali", "ali-2", "ali-3", "ali-4"]
    with pytest.raises(BadInput):
        editing.beside(bench, load_package("ali"))
    bench = editing.against(bench, "ali-2")
    assert [each.id for each in bench.compared] == ["ali", "ali-3", "ali-4"]
    assert bench.base.id == "ali-2"
    assert editing.away(bench, "ali-2").baseline == "none"
    alone = editing.away(editing.away(editing.away(bench, "ali"), "ali-3"), "ali-4")
    assert (len(alone.packages), alone.baseline) == (1, "none")
    assert editing.away(alone, "ali-2") == alone


def test_the_commands_name_what_is_on_the_screen():
    bench = editing.beside(
        first_bench(),
        read_upload("mine.toml", base64.b64encode(package_text(load_package("ali")).encode()).decode(), 64_000),
    )
    assert (
        shell_text(bench, 16)
        == "approdo compare padova --package ali --package mine.toml --months 36 --runs 16 --seed 1"
    )
    compile(python_text(bench, 16), "reproduce.py", "exec")


def test_a_changed_lever_is_the_lever_that_study_files_change():
    lever = read_lever({"kind": "tutoring"})
    bench = editing.add(Bench("padova", (replace(load_package("none"), id="own"),)), "tutoring")
    assert editing.dose(bench, "tutoring", "tutors", 5.0).package.levers == (change(lever, "tutors", 5.0),)
