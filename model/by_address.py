"""Named tuples that compiled rules hand on by their address: the world is one word then, not five hundred.

Numba takes a named tuple apart into all words of all its arrays at every call, in and out: that was two thirds of what
its translator had to read. Nothing changes the parts of a world during a call, and the translator is told so: what it
has read of them it need not read again.
"""

import hashlib
from typing import Any, TypeVar

from llvmlite import ir
from numba import typeof, types
from numba.core import cgutils
from numba.core.imputils import impl_ret_borrowed
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from .kernel import INTERPRETED

C = TypeVar("C", bound=type[tuple[Any, ...]])
ANYTHING = ir.IntType(8).as_pointer()
WORD = 8  # bytes


def by_address(kind: C) -> C:
    """Let compiled rules hand on named tuples of this class by their address."""
    if not INTERPRETED:
        typeof_impl.register(kind)(lambda parts, _: Address(_plain(parts)))
    return kind


def _plain(parts: Any) -> Any:
    """Return the type of a named tuple whose parts stand one after the other, those of named tuples in it too."""
    return types.NamedTuple([_plain(each) if isinstance(each, tuple) else typeof(each) for each in parts], type(parts))


class Address(types.Type):
    """The type of the address of a named tuple."""

    def __init__(self, parts: Any) -> None:
        self.parts = parts
        # it becomes part of the name of every rule that takes one: a short name
        super().__init__(f"{parts.instance_class.__name__} {hashlib.sha256(str(parts).encode()).hexdigest()[:12]}")

    @property
    def key(self) -> Any:
        """What makes two of these types the same."""
        return self.parts


@register_model(Address)
class _AddressModel(models.OpaqueModel):
    """What the translator is told of the address."""

    def from_argument(self, builder: Any, value: Any) -> Any:
        """Say of an address that a rule is given that all parts can be read from there at any time."""
        value.attributes.dereferenceable = _bytes(self._dmm.lookup(self._fe_type.parts).get_value_type())
        value.attributes.align = WORD
        return value


def _bytes(part: Any) -> int:
    """Return how many bytes are read of parts that are made of words, as arrays are."""
    if isinstance(part, ir.ArrayType):
        return int(part.count) * _bytes(part.element)
    return sum(map(_bytes, part.elements)) if isinstance(part, ir.LiteralStructType) else WORD


@unbox(Address)
def _take_apart(kind: Address, given: Any, c: Any) -> Any:
    """Write the parts of a tuple that Python gives to the stack; return the address."""
    native = c.unbox(kind.parts, given)
    address = c.builder.bitcast(cgutils.alloca_once_value(c.builder, native.value), ANYTHING)
    # An empty instruction returns it: the translator must not conclude that what is read there was never written.
    same = ir.FunctionType(ANYTHING, [ANYTHING])
    address = c.builder.asm(same, "", "=r,0,~{memory}", [address], side_effect=True)

    def cleanup() -> None:
        # What numba does with a tuple that is no address: else no array that was ever given would be forgotten.
        if native.cleanup is not None:
            native.cleanup()
        if c.context.enable_nrt:
            c.context.nrt.decref(c.builder, kind.parts, native.value)

    return NativeValue(address, cleanup=cleanup, is_error=native.is_error)


def _part(kind: Address, name: str) -> tuple[int, Any]:
    """Return which part has a name, and its type."""
    number = kind.parts.fields.index(name)
    return number, kind.parts.types[number]


@infer_getattr
class _Parts(AttributeTemplate):
    """What a part of such a tuple is."""

    key = Address

    def generic_resolve(self, kind: Address, name: str) -> Any:
        """Return the type of a part; the address of one that is a named tuple itself."""
        if name not in kind.parts.fields:
            return None
        part = _part(kind, name)[1]
        return Address(part) if isinstance(part, types.NamedTuple) else part


@lower_getattr_generic(Address)
def _read(context: Any, builder: Any, kind: Address, address: Any, name: str) -> Any:
    """Read a part."""
    number, part = _part(kind, name)
    offset = context.get_value_type(kind.parts).get_element_offset(context.target_data, number)
    there = cgutils.gep(builder, address, offset)
    if isinstance(part, types.NamedTuple):
        return there
    there = builder.bitcast(there, context.get_value_type(part).as_pointer())
    value = builder.load(there)
    value.set_metadata("tbaa", _never_changed(builder.module))
    return impl_ret_borrowed(context, builder, part, value)


def _never_changed(module: Any) -> Any:
    """Return the mark of what is read from memory that nothing writes to."""
    part = module.add_metadata(["part", module.add_metadata(["approdo"]), ir.Constant(ir.IntType(64), 0)])
    zero, one = (ir.Constant(ir.IntType(64), n) for n in (0, 1))
    return module.add_metadata([part, part, zero, one])
