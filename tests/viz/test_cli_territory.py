"""`territory new`, `territory check`, `territories` and `packages NAME` as a user meets them."""

import json
from pathlib import Path

import pytest

from approdo.experiments.package import package_names

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "zones.csv"


@pytest.fixture
def ask(ask):
    """Run a command in a folder with the example."""
    Path("zones.csv").write_bytes(EXAMPLE.read_bytes())
    return ask


NEW = ("territory", "new", "--zones", "zones.csv", "--name", "Valchiara", "--to", "mine.toml")


def test_a_table_becomes_a_territory_that_can_be_compared(ask):
    code, out, errors = ask(*NEW, "--json", "new.json")
    assert (code, errors) == (0, "")
    assert out.startswith("Written: mine.toml (territory valchiara)")
    assert "Imputed from padova: " in out
    document = json.loads(Path("new.json").read_text())
    assert document["command"] == "territory new"
    assert document["results"]["given"] == ["population"]
    code, out, _ = ask("compare", "mine.toml", "--package", "ali", "--months", "14", "--runs", "2", "--no-figure")
    assert code == 0
    assert out.startswith("Valchiara, 14 months")
    assert "Reproduce: approdo compare mine.toml --package ali" in out


def test_nothing_is_written_over_or_written_at_all_when_something_is_wrong(ask):
    assert ask(*NEW)[0] == 0
    before = Path("mine.toml").read_bytes()
    code, _, errors = ask(*NEW, "--like", "foggia")
    assert (code, "--replace" in errors) == (2, True)
    assert Path("mine.toml").read_bytes() == before
    assert ask(*NEW, "--like", "foggia", "--replace")[0] == 0
    assert b"like Foggia" in Path("mine.toml").read_bytes()
    Path("zones.csv").write_text("name;kind\nA;centre\n")
    code, _, errors = ask(*NEW[:-1], "other.toml")
    assert code == 2
    assert "zones.csv:1: column x_km is missing" in errors
    assert not Path("other.toml").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*NEW[:-1], "mine.txt"), 2, "expected a name that ends in .toml"),
        ((*NEW[:-1], "no/such/mine.toml"), 1, "there is no folder"),
        ((*NEW, "--like", "padua"), 2, 'Did you mean "padova"?'),
        (("territory", "check", "nowhere.toml"), 2, "no such file"),
        (("territory", "check", "atlantis"), 2, 'unknown territory "atlantis"'),
        (("packages", "insideaut"), 2, 'Did you mean "inside-aut"?'),
    ],
)
def test_what_is_asked_wrongly_is_told(ask, words, code, said):
    got, _, errors = ask(*words)
    assert got == code
    assert said in errors


def test_check_shows_the_zones_and_what_is_known(ask):
    code, out, _ = ask("territory", "check", "padova", "--json", "check.json")
    assert code == 0
    assert out.splitlines()[0].startswith("zone")
    assert out.rstrip().endswith("Nothing looks odd.")
    assert json.loads(Path("check.json").read_text())["results"] == {"notes": []}


def test_thin_territories_are_marked(ask):
    _, out, _ = ask("territories", "--json", "all.json")
    marked = [line.split()[0] for line in out.splitlines() if line.split()[1] == "*"]
    assert marked == ["berlin", "ljubljana", "vienna"]
    assert "even the number of leavers is a judgement" in out.splitlines()[-1]
    rows = json.loads(Path("all.json").read_text())["results"]["rows"]
    assert [row["id"] for row in rows if row["thin"]] == marked


def test_a_package_is_shown_with_its_split_and_its_parts(ask):
    code, out, _ = ask("packages", "inside-aut", "--json", "one.json")
    assert code == 0
    assert "individual_plans: ancona 11, avellino 11, bologna 11, foggia 11, milano 12," in out
    assert "exit_preparation: 3 in each" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "--package inside-aut:without=individual_plans" in out
    assert "INSIDE AUT: illustrative doses; not an evaluation of the project." in out
    shares = json.loads(Path("one.json").read_text())["results"]["rows"][0]["shares"]
    assert sum(shares["individual_plans"].values()) == 100
    _, out, _ = ask("packages", "ali:only=tutoring")
    assert ":without=" not in out
    assert ask("packages", "none")[0] == 0


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_all_packages_fit_a_terminal(ask, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = ask("packages")
    assert code == 0
    assert max(map(len, out.splitlines())) <= min(columns, 100)
    assert [line.split(":")[0] for line in out.splitlines() if line[:1].islower()] == list(package_names())
    told = " ".join(out.split())
    assert "ali: A.L.I., starts 2018-10 Homes out of disused" in told
    assert "territories: firenze, lucca, prato levers: transitional_housing, accompaniment," in told


@pytest.mark.parametrize("verb", ["new", "check"])
def test_help_has_an_example(ask, verb):
    code, out, _ = ask("territory", verb, "--help")
    assert code == 0
    assert f"Example: approdo territory {verb}" in out
    assert "--json" in out
