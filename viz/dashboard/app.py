"""The application: head, the choice at the side, and one page out of `PAGES`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import solara

from approdo import __version__
from approdo.model.errors import BadInput
from approdo.viz.words import languages

from . import state
from .bench import first_bench, from_link, to_link
from .explain import Explanation
from .html import Element, tag
from .pages import answer, assess, compare, evidence, life, scenarios, territory, watch
from .parts import Frame, Head
from .running import Runner
from .side import Side
from .visitor import header

STYLE: Final = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")

PAGES: Final[dict[str, Callable[[], Any]]] = {
    "answer": answer.Page,
    "compare": compare.Page,
    "territory": territory.Page,
    "life": life.Page,
    "watch": watch.Page,
    "evidence": evidence.Page,
    "scenarios": scenarios.Page,
    "assess": assess.Page,
}


@solara.component
def Layout(children: list[Element]) -> None:
    """Show head, side and foot around the page that the address names."""
    router = solara.use_router()
    solara.use_memo(lambda: _first(router.parts[0], router.search or ""), [])
    name = state.page.value
    say = state.say()
    solara.Style(STYLE)
    tag(
        "div",
        Frame(language=state.language.value, title=f"{say(f'pages.{name}')} – Approdo", lost=say("head.lost")),
        Head(
            words={key: say(f"head.{key}") for key in ("skip", "tagline", "pages", "reader", "language")},
            pages=[{"path": each, "href": _address(router, each), "label": say(f"pages.{each}")} for each in PAGES],
            here=name,
            query=_query(),
            language=state.language.value,
            languages=[{"id": each, "label": text} for each, text in languages().items()],
            level=state.level.value,
            levels=[{"id": each, "label": say(f"levels.{each}")} for each in state.LEVELS],
            event_go=_go,
            event_language=_set_language,
            event_level=_set_level,
        ),
        Runner(),
        tag(
            "div",
            tag("aside", Side(), class_="ap-side", aria_label=say("side.title")),
            tag("main", PAGES[name]().key(name), class_="ap-main", id="main"),
            class_="ap-body",
        ),
        Explanation(),
        tag("footer", say("head.foot", version=__version__), class_="ap-foot"),
        class_="ap",
    )


# Solara takes the frame of every page from the first one.
routes = [
    solara.Route(path="/", component=page, label=name, layout=Layout)
    if name == "answer"
    else solara.Route(path=name, component=page, label=name)
    for name, page in PAGES.items()
]


def _address(router: Any, name: str) -> str:
    return f"{router.root_path}/{'' if name == 'answer' else name}"


def _query() -> str:
    """Return what the address says of the screen, so that it comes back with the page, also from another server."""
    bench = state.bench()
    said = {"lang": state.language.value, "level": state.level.value}
    if bench.question != first_bench():
        said["s"] = to_link(bench)
    query = f"?{urlencode(said)}"
    return query if len(query) < state.limits().link_bytes else ""


def _go(name: str) -> None:
    # The part Head changes the address: Solara's own way would lose the base path.
    if name in PAGES:
        state.page.value = name


def _set_language(chosen: str) -> None:
    if chosen in languages():
        state.language.value = chosen


def _set_level(chosen: str) -> None:
    if chosen in state.LEVELS:
        state.level.value = chosen


def _first(name: str, search: str) -> None:
    """Take what the address and the browser say, once, when the page opens."""
    _go(name)
    asked = parse_qs(search, max_num_fields=20) if len(search) < 2 * state.limits().link_bytes else {}
    wanted = [*asked.get("lang", []), *_spoken()]
    state.language.value = next((each for each in wanted if each in languages()), "en")
    _set_level(asked.get("level", [""])[0])
    if "s" in asked:
        try:
            state.trail.value = state.Trail(from_link(asked["s"][0], state.limits().link_bytes))
        except BadInput as error:
            state.message.value = str(error)


def _spoken() -> list[str]:
    """Return the languages that the browser asks for, best first."""
    return [part.split(";")[0].strip()[:2].lower() for part in header("accept-language").split(",")]
