"""Parts of pages in Vue: native controls with real labels, without a library of icons or charts.

Tables and the like go to the browser as text in JSON: Solara looks into every list and dictionary that a part is given,
at each drawing of the page, which took longer than everything else.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import solara

from approdo.viz.dashboard.html import Element


def packed(value: object) -> str:
    """Return a value as text, for a part that takes it so."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@solara.component_vue("frame.vue")
def Frame(language: str, title: str, lost: str) -> None:
    """Set the page's language and title, what is said when the server is gone, and let readers zoom."""


@solara.component_vue("head.vue")
def Head(
    words: dict[str, str],
    pages: list[dict[str, str]],
    here: str,
    query: str,
    language: str,
    languages: list[dict[str, str]],
    level: str,
    levels: list[dict[str, str]],
    event_go: Callable[[str], None],
    event_language: Callable[[str], None],
    event_level: Callable[[str], None],
) -> None:
    """Show the name, the pages, and the choice of language and reader; keep the address up to date."""


@solara.component_vue("choose.vue")
def Choose(
    label: str,
    value: str,
    options: list[dict[str, Any]],
    event_choose: Callable[[str], None],
    name: str = "",
    help: str = "",
) -> None:
    """Offer a choice of one out of a list."""


@solara.component_vue("number.vue")
def Number(
    label: str,
    value: float,
    low: float,
    high: float,
    event_set: Callable[[float], None],
    step: float = 1,
    unit: str = "",
) -> None:
    """Ask for a number."""


@solara.component_vue("press.vue")
def Press(
    label: str,
    event_press: Callable[[Any], None],
    name: str = "",
    look: str = "",
    disabled: bool = False,
    pressed: bool | None = None,
    help: str = "",
    closes: bool = False,
) -> None:
    """Offer a button."""


@solara.component_vue("write.vue")
def Write(
    label: str, value: str, event_set: Callable[[str], None], name: str = "", long: bool = False, most: int = 200
) -> None:
    """Ask for a text."""


@solara.component_vue("copy.vue")
def Copy(label: str, text: str, button: str, done: str, name: str = "", rows: int = 3) -> None:
    """Show a text that can be copied."""


@solara.component_vue("levers.vue")
def _LeverGroups(
    words: dict[str, str],
    packed_groups: str,
    event_add: Callable[[str], None],
    event_remove: Callable[[str], None],
    event_change: Callable[[dict[str, Any]], None],
) -> None:
    """Show levers (groups, packed)."""


def LeverGroups(groups: Sequence[dict[str, Any]], **given: Any) -> Element:
    """Show every lever by group; in use, with its fields; else as today. The rest as in the part."""
    return _LeverGroups(packed_groups=packed(groups), **given)


@solara.component_vue("picture.vue")
def _Picture(
    words: dict[str, str],
    source: str,
    description: str,
    caption: str,
    name: str,
    heads: list[str],
    packed_rows: str,
    busy: bool,
) -> None:
    """Show a figure and its table (rows of cells, packed)."""


def Picture(
    words: dict[str, str],
    source: str,
    description: str,
    caption: str,
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    busy: bool = False,
) -> Element:
    """Show a figure with its description, and the same numbers as a table."""
    return _Picture(
        words=words,
        source=source,
        description=description,
        caption=caption,
        name=name,
        heads=list(heads),
        packed_rows=packed(rows),
        busy=busy,
    )


@solara.component_vue("table.vue")
def _Table(
    caption: str, heads: list[str], packed_rows: str, name: str, search: str, english: list[int], tall: bool
) -> None:
    """Show a table (rows of cells, packed)."""


def Table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    name: str = "",
    search: str = "",
    english: Sequence[int] = (),
    tall: bool = False,
) -> Element:
    """Show a table; with `search`, one that can be searched; `english` are columns that are so in every language."""
    return _Table(
        caption=caption,
        heads=list(heads),
        packed_rows=packed(rows),
        name=name,
        search=search,
        english=list(english),
        tall=tall,
    )


@solara.component_vue("map.vue")
def _ZoneMap(
    words: dict[str, str],
    zones: list[dict[str, Any]],
    months: list[str],
    packed_measures: str,
    arms: list[str],
    size: list[float],
    compact: bool = False,
) -> None:
    """Show zones (measures, packed)."""


def ZoneMap(measures: Sequence[dict[str, Any]], **given: Any) -> Element:
    """Show zones as circles by a measure, month by month. The rest as in the part."""
    return _ZoneMap(packed_measures=packed(measures), **given)


@solara.component_vue("lives.vue")
def TwoLives(
    words: dict[str, str],
    months: list[str],
    lanes: list[dict[str, Any]],
    parting: int,
    legend: list[dict[str, str]],
    description: str,
) -> None:
    """Show one person's months in two worlds as parallel lines."""


@solara.component_vue("upload.vue")
def Upload(
    label: str, help: str, none: str, most: int, too_large: str, event_file: Callable[[dict[str, str]], None]
) -> None:
    """Take one small text file."""


@solara.component_vue("download.vue")
def Download(
    label: str,
    filename: str,
    mime: str,
    content: str,
    event_want: Callable[[Any], None],
    busy: bool = False,
    name: str = "",
    stale: bool = False,
) -> None:
    """Offer a file: asked for when pressed (`content` empty), saved as soon as it is there (base64)."""


@solara.component_vue("steps.vue")
def Progress(label: str, done: int, total: int) -> None:
    """Show how far the runs are."""


@solara.component_vue("watch.vue")
def World(
    words: dict[str, str], month: str, told: str, bars: list[dict[str, Any]], series: list[int], months: int
) -> None:
    """Show where people are in one month of one run, and the line so far."""
