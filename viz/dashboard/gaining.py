"""Who gains, who loses, who pays: people, their groups, owners, other households, payers; one table each."""

from collections.abc import Callable
from typing import Final

from approdo.experiments.groups import FEWEST
from approdo.experiments.statistics import Estimate
from approdo.viz.words.groups import group_words
from approdo.viz.words.tongue import Tongue
from approdo.viz.words.verdict import better

from .html import Element, tag
from .parts import Table
from .shown import LAST_MONTH, Answer, Shown
from .telling import cell, label

PEOPLE: Final = ("hm_incumbents", "departures")
OTHERS: Final = ("others_searching_total", "others_housed_total", "transfers_blocked_total")
SHARES: Final = ("landlord_belief", "rent_index")  # between 0 and 1, or about 1: their changes are hundredths
PAID: Final = ("cost_gross", "cost_reception", "cost_total")

Read = Callable[[Shown], str]


def gains(answer: Answer, say: Tongue) -> list[Element]:
    """Return the tables, each with one column a package."""
    first = answer.contrasts[0]
    owners = [(label("rent_to_owners_total", say), _total("rent_to_owners_total", say))]
    owners += [(f"{label(name, say)} ({say('who.last')})", _last(name, say)) for name in LAST_MONTH]
    parts = {
        "people": _people(say),
        "groups": _groups(answer, say),
        "owners": owners,
        "others": [(label(name, say), _total(name, say)) for name in OTHERS],
        "payers": _payers(answer, say),
    }
    told = [tag("h2", say("compare.who"))]
    for name, rows in parts.items():
        if rows:
            caption = say(f"who.{name}", what=label(first.headline, say)) if name == "groups" else say(f"who.{name}")
            told.append(_table(name, caption, rows, answer, say))
    fewest = say("who.groups_told", fewest=FEWEST)
    return [*told, *(tag("p", text, class_="ap-label") for text in (say("compare.who_told"), fewest))]


def _table(name: str, caption: str, rows: list[tuple[str, Read]], answer: Answer, say: Tongue) -> Element:
    return Table(
        caption=caption,
        heads=[say("compare.whom"), *(each.name for each in answer.contrasts)],
        rows=[[text, *(read(shown) for shown in answer.contrasts)] for text, read in rows],
        name=f"who-{name}",
        tall=name == "groups",
    )


def _people(say: Tongue) -> list[tuple[str, Read]]:
    return [
        *((say(f"who.{fate}"), _share(fate, say)) for fate in ("better", "worse", "same")),
        (say("who.reached"), lambda shown: _told(shown.averted_reached, "hm_total", say)),
        (say("who.unreached"), lambda shown: _told(shown.displaced_unreached, "hm_total", say)),
        (say("who.displaced"), lambda shown: _told(shown.displaced.scaled(100), "", say)),
        *((label(name, say), _total(name, say)) for name in PEOPLE),
    ]


def _groups(answer: Answer, say: Tongue) -> list[tuple[str, Read]]:
    """Return the groups that any of the packages has, in the order of the first."""
    listed = {(each.trait, each.name): each.people for shown in answer.contrasts for each in shown.groups}
    return [
        (
            f"{say(f'report_trait.{trait}')}: {say.named(*group_words(trait, name))} ({say.number(people)})",
            _group(trait, name, say),
        )
        for (trait, name), people in listed.items()
    ]


def _payers(answer: Answer, say: Tongue) -> list[tuple[str, Read]]:
    """Return who pays, as means, and the sums with their intervals."""
    listed = dict.fromkeys(payer for shown in answer.contrasts for payer in shown.payers)

    def paid(payer: str) -> Read:
        return lambda shown: say.number(shown.payers.get(payer, 0.0), sign=True)

    rows = [(say(f"report_payer.{payer}"), paid(payer)) for payer in listed]
    return [*rows, *((label(name, say), _total(name, say)) for name in PAID)]


def _share(fate: str, say: Tongue) -> Read:
    return lambda shown: say.estimate(shown.fates[fate], factor=100.0, mark=" %", sign=False)


def _total(name: str, say: Tongue) -> Read:
    return lambda shown: _told(shown.totals[name].difference, name, say)


def _last(name: str, say: Tongue) -> Read:
    mark, factor = (f" {say('card.points')}", 100.0) if name in SHARES else ("", 1.0)
    return lambda shown: _told(shown.last[name].difference, name, say, factor, mark)


def _group(trait: str, name: str, say: Tongue) -> Read:
    def read(shown: Shown) -> str:
        found = next((each for each in shown.groups if (each.trait, each.name) == (trait, name)), None)
        return "–" if found is None else _told(found.homeless.difference, shown.headline, say)

    return read


def _told(found: Estimate, name: str, say: Tongue, factor: float = 1.0, unit: str = "") -> str:
    """Return a change with its interval, and whether it is good news for an outcome."""
    return cell(found, say, better(name, found) if name else "", factor, unit)
