"""A run as it is kept: its arrays as bytes with a checksum, and back. Light, because workers import it too."""

import hashlib
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

HEAD: Final = 10  # bytes of an `.npy` before its header; the last two say how long that is
LONGEST: Final = 200  # characters of a message that are repeated to the user
ARRAYS: Final = ("series", "totals", "people", "planned", "delivered", "spent")
# Whole numbers and flags shrink to a fraction; monthly outcomes hardly do, and cost time (STACK.md section 5).
PACKED: Final = frozenset({"people", "planned", "delivered", "spent"})


class Result(Protocol):
    """What the engine returns for one run; see `approdo.model.engine.RunResult`."""

    @property
    def series(self) -> NDArray[np.float64]: ...  # noqa: D102 - see Record, for all of them
    @property
    def totals(self) -> NDArray[np.float64]: ...  # noqa: D102
    @property
    def people(self) -> NDArray[np.uint8]: ...  # noqa: D102
    @property
    def planned(self) -> NDArray[np.int64]: ...  # noqa: D102
    @property
    def delivered(self) -> NDArray[np.int64]: ...  # noqa: D102
    @property
    def spent(self) -> NDArray[np.int64]: ...  # noqa: D102


@dataclass(frozen=True)
class Record:
    """One run out of the store: ``series[months, K]``, ``totals[K2]``, ``people[N, PEOPLE]``, accounts ``[A, months]``.

    Columns are those of `approdo.model.outcomes` and of `RunResult`; the arrays are read-only.
    """

    series: NDArray[np.float64]
    totals: NDArray[np.float64]
    people: NDArray[np.uint8]
    planned: NDArray[np.int64]
    delivered: NDArray[np.int64]
    spent: NDArray[np.int64]


@dataclass(frozen=True)
class Blob:
    """An array as bytes (`.npy`, zlib where `packed`), with the sha256 of these bytes."""

    content: bytes
    packed: bool
    sha256: str


@dataclass(frozen=True)
class Failed:
    """A run that broke: the message and the traceback are kept, the rest goes on."""

    message: str
    traceback: str

    @property
    def short(self) -> str:
        """The first line of the message, cut to a readable length."""
        first = self.message.strip().partition("\n")[0]
        return first if len(first) <= LONGEST else f"{first[:LONGEST]}..."


@dataclass(frozen=True)
class Encoded:
    """A run ready to be written: its arrays as bytes, and its totals as plain numbers (NaN = not defined)."""

    blobs: Mapping[str, Blob]
    totals: tuple[float, ...]


class Damaged(Exception):
    """The bytes are not those that were written."""


def encode(result: Result) -> Encoded:
    """Return the arrays of a run as bytes, and its totals."""
    blobs = {name: _pack(np.asarray(getattr(result, name)), name in PACKED) for name in ARRAYS}
    return Encoded(blobs, tuple(float(value) for value in result.totals))


def decode(blobs: Mapping[str, Blob]) -> Record:
    """Return a run from its bytes.

    Raises:
        Damaged: an array is missing or was changed.
    """
    if set(blobs) != set(ARRAYS):
        raise Damaged(f"arrays {sorted(blobs)} instead of {sorted(ARRAYS)}")
    return Record(**{name: unpack(name, blob) for name, blob in blobs.items()})


def _pack(array: NDArray[Any], packed: bool) -> Blob:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    content = zlib.compress(buffer.getvalue(), 1) if packed else buffer.getvalue()
    return Blob(content, packed, hashlib.sha256(content).hexdigest())


def unpack(name: str, blob: Blob) -> NDArray[Any]:
    """Return one array from its bytes, read-only.

    Raises:
        Damaged: the bytes were changed.
    """
    if hashlib.sha256(blob.content).hexdigest() != blob.sha256:
        raise Damaged(f"the checksum of {name} does not agree")
    content = zlib.decompress(blob.content) if blob.packed else blob.content
    begin = HEAD + int.from_bytes(content[HEAD - 2 : HEAD], "little")
    shape, dtype = _layout(content[:begin])
    return np.frombuffer(content, dtype, offset=begin).reshape(shape)


@lru_cache(maxsize=1024)
def _layout(header: bytes) -> tuple[tuple[int, ...], "np.dtype[Any]"]:
    """Return what the beginning of an `.npy` says; most runs begin alike, and reading it takes longer than the rest.

    Raises:
        ValueError: it is no beginning that `_pack` writes.
    """
    reading = io.BytesIO(header)
    if np.lib.format.read_magic(reading) != (1, 0):
        raise ValueError("another version of .npy")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(reading)
    if fortran or dtype.hasobject:
        raise ValueError("another order of numbers, or objects")
    return shape, dtype
