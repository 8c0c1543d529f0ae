"""The options of `compare` and the diff of packages, as their users type them."""

import json
import socket

import pytest

SMALL = ("--months", "14", "--workers", "1", "--no-figure")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_precision_ends_it_and_the_document_says_so(ask, tmp_path):
    code, out, _ = ask("compare", "padova", "--package", "ali", *SMALL, "--precision", "10%", "--json", "a.json")
    assert code == 0
    assert "Stopped after 32 runs: ±10% reached." in out
    assert "--runs 32 --seed 1" in out
    document = json.loads((tmp_path / "a.json").read_text())
    assert document["run"]["ended"] == "stopped after 32 runs: ±10% reached"
    assert document["inputs"]["runs"] == 32
    assert document["inputs"]["parameter_draws"]["kind"] == "prior"
    assert len(document["inputs"]["parameter_draws"]["halves"]) > 100


def test_fixed_parameters_from_the_command_line(ask):
    code, out, _ = ask("compare", "padova", "--package", "ali", *SMALL, "--runs", "3", "--parameters", "fixed")
    assert code == 0
    assert "parameters fixed" in out
    assert "--parameters fixed --runs 3" in out


def test_details_are_more(ask):
    words = ("compare", "padova", "--package", "ali", *SMALL, "--runs", "4")
    short, long = ask(*words)[1], ask(*words, "--details")[1]
    assert len(long.splitlines()) > len(short.splitlines()) + 8
    assert "never by origin" in long


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--parameters", "some"), 2, "expected prior or fixed"),
        (("--precision", "much"), 2, "expected a share of the difference"),
        (("--minutes", "0"), 2, "minutes = 0, expected more than 0"),
        (("--scheduler", "localhost"), 2, "expected the address of a Dask scheduler"),
        (("--runs", "0"), 2, "runs = 0"),
    ],
)
def test_what_is_asked_wrongly_ends_in_a_sentence(ask, more, code, said):
    found, out, errors = ask("compare", "padova", "--package", "ali", *SMALL, *more)
    assert (found, out) == (code, "")
    assert said in errors


def test_a_scheduler_that_is_not_there_ends_in_a_sentence(ask, monkeypatch):
    monkeypatch.setattr("approdo.experiments.cluster.ANSWER", 0.5)
    for verb in ("compare", "run"):
        words = (verb, "padova", "--package", "ali", "--months", "14", "--scheduler", f"tcp://127.0.0.1:{free_port()}")
        code, out, errors = ask(*words)
        assert (code, out) == (1, "")
        assert "no Dask scheduler answers there" in errors


def test_the_diff_of_two_packages(ask, tmp_path):
    code, out, _ = ask("packages", "--diff", "ali", "none", "--json", "d.json")
    assert code == 0
    assert "not there" in out
    rows = json.loads((tmp_path / "d.json").read_text())["results"]["rows"]
    assert {row["first"] for row in rows} == {"there"}
    assert ask("packages", "--diff", "ali", "ali")[1] == "A.L.I. and A.L.I. do the same: no lever differs.\n"
    code, _, errors = ask("packages", "--diff", "ali", "alli")
    assert code == 2
    assert 'Did you mean "ali"?' in errors
