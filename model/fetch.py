"""Ask memory for something before it is needed. Nothing is read: no result can depend on it."""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from .kernel import INTERPRETED
from .world import LINE

BYTE = ir.IntType(8).as_pointer()
NUMBER = ir.IntType(32)
# The processor's instruction: address, to be read (0), often (3), data (1).
PREFETCH = ir.FunctionType(ir.VoidType(), [BYTE, NUMBER, NUMBER, NUMBER])
HOW = [ir.Constant(NUMBER, number) for number in (0, 3, 1)]


def _where(context: Any, builder: Any, kind: Any, array: Any, row: Any) -> Any:
    """Return the address of a row of an array."""
    whole = context.make_array(kind)(context, builder, array)
    return builder.bitcast(cgutils.get_item_pointer(context, builder, kind, whole, [row], wraparound=False), BYTE)


@intrinsic
def _fetch(_: Any, column: Any, row: Any) -> Any:
    """Compile the instruction, for each line of the cache that the row is in."""

    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind, number = signature.args
        size = context.get_abi_sizeof(context.get_data_type(kind.dtype))
        instruction = cgutils.get_or_insert_function(builder.module, PREFETCH, "llvm.prefetch")
        begin = _where(context, builder, kind, given[0], context.cast(builder, given[1], number, types.intp))
        for place in sorted({*range(0, size, LINE), size - 1}):
            builder.call(instruction, [builder.gep(begin, [ir.Constant(NUMBER, place)]), *HOW])
        return context.get_dummy_value()

    return types.void(column, row), build


def fetch(column: Any, row: int) -> None:
    """Ask for a row of a table, or of a column."""


if not INTERPRETED:
    fetch = _fetch
