"""Where the words for groups of people are: the section and the name of each."""

from typing import Final

from approdo.experiments.groups import MERGED

AGES: Final = {"18-24": "age_18_24", "25-34": "age_25_34", "35-49": "age_35_49", "50+": "age_50_plus"}


def group_words(trait: str, name: str) -> tuple[str, str]:
    """Return the section and the name of the words for a group of a trait (`Tongue.named`)."""
    if trait == "zone_kind":
        return "zone_kind", name
    if trait in ("schooling", "vulnerability") or name == MERGED or (trait, name) == ("channel", "none"):
        return "report_group", f"{trait}_{name}" if name == "none" else name
    return "code", AGES.get(name, name)
