"""`territory check`: what cannot be read is refused with its line, what looks odd is said."""

import re
from pathlib import Path

import pytest

from approdo.experiments.own_territory import new_territory
from approdo.experiments.territory_check import check_territory
from approdo.experiments.together import is_thin
from approdo.model.errors import BadInput
from approdo.model.territory import FOLDER, load_territory, territory_names

ZONES = "name,kind,x_km,y_km,residents,rent_m2\nMiddle,centre,0,0,1000,5.5\nEdge,periphery,3,4,500,4\n"


def made(content=ZONES, settings=()):
    """Write the territory of a table into this folder and return its text."""
    Path("zones.csv").write_text(content, encoding="utf-8")
    text = new_territory(Path("zones.csv"), "Valchiara", settings=settings).text
    Path("made.toml").write_text(text, encoding="utf-8")
    return text


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_built_in_territories_look_well():
    for name in territory_names():
        notes = check_territory(name).notes
        thin = [note for note in notes if "number of leavers is assumption" in note]
        assert list(notes) == thin, name
        assert bool(thin) == is_thin(load_territory(name))


def test_what_looks_odd_is_said():
    made(ZONES.replace("centre", "belt").replace("5.5", "45"), ["leavers_per_month=900"])
    notes = " ".join(check_territory("made.toml").notes)
    for word in ("no zone is a centre", 'zone "Middle": rent_m2 = 45', "leavers a month per 100,000 residents"):
        assert word in notes


def test_a_copy_of_a_built_in_territory_is_told():
    Path("copy.toml").write_bytes((FOLDER / "prato.toml").read_bytes())
    notes = check_territory("copy.toml").notes
    assert any("that of the built-in territory" in note for note in notes)
    assert any("share their people's luck" in note for note in notes)


@pytest.mark.parametrize(
    ("pattern", "text", "said"),
    [
        (r"(\[figures\.ask_ratio\]\n)value = [^\n]+", r"\1value = 9", "figures.ask_ratio: value 9 is outside"),
        (r"^residents = 500", "residents = -500", "zone 2: residents = -500"),
        (r"^shares = \{ male = 0", "shares = { male = 1", "composition.sex"),
        (r"^minutes = \[", "minutes = [[1],", "travel.minutes"),
        (r"^code = .*", "code = 0", "territory: code = 0"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(pattern, text, said):
    whole = made()
    broken = re.sub(pattern, text, whole, count=1, flags=re.MULTILINE)
    Path("made.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        check_territory("made.toml")
    line = re.match(r"made\.toml:(\d+): ", str(caught.value))
    assert line, str(caught.value)
    assert said in str(caught.value)
    changed = [n for n, (a, b) in enumerate(zip(whole.splitlines(), broken.splitlines(), strict=True), 1) if a != b]
    assert 0 <= changed[0] - int(line[1]) <= 2
