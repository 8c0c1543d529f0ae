"""A user's own territory: known answers, then every way a table can be broken."""

import csv
import io
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.experiments.own_territory import BOUNDS, new_territory, read_settings, slug
from approdo.experiments.own_zones import KINDS
from approdo.experiments.territory_check import check_territory
from approdo.experiments.together import is_thin
from approdo.experiments.travel import Spot, travel_minutes
from approdo.model.errors import BadInput
from approdo.model.territory import load_territory, territory_names

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "zones.csv"
HEADER = "name,kind,x_km,y_km,residents,rent_m2"
PLAIN = f"{HEADER}\nMiddle,centre,0,0,1000,5.5\nEdge,periphery,3,4,500,4\n"


def made(put, content=PLAIN, **more):
    """Return the territory that a table becomes, and what is imputed in it."""
    found = new_territory(put(content), "Valchiara", **more)
    Path("made.toml").write_text(found.text, encoding="utf-8")
    return load_territory("made.toml"), found


def test_the_example_of_the_how_to_becomes_a_territory(put):
    place, found = made(put, EXAMPLE.read_text(encoding="utf-8"))
    assert (place.id, place.name, place.country) == ("valchiara", "Valchiara", "IT")
    assert [zone.name for zone in place.zones][2] == "Valchiara, south-west"
    assert place.figures["population"].value == 107_000
    assert place.zones[0].private_let == 1600
    assert sum(place.zones[0].jobs) == 11_000
    assert found.given == ("population",)
    assert "leavers_per_month" in found.imputed
    assert is_thin(place)


def test_what_is_not_given_follows_the_reference_per_resident(put):
    place, _ = made(put, like="padova")
    padova = load_territory("padova")
    scale = 1500 / sum(zone.residents for zone in padova.zones)
    # a column that is missing adds up to the level of the reference, and its zones differ as theirs do
    assert sum(zone.private_let for zone in place.zones) == round(sum(z.private_let for z in padova.zones) * scale)
    centre, edge = (
        sum(z.private_let for z in padova.zones if z.kind == mine.kind)
        / sum(z.residents for z in padova.zones if z.kind == mine.kind)
        for mine in place.zones
    )
    ratio = (place.zones[0].private_let / 1000) / (place.zones[1].private_let / 500)
    assert ratio == pytest.approx(centre / edge, rel=0.03)
    leavers = place.figures["leavers_per_month"]
    assert leavers.value == pytest.approx(padova.figures["leavers_per_month"].value * scale, rel=0.02)
    assert (leavers.status, leavers.source) == ("imputed", "Padova")
    rate, theirs = place.figures["unemployment_rate"], padova.figures["unemployment_rate"]
    assert rate.value == theirs.value
    assert rate.low < theirs.low < theirs.high < rate.high
    assert place.composition == padova.composition
    assert place.minutes == ((10, 21), (21, 10))  # 5 km: 10 + 2.2 x 5


def test_what_is_given_is_kept_and_marked(put):
    place, found = made(
        put,
        PLAIN.replace(HEADER, f"{HEADER},jobs,disused,dwellings_to_let,foreign_residents")
        .replace("5.5\n", "5.5,400,7,90,80\n")
        .replace(",4\n", ",4,101,0,30,20\n"),
        settings=["leavers_per_month=3:2:5", "ask_ratio = 1"],
    )
    assert set(found.imputed) == set(BOUNDS) - {"leavers_per_month", "ask_ratio"}
    figure = place.figures["leavers_per_month"]
    assert (figure.value, figure.low, figure.high, figure.status) == (3, 2, 5, "given")
    assert place.figures["ask_ratio"].value == 1
    assert [sum(zone.jobs) for zone in place.zones] == [400, 101]
    assert [zone.disused for zone in place.zones] == [7, 0]
    assert place.figures["jobs"].value == 501
    assert not is_thin(place)


def test_sectors_can_be_given_one_by_one(put):
    header = f"{HEADER},jobs_agriculture,jobs_services"
    place, _ = made(put, PLAIN.replace(HEADER, header).replace("5.5\n", "5.5,3,200\n").replace(",4\n", ",4,,50\n"))
    assert place.zones[0].jobs[0] == 3
    assert place.zones[0].jobs[3] == 200
    assert place.zones[1].jobs[3] == 50


def test_an_empty_cell_follows_the_zones_of_its_kind(put):
    table = PLAIN.replace(HEADER, f"{HEADER},disused").replace("5.5\n", "5.5,99\n").replace(",4\n", ",4,\n")
    place, _ = made(put, table, like="foggia")
    edge = [zone for zone in load_territory("foggia").zones if zone.kind == place.zones[1].kind]
    per = sum(zone.disused for zone in edge) / sum(zone.residents for zone in edge)
    assert [zone.disused for zone in place.zones] == [99, round(500 * per)]


def test_one_zone_alone_is_as_its_reference_is_on_the_whole(put):
    place, _ = made(put, f"{HEADER}\nTown,centre,0,0,100000,9\n", like="milano")
    milano = load_territory("milano")
    theirs = sum(sum(zone.jobs) for zone in milano.zones) / sum(zone.residents for zone in milano.zones)
    assert sum(place.zones[0].jobs) / 100_000 == pytest.approx(theirs, rel=0.01)  # no farms in a centre


def test_a_kind_that_the_reference_has_not_takes_its_mean(put):
    assert all(zone.kind.name != "RURAL" for zone in load_territory("berlin").zones)
    table = PLAIN.replace("periphery", "rural").replace(HEADER, f"{HEADER},dwellings_to_let")
    place, _ = made(put, table.replace("5.5\n", "5.5,9\n").replace(",4\n", ",4,\n"), like="berlin")
    berlin = load_territory("berlin")
    mean = sum(zone.private_let for zone in berlin.zones) / sum(zone.residents for zone in berlin.zones)
    assert place.zones[1].private_let == round(500 * mean)


def test_a_file_can_be_the_reference(put):
    made(put)
    again = new_territory(Path("zones.csv"), "Another", like="made.toml")
    assert "Imputed from Valchiara" in again.text


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file(put):
    path = put(f"{HEADER}\nA,centre,0,0,1.000,5\nB,suburb,1,1,7,x\nA,belt,2,2,5,4\nA,belt,3,3,5,4\n")
    with pytest.raises(BadInput) as caught:
        new_territory(path, "Padova", like="paduva", settings=["unemployment_rate=7", "rents=3", "ask_ratio=a"])
    lines = str(caught.value).splitlines()
    assert [line.partition(" ")[0] for line in lines] == [
        "--name",
        "--like:",
        "--set",
        "--set",
        "--set",
        "zones.csv:2:",
        "zones.csv:3:",
        "zones.csv:3:",
        "zones.csv:5:",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unemployment_rate=0.07:0.1:0.2", "low <= value <= high"),
        ("squat_city=0.5", "low <= value <= high within 0 to 1"),
        ("leavers_per_month", "expected FIGURE=VALUE"),
        ("leavers_month=3", 'Did you mean "leavers_per_month"?'),
        ("ask_ratio=nan", "low <= value <= high"),
    ],
)
def test_a_setting_that_is_wrong_is_told(text, said):
    with pytest.raises(BadInput) as caught:
        read_settings([text])
    assert said in str(caught.value)


@pytest.mark.parametrize("name", ["", "  ", "!!", "Padova", "REGGIO  emilia"])
def test_a_name_that_cannot_be_used(put, name):
    with pytest.raises(BadInput, match="--name"):
        new_territory(put(PLAIN), name)


def test_names_become_ids():
    assert slug("Forlì-Cesena") == "forli-cesena"
    assert slug("L'Aquila (città)") == "l-aquila-citta"


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=10)


@settings(max_examples=25, deadline=None)
@given(
    names=st.lists(NAMES, min_size=1, max_size=6, unique=True),
    data=st.data(),
    like=st.sampled_from(["padova", "foggia", "berlin"]),
    name=NAMES,
)
def test_every_good_table_becomes_a_territory_that_loads(tmp_path_factory, names, data, like, name):
    row = st.tuples(
        st.sampled_from(KINDS),
        st.floats(-200, 200).map(lambda x: round(x, 3)),
        st.integers(1, 3_000_000),
        st.floats(0.5, 100).map(lambda x: round(x, 2)),
        st.one_of(st.just(""), st.integers(0, 900_000).map(str)),
    )
    rows = [data.draw(row) for _ in names]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*HEADER.split(","), "jobs"])
    for number, (label, (kind, x, residents, rent, jobs)) in enumerate(zip(names, rows, strict=True)):
        writer.writerow([label, kind, x, number, residents, rent, jobs])
    folder = tmp_path_factory.getbasetemp()
    (folder / "good.csv").write_text(out.getvalue(), encoding="utf-8")
    if not slug(name) or slug(name) in territory_names():
        return
    found = new_territory(folder / "good.csv", name, like)
    (folder / "good.toml").write_text(found.text, encoding="utf-8")
    place = load_territory(str(folder / "good.toml"))
    assert [zone.residents for zone in place.zones] == [entry[2] for entry in rows]
    assert 20_000 <= place.code < 60_000
    assert tomllib.loads(found.text)["format"] == 1
    check_territory(str(folder / "good.toml"))
    assert new_territory(folder / "good.csv", name, like) == found, "the same table, the same bytes"


def test_minutes_are_symmetric_and_ten_at_home():
    spots = [Spot("centre", 0, 0), Spot("belt", 10, 0), Spot("rural", 10, 10), Spot("rural", 10, 10)]
    minutes = travel_minutes(spots)
    assert [minutes[n][n] for n in range(4)] == [10] * 4
    assert minutes == [list(column) for column in zip(*minutes, strict=True)]
    assert minutes[0][1] == 35  # 13 + 22
    assert minutes[1][2] == 49  # 20 + 28.6
    assert minutes[2][3] == 24  # two zones in one spot are still two zones
