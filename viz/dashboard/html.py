"""Elements of HTML from Python: what a person typed is always a text node, never markup."""

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import solara

Element: TypeAlias = "solara.Element[Any]"
T = TypeVar("T")


def tag(name: str, *children: Any, class_: str = "", style: str = "", **attributes: Any) -> Element:
    """Return an element; attributes with underscores become those with hyphens (``aria_label``)."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    shown = [child for child in children if child is not None]
    return solara.v.Html(tag=name, children=shown, class_=class_, style_=style, attributes=given)


def pressed(action: Callable[[T], None], with_: T) -> Callable[[object], None]:
    """Return what a button calls: an action with what the button stands for."""
    return lambda _: action(with_)
