"""Files of answers: the empty one, filled ones, and what is wrong with one, each with its place."""

import pytest

from approdo.experiments.assess.answers import load_answers, template
from approdo.experiments.assess.questionnaire import questionnaire
from approdo.model.errors import BadInput
from tests.experiments.self_assessment import DAY

ASKED = questionnaire()
NAMES = [item.id for item in ASKED.items]


def written(tmp_path, text):
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_empty_file_reads_as_nothing_answered(tmp_path, language):
    text = template(language, DAY)
    found = load_answers(written(tmp_path, text))
    assert found.missing == tuple(NAMES)
    assert not found.complete
    assert (found.date, found.people, found.name) == (DAY, 20, "answers")
    assert ASKED.items[0].text_it in template("it", DAY)


def test_a_filled_file(tmp_path):
    text = template("en", DAY).replace('offer_rent = ""', "offer_rent = 3").replace('net_data = ""', 'net_data = "na"')
    found = load_answers(written(tmp_path, text))
    assert found.levels == {"offer_rent": 3}
    assert found.not_applicable == ("net_data",)
    assert len(found.missing) == len(NAMES) - 2


HEAD = 'format = 1\n[answers]\nedition = 1\ndate = "2026-03-15"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}[levels]\noffer_rnt = 3\n", ':6: unknown item "offer_rnt". Did you mean "offer_rent"?'),
        (f"{HEAD}[levels]\noffer_rent = 5\n", ":6: offer_rent = 5, expected a level from 0 to 4"),
        (f"{HEAD}[levels]\noffer_rent = 2.5\n", "offer_rent = 2.5, expected a level"),
        (f"{HEAD}[levels]\noffer_rent = true\n", "offer_rent = true, expected a level"),
        (f'{HEAD}[levels]\noffer_rent = "in place"\n', "expected a level"),
        (f"{HEAD}[levels]\noffer_rent = -1\nnet_data = 9\n", "net_data = 9"),
        (HEAD, "no [levels] table"),
        ("format = 1\n[levels]\noffer_rent = 3\n", "no [answers] table"),
        (f"{HEAD}people = 0\n[levels]\n", ":5: people = 0, expected 1 to 5000"),
        (f"{HEAD}peple = 3\n[levels]\n", 'unknown field "peple". Did you mean "people"?'),
        (HEAD.replace("= 1\ndate", "= 2\ndate") + "[levels]\n", ":3: edition = 2, expected 1"),
        (HEAD.replace("2026-03-15", "15/3/2026") + "[levels]\n", ':4: date = "15/3/2026"'),
        ("format = 1\n[answers]\nedition = 1\n[levels]\n", "date is missing"),
        (f"{HEAD}[levels]\n[more]\n", 'unknown table "more"'),
        ("format = 2\n", "expected 1"),
        ("", "the file is empty"),
        ("format = 1\n[levels\n", ":2: this is not TOML"),
    ],
)
def test_wrong_answers_name_the_place(tmp_path, text, said):
    with pytest.raises(BadInput) as error:
        load_answers(written(tmp_path, text))
    assert said in str(error.value)


def test_every_complaint_of_a_file_is_told_in_its_order(tmp_path):
    text = f"{HEAD}people = 0\n[levels]\noffer_rent = 9\nzzz = 1\n"
    with pytest.raises(BadInput) as error:
        load_answers(written(tmp_path, text))
    assert [line.split(":")[1] for line in str(error.value).splitlines()] == ["5", "7", "8"]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        load_answers(tmp_path / "none.toml")
