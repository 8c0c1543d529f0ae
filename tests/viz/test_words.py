import re
import string

import pytest

from approdo.model.errors import BadInput
from approdo.model.parameters import defaults
from approdo.viz.words import LANGUAGES, words
from approdo.viz.words.tongue import tongue


def test_every_language_has_the_same_keys_and_fields():
    english = words("en")
    for language in LANGUAGES:
        other = words(language)
        assert set(other) == set(english)
        for key, text in other.items():
            assert text.strip() == text != ""
            assert _fields(text) == _fields(english[key]), key


def _fields(text):
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)


def test_no_text_is_left_in_english():
    same = {key for key, text in words("it").items() if text == words("en")[key] and re.search("[a-z]{3}", text)}
    assert same == {"country.AT", "country.SI"}  # Austria and Slovenia in both


def test_a_language_that_is_not_there():
    with pytest.raises(BadInput, match="expected en or it"):
        words("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_model_is_named_in_words_that_fit_into_a_figure(language):
    named = {
        key.removeprefix("parameter."): text for key, text in words(language).items() if key.startswith("parameter.")
    }
    assert set(named) == {row.name for row in defaults()}
    assert max(map(len, named.values())) <= 46
    assert len(set(named.values())) == len(named)


def test_every_unit_of_the_model_s_numbers_is_said_in_italian():
    written_alike = {"EUR", "m2"}
    units = {row.unit for row in defaults()} - written_alike
    assert {unit for unit in units if tongue("it").unit(unit) == unit} == set()
