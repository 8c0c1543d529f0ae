"""The results that are kept of every release: what moved is told, and the changelog must say why."""

import json

import pytest

import approdo
from tools import results
from tools.results import Moved, Question, moved, newest, owned_up, told

WAS = {"padova": {"hm (none)": 8.0, "cost (none)": 0.0, "gone (none)": None, "left (none)": 2.0}}


def test_nothing_has_moved_that_the_changelog_does_not_own_up_to(capsys):
    assert results.main([]) == 0
    assert "since" in capsys.readouterr().out


def test_the_newest_results_are_of_this_version_or_of_one_before_it():
    path = newest()
    assert path is not None
    kept = json.loads(path.read_text("utf-8"))
    assert kept["approdo"] == path.stem
    assert results.order(path.stem) <= results.order(approdo.__version__)
    assert set(kept["results"]) == {str(question) for question in results.QUESTIONS}
    assert len({question.territory for question in results.QUESTIONS}) > 2
    for numbers in kept["results"].values():
        assert len(numbers) > 100
        assert any("- none" in name and value for name, value in numbers.items()), "a package that changes nothing"


def test_asking_twice_gives_the_same():
    question = Question("sondrio", "ali", 12, 2, "prior")
    first, second = results.results([question]), results.results([question])
    assert not list(moved(first, second))
    other = results.results([Question("sondrio", "ali", 12, 3, "prior")])
    assert list(moved(first, {str(question): next(iter(other.values()))}))


def test_what_moved():
    now = {"padova": {"hm (none)": 8.8, "cost (none)": 1.0, "gone (none)": 3.0, "left (none)": 2.0 + 1e-12}}
    found = list(moved(WAS, now))
    assert [(each.number, each.was, each.now) for each in found] == [
        ("hm (none)", 8.0, 8.8),
        ("cost (none)", 0.0, 1.0),
        ("gone (none)", None, 3.0),
    ]
    assert found[0].share == pytest.approx(0.1)
    said = told(found, "1.0.0")
    assert "3 numbers moved since 1.0.0" in said
    assert "+10.0%" in said


def test_what_is_gone_has_moved_and_what_is_new_has_not():
    assert not list(moved(WAS, {**WAS, "foggia": {"hm (none)": 1.0}}))
    assert len(list(moved(WAS, {}))) == 3  # the fourth is still no number
    assert told([], "1.0.0") == "Nothing moved since 1.0.0."


def test_a_long_list_is_cut_and_says_so():
    many = [Moved("padova", f"number {n}", 1.0, 1.0 + n) for n in range(1, 40)]
    assert "number 39" in told(many, "1.0.0")
    assert "number 1 " not in told(many, "1.0.0")
    assert "(+19 more)" in told(many, "1.0.0")


@pytest.mark.parametrize(
    ("changelog", "owned"),
    [
        ("## Unreleased\n\n### Results change\n\n- All of it.\n\n## 1.0.0\n", True),
        ("## Unreleased\n\n### Added\n\n- A word.\n\n## 1.0.0\n\n### Results change\n\n- All of it.\n", False),
        ("## Unreleased\n\n### Results change\n\n## 1.0.0\n", False),
        ("## 1.2.0\n\n## 1.1.0\n\n### Results change\n\n- Rents.\n\n## 1.0.0\n", True),
        ("# Changelog\n", False),
    ],
)
def test_who_owns_up(changelog, owned):
    assert owned_up(changelog, "1.0.0") is owned


@pytest.mark.parametrize(("entry", "code"), [("\n- Rents.\n", 0), ("", 1)])
def test_moved_numbers_fail_without_an_entry(entry, code, tmp_path, monkeypatch, capsys):
    (tmp_path / "0.9.0.json").write_text(json.dumps({"approdo": "0.9.0", "results": WAS}))
    (tmp_path / "CHANGELOG.md").write_text(f"## Unreleased\n\n### Results change\n{entry}\n## 0.9.0\n")
    monkeypatch.setattr(results, "newest", lambda: tmp_path / "0.9.0.json")
    monkeypatch.setattr(results, "CHANGELOG", tmp_path / "CHANGELOG.md")
    monkeypatch.setattr(results, "results", lambda: {"padova": {**WAS["padova"], "hm (none)": 9.0}})
    assert results.main([]) == code
    said = capsys.readouterr()
    assert "+12.5%" in said.out
    assert ("does not say so" in said.err) is bool(code)


def test_versions_are_ordered_as_numbers(tmp_path):
    for version in ("1.9.0", "1.10.0.dev0", "1.10.0", "1.2.0"):
        (tmp_path / f"{version}.json").touch()
    found = newest(tmp_path)
    assert found is not None
    assert found.stem == "1.10.0"
    assert newest(tmp_path / "nothing") is None
    with pytest.raises(ValueError, match="no version"):
        results.order("latest")


def test_without_any_results_it_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(results, "newest", lambda: None)
    with pytest.raises(SystemExit) as ended:
        results.main([])
    assert ended.value.code == 2
    assert "make freeze" in capsys.readouterr().err


def test_they_are_kept_under_the_version(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    monkeypatch.setattr(results, "results", lambda: WAS)
    path = results.write()
    assert path.name == f"{approdo.__version__}.json"
    assert json.loads(path.read_text("utf-8"))["results"] == WAS
