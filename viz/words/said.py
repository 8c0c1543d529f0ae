"""What the program complains about, in the reader's language.

Complaints are sentences of the model and of experiments, in English, often with the file and line before them. They are
recognised by their English words (dashboard/en.toml) and said again; one that nobody translated is told to be English.
"""

import re

from approdo.viz.words import words

from .patterns import recognise
from .tongue import Tongue

PLACE = re.compile(r"(?P<place>[\w.-]+(?::\d+)?: )(?P<rest>.*)")  # a file, its line, or what was read
SENTENCES = re.compile(r"(?<=[.?]) (?=[A-Z])")


def said(english: str, say: Tongue) -> str:
    """Return a key of the words, or a complaint of one or several lines, in the reader's language."""
    if english in words(say.language):
        return say(english)
    if say.language == "en":
        return english
    return "\n".join(_line(line, say) for line in english.splitlines())


def _line(line: str, say: Tongue) -> str:
    match = PLACE.fullmatch(line)
    rest = _sentences(match["rest"], say) if match else ""
    return f"{match['place']}{rest}" if match and rest else _sentences(line, say) or say("said.frame", said=line)


def _sentences(english: str, say: Tongue) -> str:
    """Return the sentences of a line; nothing if the first is not known, the others as they are."""
    first, *others = SENTENCES.split(english)
    told = _sentence(first, say)
    return " ".join([told, *(_sentence(each, say) or each for each in others)]) if told else ""


def _sentence(english: str, say: Tongue) -> str:
    found = recognise(english, "said")
    if found is None or found.key == "said.frame":
        return ""
    fields = dict(found.fields)
    if "expected" in fields:
        fields["expected"] = _expected(fields["expected"], say)
    return say(found.key, **fields)


def _expected(english: str, say: Tongue) -> str:
    found = recognise(english, "expected")
    if found is None:
        return _sentence(english, say) or english
    fields = {name: say.unit(text) if name == "unit" else text for name, text in found.fields.items()}
    return say(found.key, **fields)
