"""The ratios by which `make bench` notices a process that has become slower: one table for each kind of processor."""

import platform

import pytest

from tests.benchmarks import ratios, run
from tests.benchmarks.line import show

OLD, NEW = "Intel(R) Xeon(R) Processor", "AMD EPYC"
TEXT = f'{ratios.HEAD}\n["{OLD}"]\nwork = 2.350\nties = 0.949\n'


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "ratios.toml"
    path.write_text(TEXT, "utf-8")
    monkeypatch.setattr(ratios, "FILE", path)
    return path


@pytest.fixture
def on(monkeypatch):
    """Return how to be on a machine with some kind of processor and some ratios."""

    def be(kind, **found):
        monkeypatch.setattr(ratios, "processor", lambda: kind)
        monkeypatch.setattr(ratios, "ratios", lambda: found)

    return be


def test_a_loss_is_told_against_the_ratios_of_the_same_kind(file, on, capsys):
    on(NEW, work=3.0, ties=0.5)
    ratios.keep()
    on(OLD)
    now = {"work": 2.9, "ties": 0.9}  # a loss of 23 % on one kind; on the other it would be another process
    assert show(ratios.losses(now)) == 1
    assert "work takes 23 % longer" in capsys.readouterr().out
    on(NEW)
    assert [line.value for line in ratios.losses(now)] == [1]
    assert "ties takes 80 % longer" in capsys.readouterr().out
    assert show(ratios.losses({"work": 3.0, "ties": 0.55, "new": 9.0})) == 0
    assert "1 of 1 must met: pass" in capsys.readouterr().out


@pytest.mark.parametrize("text", [TEXT, f'{TEXT}\n["{NEW}"]\n', ""])
def test_without_ratios_of_this_kind_there_is_nothing_to_judge_and_it_is_said(file, on, capsys, text):
    file.write_text(text, "utf-8")
    on(NEW)
    assert list(ratios.losses({"work": 99.0})) == []
    told = capsys.readouterr().out
    assert told == f"no ratios are stored for {NEW}, so no loss can be told: make bench BENCH=keep stores them\n"


def test_keep_writes_the_table_of_this_kind_and_leaves_the_others(file, on):
    on(NEW, work=3.0, ties=0.5)
    assert run.main("keep") == 0
    assert file.read_text("utf-8") == f'{TEXT}\n["{NEW}"]\nwork = 3.000\nties = 0.500\n'
    on(OLD, work=1.0)
    assert run.main("keep") == 0
    assert ratios.stored_ratios() == {OLD: {"work": 1.0}, NEW: {"work": 3.0, "ties": 0.5}}


def test_keep_begins_a_file_and_takes_any_name(file, on):
    file.unlink()
    on('A "B" \\ é', work=1.0)
    ratios.keep()
    assert ratios.stored_ratios() == {'A "B" \\ é': {"work": 1.0}}


def test_the_stored_ratios_are_kept_as_they_would_be_written():
    text = ratios.FILE.read_text("utf-8")
    assert text.startswith(f'{ratios.HEAD}\n["')
    assert all("work" in table and "work_all_levers" in table for table in ratios.stored_ratios().values())


@pytest.mark.parametrize(
    ("told", "name", "kind"),
    [
        ("processor\t: 0\nmodel name\t: AMD EPYC 9 \nmodel\t: 17\n\nmodel name\t: Other\n", "x86_64", "AMD EPYC 9"),
        ("processor\t: 0\n", "Apple M9", "Apple M9"),  # some processors do not say what they are
        (None, "Apple M9", "Apple M9"),
        (None, "", "arm64"),
    ],
)
def test_the_kind_of_processor_is_what_it_calls_itself(tmp_path, monkeypatch, told, name, kind):
    monkeypatch.setattr(platform, "processor", lambda: name)
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    path = tmp_path / "cpuinfo"
    if told is not None:
        path.write_text(told)
    assert ratios.processor(path) == kind
