"""Why a lever changes nothing, in the reader's language.

The reasons are sentences of the experiments room, in English. The English words hold the same sentences as patterns
with fields, so that a sentence is recognised, and said again in another language with the same fields.
"""

import re
from typing import TYPE_CHECKING

from .patterns import again
from .tongue import Tongue

if TYPE_CHECKING:
    from approdo.experiments.scenario import Scenario

SENTENCE = re.compile(r'lever "(?P<id>[^"]*)": this changes nothing, because (?P<reason>.*)\.', re.DOTALL)


def warnings(scenario: "Scenario", say: Tongue) -> dict[str, str]:
    """Return, by id, why each lever that changes nothing does so."""
    return told(scenario.package.warnings(scenario), say)


def told(sentences: list[str] | tuple[str, ...], say: Tongue) -> dict[str, str]:
    """Return the reasons of sentences such as `Package.warnings` gives, by the id of the lever."""
    found = (SENTENCE.fullmatch(sentence) for sentence in sentences)
    return {match["id"]: reason(match["reason"], say) for match in found if match}


def reason(english: str, say: Tongue) -> str:
    """Say a reason in the reader's language; one that is not known stays as it is."""
    return again(english, "idle", say)
