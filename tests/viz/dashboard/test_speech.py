"""Words, numbers, months and reasons in each language; no key is missing, none is left over."""

import re
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import approdo.viz.dashboard
import approdo.viz.figures
from approdo.experiments.lives import ATTRIBUTES, CAUSES
from approdo.experiments.package import load_package
from approdo.experiments.scenario import Scenario
from approdo.experiments.statistics import Estimate
from approdo.model.codes import Housing, Work, ZoneKind
from approdo.model.levers import GROUPS, LEVERS, read_lever
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory, territory_names
from approdo.viz.dashboard.app import PAGES
from approdo.viz.dashboard.away import FIGURES
from approdo.viz.dashboard.binding import WAITS_FOR
from approdo.viz.dashboard.mapping import UNITS
from approdo.viz.dashboard.pages.evidence import STATUSES
from approdo.viz.dashboard.state import LEVELS
from approdo.viz.dashboard.telling import sentence
from approdo.viz.words import FOLDER, LANGUAGES, idle, languages, words
from approdo.viz.words.tongue import UNIT, tongue

ROOM = Path(approdo.viz.dashboard.__file__).parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.rglob("*.py")))
# Keys that are put together from a section and a name: every name that there can be.
MADE = {
    "pages": set(PAGES),
    "levels": set(LEVELS),
    "groups": set(GROUPS),
    "status": {
        *STATUSES,
        *(figure.status for name in territory_names() for figure in load_territory(name).figures.values()),
    },
    "choice": {
        choice
        for kind in LEVERS.values()
        for field in (*kind.fields.values(), *kind.common.values())
        for choice in field.choices
    },
    "binds": {"nothing", "money", "places", "delivery", *WAITS_FOR.values()},
    "cause": {*CAUSES, "other"},
    "code": {code.name.lower() for kind in (Housing, Work, *ATTRIBUTES.values()) for code in kind},
    "zone_kind": {code.name.lower() for code in ZoneKind},
    "measure": set(UNITS),
    "measure_unit": {unit for unit, _ in UNITS.values()},
    "sign": {"better", "worse", "higher", "lower", "none"},
    "mark": {"better", "worse", "higher", "lower", "none"},
}
PUT_TOGETHER = {"head", "lever", "map", "evidence", "chart", "explain", "life", "away", "card", "who"}
ELSEWHERE = {"language", "format", "idle", "unit", "plane", "ethos"}


def sections():
    table = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))
    text = (FOLDER / "en.toml").read_text(encoding="utf-8")
    ours = text[text.index("# The dashboard") : text.index("# End of the dashboard")]
    return {name: set(table[name]) for name in re.findall(r"^\[(\w+)\]", ours, re.MULTILINE)}


@pytest.mark.parametrize("section", sorted(MADE))
def test_made_keys_have_words_and_no_others(section):
    assert sections()[section] == MADE[section]


def test_every_key_in_the_source_has_words():
    named = set(re.findall(r'say\(\s*"(\w+\.\w+)"', SOURCE)) | set(
        re.findall(r'(?:BadInput|Busy|Failure)\("(\w+\.\w+)"\)', SOURCE)
    )
    assert len(named) > 80
    assert sorted(key for key in named if key not in words("en")) == []


def test_no_words_are_left_over():
    spoken = set(re.findall(r"""["\']([\w.]+)["\']""", SOURCE))
    left = []
    for section, keys in sections().items():
        if section in MADE or section in ELSEWHERE:
            continue
        for key in sorted(keys):
            if (
                f"{section}.{key}" not in spoken
                and not (key in spoken and section in PUT_TOGETHER)
                and not _card(section, key)
            ):
                left.append(f"{section}.{key}")
    assert left == []


def _card(section, key):
    return (section == "card" and key.startswith(("hm_", "housed", "work", "cost", "departures"))) or (
        section == "away" and key.rsplit("_", 1)[0] in (*FIGURES, "report")
    )


def test_every_unit_of_a_lever_has_words():
    units = {
        field.unit for kind in LEVERS.values() for field in (*kind.fields.values(), *kind.common.values()) if field.unit
    }
    for unit in units - {"month", "EUR, whole life of the action"}:
        assert f"unit.{UNIT.sub('_', unit.lower()).strip('_')}" in words("en"), unit


def test_a_language_is_a_file():
    assert set(LANGUAGES) == {path.stem for path in FOLDER.glob("*.toml")}
    assert languages() == {"en": "English", "it": "Italiano"}


def test_numbers_and_months_are_written_as_the_language_does():
    assert tongue("en").number(-12345.678, 1) == "−12,345.7"
    assert tongue("it").number(-12345.678, 1) == "−12.345,7"
    assert tongue("it").number(0.0, 1, sign=True) == "0,0"
    assert tongue("it").number(None) == "–"
    assert tongue("it").month(2018 * 12 + 9) == "ott 2018"
    assert tongue("it").estimate(Estimate(-0.2, -0.25, -0.15, 8)) == "−0,20 [−0,25; −0,15]"
    assert tongue("en").estimate(Estimate(None, None, None, 0, "no")) == "–"
    assert tongue("it").unit("EUR per month") == "EUR al mese"
    assert tongue("it").unit("no such unit") == "no such unit"


IDLE = [
    {"kind": "tutoring", "start": "+40"},
    {"kind": "tutoring", "start": "2010-01", "months": 3},
    {"kind": "tutoring", "budget": 0},
    {"kind": "tutoring", "take_up": 0},
    {"kind": "tutoring", "tutors": 0},
    {"kind": "tutoring", "eligibility": {"permit": []}},
    {"kind": "tutoring", "eligibility": {"housing": ["departed"]}},
    {"kind": "tutoring", "eligibility": {"minors_min": 3, "minors_max": 1}},
    {"kind": "rent_subsidy", "amount": 0, "share": 0},
    {"kind": "deposit_advance", "amount": 0},
    {"kind": "reception_extension", "extra_months": 0},
    {"kind": "guarantee_fund", "months_covered": 0, "damage": 0},
    {"kind": "language_courses", "hours": 0},
    {"kind": "social_agency", "new_per_month": 0},
    {"kind": "renovation", "start": "+33"},
    {"kind": "tutoring", "months": 1},
]


@pytest.mark.parametrize("table", IDLE)
def test_every_reason_of_a_lever_without_effect_is_said_in_italian(table):
    package = load_package("none")
    lever = read_lever(table)
    scenario = Scenario(
        load_territory("padova"),
        type(package)(id="own", name="own", levers=(lever,)),
        load_parameters(),
        2018 * 12 + 9,
        36,
    )
    english, italian = (idle.warnings(scenario, tongue(language)) for language in ("en", "it"))
    if not english:
        pytest.skip("this lever does something, under the present parameters")
    assert set(english) == {lever.id}
    assert english[lever.id] != italian[lever.id]
    assert f"because {english[lever.id]}." in scenario.package.warnings(scenario)[0]


def test_a_reason_that_nobody_translated_stays_as_it_is():
    assert idle.reason("the moon is full", tongue("it")) == "the moon is full"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Nobody lowers homeless-months per person within 12 months of the scheduled exit "
            "from 9.0 to 8.0 on average: "
            "−1.0, all 4 pairs of runs [−3.0; +1.0]; in 25 % of these pairs it raises them.",
        ),
        (
            "it",
            "In media Nobody riduce i mesi senza dimora per persona nei 12 mesi dopo l'uscita prevista da 9,0 a 8,0: "
            "−1,0, tutte le 4 coppie di simulazioni [−3,0; +1,0]; coppie in cui invece aumentano: 25 %.",
        ),
    ],
)
def test_the_sentence_says_in_how_many_pairs_it_goes_the_other_way(language, told):
    change, worlds = Estimate(-1.0, -1.2, -0.8, 4), Estimate(-1.0, -3.0, 1.0, 4)
    found = SimpleNamespace(difference=change, worlds=worlds, base=9.0, policy=8.0)
    shown: Any = SimpleNamespace(name="Nobody", window=12, headline="hm", totals={"hm": found}, flips=0.25)
    assert sentence(shown, tongue(language)).replace("\u00a0", " ") == told
