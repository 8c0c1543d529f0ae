"""What a report is made of, without a language: texts by key, tables of cells, figures that draw themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from matplotlib.figure import Figure

from approdo.experiments.statistics import Estimate


@dataclass(frozen=True)
class Words:
    """A text of `viz/words` by its key; its fields are pieces themselves."""

    key: str
    fields: "Mapping[str, Piece]" = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    """A number with its decimals; `mark` is written behind it. None: there is none."""

    value: float | None
    places: int = 0
    sign: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Size:
    """A mean with its interval, times `factor`, as many digits as the interval supports; `places` overrules that."""

    found: Estimate
    factor: float = 1.0
    sign: bool = True
    mark: str = ""
    places: int | None = None

    @property
    def scaled(self) -> Estimate:
        """The estimate as it is shown."""
        return self.found.scaled(self.factor) if self.factor != 1.0 else self.found


@dataclass(frozen=True)
class Month:
    """A month number."""

    number: int


@dataclass(frozen=True)
class Named:
    """A name of the model, ``named("status", "assumption")``; shown as it is where it has no word."""

    section: str
    name: str


@dataclass(frozen=True)
class Told:
    """A text that a definition carries in each language: its attribute ``label_en``, ``label_it``."""

    thing: object
    what: str = "label"


@dataclass(frozen=True)
class Unit:
    """A unit by its English name; `count` is the number it stands behind, because of the singular."""

    english: str
    count: float | None = None


@dataclass(frozen=True)
class Idle:
    """A sentence of the experiments room about a lever that changes nothing."""

    sentence: str


@dataclass(frozen=True)
class Quoted:
    """A text of a package's file; said again in other languages where the package comes with the program."""

    english: str


@dataclass(frozen=True)
class Joined:
    """Several pieces in a row."""

    parts: "tuple[Piece, ...]"
    between: str = ", "


Piece: TypeAlias = str | Words | Number | Size | Month | Named | Told | Unit | Idle | Quoted | Joined


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` stands out, a `warning` more so, a `note` less."""

    text: Piece
    look: Literal["plain", "lead", "warning", "note", "own"] = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: tuple[Piece, ...]


@dataclass(frozen=True)
class Code:
    """What can be copied into a shell."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is its head. `numbers`: the other columns are numbers, set to the right.

    `widths` are the columns' shares of the page, for pages of a fixed width; () for equal ones after a wider first.
    """

    id: str
    caption: Piece
    heads: tuple[Piece, ...]
    rows: tuple[tuple[Piece, ...], ...]
    note: Piece = ""
    numbers: bool = True
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure, drawn in a language; `told` says in words what it shows, `table` is the id of its twin."""

    id: str
    draw: Callable[[str], Figure]
    caption: Piece
    told: Piece
    table: str


Block: TypeAlias = Paragraph | Bullets | Code | Table | Picture


@dataclass(frozen=True)
class Section:
    """A chapter of the report."""

    id: str
    title: Piece
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A whole report; `run` is its last section, which alone may differ between two reports of the same results."""

    title: Piece
    subtitle: Piece
    sections: tuple[Section, ...]
    run: Section

    @property
    def all(self) -> tuple[Section, ...]:
        """Every section, the one about the run last."""
        return (*self.sections, self.run)

    def tables(self) -> list[tuple[Section, Table]]:
        """Return every table with its section."""
        return [(section, block) for section in self.all for block in section.blocks if isinstance(block, Table)]
