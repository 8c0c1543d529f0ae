"""Elements of HTML from Python: what a person typed is always a text node, never markup."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias, TypeVar

import reacton.core
import solara
from ipyvuetify.Html import Html

Element: TypeAlias = "solara.Element[Any]"
T = TypeVar("T")


def tag(name: str, *children: Any, class_: str = "", style: str = "", **attributes: Any) -> Element:
    """Return an element; attributes with underscores become those with hyphens (``aria_label``)."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    shown = [child for child in children if child is not None]
    made: Element = _kind(name)(tag=name, children=shown, class_=class_, style_=style, attributes=given)
    return made


@cache
def _kind(name: str) -> Any:
    """Return a kind of its own for each tag: the browser would go on with a heading where a paragraph is to be."""
    return reacton.core.ComponentWidget(type(f"Html_{name}", (Html,), {}))


def pressed(action: Callable[[T], None], with_: T) -> Callable[[object], None]:
    """Return what a button calls: an action with what the button stands for."""
    return lambda _: action(with_)
