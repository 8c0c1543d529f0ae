"""The questionnaire: dimensions, items, levels, thresholds, and what each answer does in the model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from approdo.experiments.documents import read_document

FILE: Final = Path(__file__).parent / "questionnaire.toml"
EVERY_LEVER: Final = "*"


@dataclass(frozen=True)
class Level:
    """A step of the scale."""

    number: int
    label_en: str
    label_it: str


@dataclass(frozen=True)
class Move:
    """The value of a field of a lever at each level; `over`: divided by the value of another field of that lever."""

    lever: str
    field: str
    values: tuple[Any, ...]
    per_person: bool = False
    over: str = ""


@dataclass(frozen=True)
class Item:
    """A question; `anchor` says what the third level means, `outside` why the model cannot show it (empty: it can)."""

    id: str
    dimension: str
    text_en: str
    text_it: str
    anchor_en: str
    anchor_it: str
    outside_en: str = ""
    outside_it: str = ""
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """One of the five dimensions."""

    id: str
    label_en: str
    label_it: str


@dataclass(frozen=True)
class Action:
    """A lever that answers can switch on by its `dose`; `people`: it is offered to people, who must be eligible."""

    id: str
    dose: str
    people: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Thresholds:
    """Shares of the points that can be had: `good` and `fair` of a dimension; `each` and `total` of good practice."""

    good: float
    fair: float
    each: float
    total: float


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """The whole questionnaire."""

    edition: int
    name_en: str
    name_it: str
    about_en: str
    about_it: str
    default_people: int
    eligibility: Mapping[str, Any]
    thresholds: Thresholds
    levels: tuple[Level, ...]
    dimensions: tuple[Dimension, ...]
    items: tuple[Item, ...]
    actions: tuple[Action, ...]

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.levels) - 1

    @property
    def in_place(self) -> int:
        """The level at which something works as it should, the last but one."""
        return self.top - 1

    def of(self, dimension: str) -> tuple[Item, ...]:
        """Return the items of a dimension, in order."""
        return tuple(item for item in self.items if item.dimension == dimension)

    def item(self, name: str) -> Item:
        """Return an item by its id."""
        return next(item for item in self.items if item.id == name)

    def dimension(self, name: str) -> Dimension:
        """Return a dimension by its id."""
        return next(each for each in self.dimensions if each.id == name)

    def moves(self, action: str) -> Iterator[tuple[Item, Move]]:
        """Yield what the items do to a lever."""
        for item in self.items:
            for move in item.moves:
                if move.lever in (action, EVERY_LEVER):
                    yield item, move


@cache
def questionnaire() -> Questionnaire:
    """Return the questionnaire of this version."""
    table = read_document(FILE, "the questionnaire").table
    return Questionnaire(
        **table["questionnaire"],
        thresholds=Thresholds(**table["thresholds"]),
        levels=tuple(Level(number, **each) for number, each in enumerate(table["level"])),
        dimensions=tuple(Dimension(**each) for each in table["dimension"]),
        items=tuple(_item(dict(each)) for each in table["item"]),
        actions=tuple(Action(**each) for each in table["lever"]),
    )


def _item(table: dict[str, Any]) -> Item:
    moves = tuple(Move(**{**each, "values": tuple(each["values"])}) for each in table.pop("move", ()))
    return Item(**table, moves=moves)
