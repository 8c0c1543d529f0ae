"""Complaints in the reader's language: every sentence that a visitor of the dashboard can meet is recognised."""

import pytest

from approdo.experiments.package import load_package
from approdo.model.errors import BadInput
from approdo.model.outcomes import OUTCOMES
from approdo.viz.dashboard import editing
from approdo.viz.dashboard.bench import first_bench, from_link, from_table, to_table
from approdo.viz.words.patterns import recognise
from approdo.viz.words.said import said
from approdo.viz.words.tongue import tongue

IT = tongue("it")
FILES = {
    "": "il file è vuoto",
    "[package]\n": "manca la riga del formato",
    "format = 2\n": "non ne legge altri",
    "format = [": "questo non è TOML",
    "format = 1\n": "manca la tabella [package]",
    "format = 1\n[package]\n": "manca il nome (name)",
    'format = 1\n[package]\nname = "x"\n[extra]\n': "voce sconosciuta",
    'format = 1\nlever = 3\n[package]\nname = "x"\n': "servono tabelle che iniziano con [[lever]]",
}
HEADS = {
    "nam = 3": "campo sconosciuto",
    "about = 3": "serve un testo",
    "territories = 3": "serve un elenco di testi",
    'starts = "May"': "serve un mese come",
    'currency = "USD"': "non conta in altre valute",
    "price_year = 3": "serve un numero da 1990 a 2100",
}
LEVERS = {
    'kind = "tutorin"': 'leva sconosciuta: "tutorin". Si intendeva "tutoring"? Tutte le leve',
    "months = 3": "una leva senza kind",
    'kind = "tutoring"\ntutors = -1': "serve un numero da 0 a",
    'kind = "tutoring"\nmonths = 0.5': "(mesi, senza decimali)",
    'kind = "tutoring"\npriority = "best"': 'serve "most_vulnerable"',
    'kind = "tutoring"\ncase = 3': "campo sconosciuto",
    'kind = "tutoring"\nstart = "soon"': 'oppure "+N" con N da 0 a',
    'kind = "tutoring"\nid = "A B"': "una lettera minuscola e fino a 39",
    'kind = "tutoring"\neligibility = 3': "serve una tabella come",
    'kind = "tutoring"\neligibility = { origin = 3 }': "nessuno è scelto in base all'origine",
    'kind = "tutoring"\neligibility = { vulnerability_max = 0.5 }': "la vulnerabilità non è mai un motivo",
    'kind = "tutoring"\neligibility = { colour = 3 }': "requisito sconosciuto",
}


def complaint(path, text):
    path.write_text(text)
    with pytest.raises(BadInput) as caught:
        load_package(path)
    return str(caught.value).replace(str(path), path.name)


def in_italian(english, wanted):
    assert said(english, tongue("en")) == english
    found = said(english, IT)
    assert wanted in found
    assert "In inglese" not in found
    assert "expected" not in found
    return found


@pytest.mark.parametrize("text", FILES)
def test_a_file_that_is_no_package(tmp_path, text):
    found = in_italian(complaint(tmp_path / "own.toml", text), FILES[text])
    assert found.startswith("own.toml:")


@pytest.mark.parametrize("line", HEADS)
def test_a_head_that_is_wrong(tmp_path, line):
    in_italian(complaint(tmp_path / "own.toml", f'format = 1\n[package]\nname = "x"\n{line}\n'), HEADS[line])


@pytest.mark.parametrize("lines", LEVERS)
def test_a_lever_that_is_wrong(tmp_path, lines):
    text = f'format = 1\n[package]\nname = "x"\n[[lever]]\n{lines}\n'
    in_italian(complaint(tmp_path / "own.toml", text), LEVERS[lines])


def test_several_complaints_are_several_lines(tmp_path):
    text = 'format = 1\n[package]\nname = "x"\nextra = 1\n[[lever]]\nkind = "nothing"\n'
    found = said(complaint(tmp_path / "own.toml", text), IT).splitlines()
    assert [line.partition(": ")[0] for line in found] == ["own.toml:4", "own.toml:6"]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"packages": []}, "servono da 1 a 4 pacchetti"),
        ({"packages": [{"id": "ali"}, {"id": "ali"}]}, "due pacchetti hanno lo stesso nome"),
        ({"packages": [3]}, "un pacchetto è danneggiato"),
        ({"packages": [{"id": "nothing"}]}, "questo pacchetto non c'è"),
        ({"territory": "atlantis"}, "questo territorio non c'è"),
        ({"months": 900}, "months = 900; serve un numero da 1 a 120"),
        ({"seed": -1}, "seed = -1; serve"),
        ({"baseline": "nothing"}, "il riferimento non è fra i pacchetti"),
        ({"baseline": "ali"}, "non mostra nulla"),
    ],
)
def test_a_link_that_is_wrong(change, wanted):
    with pytest.raises(BadInput) as caught:
        from_table({**to_table(first_bench()), **change})
    in_italian(str(caught.value), wanted)


def test_a_link_that_was_cut():
    for letters, wanted in (("x" * 20_000, "troppo lungo"), ("abc", "forse ne è stata tagliata una parte")):
        with pytest.raises(BadInput) as caught:
            from_link(letters, 16_000)
        in_italian(str(caught.value), wanted)


def test_what_editing_refuses():
    bench = first_bench()
    tried = {
        "la leva": lambda: editing.add(bench, "social_agency"),
        "serve un numero": lambda: editing.dose(bench, "social_agency", "dwellings", -1),
    }
    for wanted, change in tried.items():
        with pytest.raises(BadInput) as caught:
            change()
        in_italian(str(caught.value), wanted)


def test_keys_and_notices_are_said():
    assert said("saved.no_name", IT) == "Prima un nome."
    notice = load_package("ali").notice
    assert said(notice, IT).startswith("dosi illustrative")
    elsewhere = first_bench().scenario(load_package("inside-aut")).package.notice
    assert "In inglese" not in said(elsewhere, IT)


def test_what_nobody_translated_is_told_to_be_english():
    assert said("the moon is full", IT) == "In inglese: the moon is full"
    assert said("the moon is full", tongue("en")) == "the moon is full"


@pytest.mark.parametrize("section", ["formula", "population"])
def test_every_definition_is_said_in_italian(section):
    texts = {getattr(outcome, section) for outcome in OUTCOMES}
    assert sorted(text for text in texts if recognise(text, section) is None) == []
