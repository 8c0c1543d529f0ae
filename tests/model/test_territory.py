"""The territories: whole, sourced, as their evidence says; and a broken file is refused by name."""

import dataclasses
import math
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from approdo.model.codes import Sector, ZoneKind
from approdo.model.errors import BadInput
from approdo.model.territory import COMPOSITIONS, FIGURES, FOLDER, MOST_ZONES, load_territory, territory_names

ROOT = Path(__file__).parents[2]
NAMES = territory_names()
STATUSES = {"verified", "derived", "recalled", "assumption", "imputed"}
PLAIN = (FOLDER / "sondrio.toml").read_text(encoding="utf-8")


PROJECTS = {
    *("ancona", "avellino", "bologna", "foggia", "milano", "perugia", "ragusa", "sondrio", "varese"),  # INSIDE AUT
    *("padova", "vicenza", "reggio-emilia", "brescia"),  # A.L.I.
    *("firenze", "lucca", "prato", "parma"),  # ANCI Toscana, and Parma of INTEGRAS
}
THIN = {"berlin": "DE", "vienna": "AT", "ljubljana": "SI"}


def test_the_seventeen_and_the_three_thin_ones_are_there():
    assert len(PROJECTS) == 17
    assert set(NAMES) == PROJECTS | set(THIN)
    assert {name: load_territory(name).country for name in THIN} == THIN
    assert {load_territory(name).country for name in PROJECTS} == {"IT"}
    codes = {load_territory(name).code for name in NAMES}
    assert len(codes) == 20, "two territories would share their people"


@pytest.mark.parametrize("name", sorted(PROJECTS))
def test_zones_add_up_to_the_province(name):
    place = load_territory(name)
    figures = {key: round(figure.value) for key, figure in place.figures.items()}
    assert sum(zone.residents for zone in place.zones) == figures["population"]
    assert sum(zone.foreign_residents for zone in place.zones) == figures["foreign_residents"]
    assert sum(zone.private_let for zone in place.zones) == figures["private_let_stock"]
    assert sum(zone.disused for zone in place.zones) == figures["recoverable_disused"]
    assert sum(sum(zone.jobs) for zone in place.zones) == figures["jobs"]


@pytest.mark.parametrize("name", sorted(PROJECTS))
def test_levels_of_a_province_are_plausible(name):
    place = load_territory(name)
    residents = sum(zone.residents for zone in place.zones)
    assert 0.0 < place.figures["leavers_per_month"].value / residents * 1e5 < 10.0
    assert 0.2 < sum(sum(zone.jobs) for zone in place.zones) / residents < 0.6
    assert 0.1 < place.figures["foreign_residents"].value / place.figures["private_let_stock"].value < 5.0
    ask = place.figures["ask_ratio"]
    assert 1.2 <= ask.low < ask.high <= 2.1
    # a range that a bound cuts is not symmetric, and the file must say why
    cut = ask.status == "derived" and (ask.high == 2.1 or ask.low == 1.2)
    assert cut == ("is cut at" in ask.note)
    share = place.figures["capital_share"]
    assert share.status == "derived" or "as generally known" in share.note


@pytest.mark.parametrize("name", sorted(THIN))
def test_a_thin_territory_says_what_is_known_and_what_is_not(name):
    place = load_territory(name)
    statuses = {figure.status for figure in place.figures.values()}
    assert {"verified", "recalled", "assumption"} <= statuses
    assert place.figures["leavers_per_month"].status == "assumption"
    assert "makes the territory thin" in place.figures["leavers_per_month"].note
    for key, figure in place.figures.items():
        assert (figure.status in ("verified", "derived")) <= bool(figure.evidence), f"{key}: known from where?"
    level = place.figures["rent_level"].value * place.figures["rent_index_2018"].value
    mean = sum(zone.rent_m2 * zone.residents for zone in place.zones) / sum(zone.residents for zone in place.zones)
    assert mean == pytest.approx(level, rel=1e-3)


def test_the_known_levels_of_the_thin_ones_are_those_of_the_evidence():
    berlin, vienna, ljubljana = (load_territory(name).figures for name in ("berlin", "vienna", "ljubljana"))
    assert (berlin["rent_level"].value, berlin["rent_level"].evidence) == (9.6, ("G10",))
    assert (vienna["rent_level"].value, vienna["rent_level"].evidence) == (8.7, ("G18",))
    assert vienna["leaving_notice_months"].value == 4
    assert vienna["starter_flat_places"].value == 1100
    assert ljubljana["rent_assistance_single"].value == 402
    assert ljubljana["rent_level"].status == "assumption", "no Slovenian rent is in the evidence"


@pytest.mark.parametrize("name", NAMES)
def test_a_territory_is_whole(name):
    territory = load_territory(name)
    assert territory.id == name
    assert set(FIGURES) <= set(territory.figures)
    for key, figure in territory.figures.items():
        assert figure.low <= figure.value <= figure.high, key
        assert figure.status in STATUSES, (key, figure.status)
        assert figure.unit, key
        assert figure.source, key
        assert figure.status == "assumption" or figure.evidence or figure.note, f"{key} has no origin"
    for key, shares in territory.composition.items():
        assert len(shares) == len(COMPOSITIONS[key])
        assert math.fsum(shares) == pytest.approx(1.0, abs=1e-9)
    count = len(territory.zones)
    assert 3 <= count <= MOST_ZONES
    assert len({zone.name for zone in territory.zones}) == count
    assert any(zone.kind == ZoneKind.CENTRE for zone in territory.zones)
    for zone in territory.zones:
        assert 0 <= zone.foreign_residents <= zone.residents
        assert zone.private_let <= zone.residents
        assert 1.0 < zone.rent_m2 < 40.0
        assert len(zone.jobs) == len(Sector)
    for a in range(count):
        assert territory.minutes[a][a] <= min(territory.minutes[a])
        for b in range(count):
            assert territory.minutes[a][b] == territory.minutes[b][a]
    assert territory.figures["leavers_per_month"].value > 0.0
    assert 0.0 < territory.figures["unemployment_rate"].value < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_loading_again_gives_the_same(name):
    territory = load_territory(name)
    again = load_territory(str(FOLDER / f"{name}.toml"))
    assert again == territory
    assert hash(again) == hash(territory)
    assert again.canonical() == {"territory": name, "sha256": territory.digest}
    assert pickle.loads(pickle.dumps(territory)) == territory


def test_a_territory_is_frozen():
    territory = load_territory("padova")
    with pytest.raises(dataclasses.FrozenInstanceError):
        territory.code = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        territory.figures["leavers_per_month"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        territory.composition["sex"] = (1.0, 0.0)  # type: ignore[index]


def test_the_files_are_what_the_evidence_gives():
    told = subprocess.run(
        [sys.executable, "-W", "error", "tools/territories.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


def test_the_digest_is_of_the_numbers_and_not_of_the_words(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        "# a comment\n" + PLAIN.replace('name = "Sondrio"', 'name = "Sondrio e valli"', 1), encoding="utf-8"
    )
    assert load_territory(str(path)).digest == load_territory("sondrio").digest
    path.write_text(replaced(r"rent_m2 = ([0-9.]+)", "rent_m2 = 9.99"), encoding="utf-8")
    assert load_territory(str(path)).digest != load_territory("sondrio").digest


def replaced(pattern, text, flags=0):
    """Return the plain file with the first match of `pattern` replaced."""
    changed, count = re.subn(pattern, text, PLAIN, count=1, flags=re.MULTILINE | flags)
    assert count == 1, pattern
    return changed


FIGURE = r"(\[figures\.leavers_per_month\]\n)value = [^\n]+"
BROKEN: dict[str, tuple[Any, str]] = {
    "not toml": ("[territory\n", "not a readable territory file"),
    "not utf-8": (b"\xff\xfe\x00", "not a readable territory file"),
    "empty": ("", "format = None, expected 1"),
    "another format": (lambda: replaced(r"^format = 1$", "format = 2"), "format = 2, expected 1"),
    "no head": (lambda: replaced(r"^\[territory\]$", "[province]"), r"no \[territory\] table"),
    "text for a number": (lambda: replaced(FIGURE, r'\1value = "many"'), "figures.leavers_per_month: value = 'many'"),
    "yes for a number": (lambda: replaced(FIGURE, r"\1value = true"), "figures.leavers_per_month: value = True"),
    "nan": (lambda: replaced(FIGURE, r"\1value = nan"), "figures.leavers_per_month: value = nan"),
    "infinity": (lambda: replaced(FIGURE, r"\1value = inf"), "figures.leavers_per_month: value = inf"),
    "outside its range": (
        lambda: replaced(FIGURE, r"\1value = 99999"),
        "figures.leavers_per_month: value 99999 is outside",
    ),
    "no figure": (
        lambda: replaced(r"\[figures\.leavers_per_month\]", "[figures.leavers]"),
        "figures.leavers_per_month is missing",
    ),
    "no source": (
        lambda: replaced(r'(\[figures\.leavers_per_month\]\n(?:[^\n\[]+\n)*?)source = "[^\n]*\n', r"\1"),
        "figures.leavers_per_month: source = None",
    ),
    "figure is a number": (
        lambda: replaced(r"\[figures\.population\]", "[figures]\nwhat = 3\n[figures.population]"),
        "figures.what: expected a table",
    ),
    "shares not one": (
        lambda: replaced(r"^(shares = \{ ?\w+ = )[0-9.]+", r"\g<1>0.9999"),
        r"composition\.\w+: the shares sum to",
    ),
    "share of nan": (lambda: replaced(r"^(shares = \{ ?\w+ = )[0-9.]+", r"\g<1>nan"), r"composition\.\w+: \w+ = nan"),
    "share unknown": (lambda: replaced(r"^shares = \{ ?\w+ =", "shares = { martian ="), 'unknown "martian"'),
    "no composition": (
        lambda: replaced(r"\[composition\.sex\]", "[composition.gender]"),
        "composition.sex: expected shares",
    ),
    "zone kind": (lambda: replaced(r'^kind = "centre"', 'kind = "center"'), 'zone 1: kind = "center", expected one of'),
    "rent of nothing": (
        lambda: replaced(r"rent_m2 = [0-9.]+", "rent_m2 = 0"),
        "zone 1: rent_m2 = 0, expected 0.1 to 200",
    ),
    "half a person": (
        lambda: replaced(r"^residents = \d+", "residents = 10.5"),
        "zone 1: residents = 10.5, expected a",
    ),
    "fewer than nobody": (lambda: replaced(r"^residents = \d+", "residents = -3"), "zone 1: residents = -3"),
    "jobs missing": (lambda: replaced(r"agriculture = \d+, ", ""), "zone 1: jobs: agriculture = None"),
    "minutes": (lambda: replaced(r"^minutes = \[", "minutes = [\n    [1],"), "travel.minutes: expected"),
    "code": (lambda: replaced(r"^code = \d+", "code = 0"), "territory: code = 0, expected 1 to 60000"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_by_name(tmp_path, what):
    content, expected = BROKEN[what]
    path = tmp_path / "broken.toml"
    text = content() if callable(content) else content
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    with pytest.raises(BadInput, match=expected) as caught:
        load_territory(str(path))
    assert "broken.toml" in str(caught.value), "the message does not name the file"


def test_a_month_that_is_none_is_refused_by_name(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text(replaced(r'^data_month = "[^"]+"', 'data_month = "2019-13"'), encoding="utf-8")
    with pytest.raises(BadInput, match=r"broken\.toml.*2019-13"):
        load_territory(str(path))


def test_a_zone_too_many_is_refused(tmp_path):
    path = tmp_path / "broken.toml"
    zone = PLAIN[PLAIN.index("[[zone]]") : PLAIN.index("[[zone]]", PLAIN.index("[[zone]]") + 3)]
    path.write_text(PLAIN + "\n" + zone * (MOST_ZONES + 1), encoding="utf-8")
    with pytest.raises(BadInput, match="expected 1 to 127"):
        load_territory(str(path))


@pytest.mark.parametrize(("name", "hint"), [("Padova", "padova"), ("padua", "padova"), ("milan", "milano")])
def test_an_unknown_name_gets_the_nearest(name, hint):
    with pytest.raises(BadInput, match=f'unknown territory "{name}". Did you mean "{hint}"'):
        load_territory(name)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match=r"nowhere\.toml: not a readable territory file"):
        load_territory(str(tmp_path / "nowhere.toml"))
    with pytest.raises(BadInput, match="not a readable territory file"):
        load_territory(f"{tmp_path}/.toml")
