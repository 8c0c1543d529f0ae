"""Every small mistake that could be made in a rule: a comparison, an operator, a number, a forgotten line."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any, cast

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
OTHER_CALL = {"min": "max", "max": "min"}
# Of a draw from some 2**52 numbers: that it is just the number it is compared with comes once in 10**15 comparisons,
# and no test of any length would see whether that one counts as below.
CONTINUUM = frozenset({"uniform", "gumbel", "whole"})


@dataclass(frozen=True)
class Mistake:
    """One change of one rule: where, what stands there, and what would stand there."""

    path: Path
    function: str
    line: int  # of the statement
    was: str
    now: str
    place: int  # of the node in the function
    which: int  # of the changes of that node

    def __str__(self) -> str:
        return f"{self.path.name}:{self.line} {self.function}: {self.was}  ->  {self.now}"

    def code(self) -> CodeType:
        """Return the changed rule, compiled by Python."""
        rule = next(each for each in _functions(self.path) if each.name == self.function)
        _put(rule, self.place, self.which)
        rule.decorator_list = []  # not compiled by numba, a rule is the function itself
        module = ast.fix_missing_locations(ast.Module([rule], []))
        inside = compile(module, str(self.path), "exec").co_consts
        return next(each for each in inside if isinstance(each, CodeType) and each.co_name == self.function)


def mistakes(path: Path) -> Iterator[Mistake]:
    """Yield every mistake in the functions of a file, in the order of the source."""
    for rule in _functions(path):
        for place, (node, line) in enumerate(_nodes(rule)):
            for which, changed in enumerate(_changed(node)):
                yield Mistake(path, rule.name, line, _text(node), _text(changed), place, which)


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [each for each in tree.body if isinstance(each, ast.FunctionDef)]


def _nodes(function: ast.FunctionDef) -> list[tuple[ast.AST, int]]:
    """Return what is in the body of a function, with the line of the statement it stands in; no docstring, no types."""
    found: list[tuple[ast.AST, int]] = []

    def walk(node: ast.AST, line: int) -> None:
        if isinstance(node, ast.stmt):
            line = node.lineno
        found.append((node, line))
        for field, child in ast.iter_fields(node):
            for each in child if isinstance(child, list) else [child]:
                if isinstance(each, ast.AST) and field != "annotation":
                    walk(each, line)

    for statement in function.body[1:] if ast.get_docstring(function) else function.body:
        walk(statement, statement.lineno)
    return found


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    if isinstance(node, ast.Compare):
        drawn = any(_is_draw(each) for each in (node.left, *node.comparators))
        for number, sign in enumerate(node.ops):
            if type(sign) in SWAPPED and not (drawn and isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE)):
                compared = copy.deepcopy(node)
                compared.ops[number] = cast(ast.cmpop, SWAPPED[type(sign)]())
                yield compared
    elif isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in SWAPPED:
        other: Any = copy.deepcopy(node)
        other.op = SWAPPED[type(node.op)]()
        yield other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float):
        value = node.value
        other_value = not value if isinstance(value, bool) else value + 1
        if other_value != value:  # 1e300 + 1 is 1e300: the same program
            yield ast.Constant(other_value)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OTHER_CALL:
        called = copy.deepcopy(node)
        called.func = ast.Name(OTHER_CALL[node.func.id], ast.Load())
        yield called
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    if _may_be_forgotten(node):
        yield ast.Pass()


def _is_draw(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CONTINUUM


def _may_be_forgotten(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return not any(isinstance(target, ast.Name | ast.Tuple) for target in node.targets)
    return isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))


def _put(function: ast.FunctionDef, place: int, which: int) -> None:
    """Make one change in a function."""
    target, _ = _nodes(function)[place]
    changed = list(_changed(target))[which]
    for parent in ast.walk(function):
        for field, child in ast.iter_fields(parent):
            if child is target:
                setattr(parent, field, ast.copy_location(changed, target))
                return
            if isinstance(child, list) and any(each is target for each in child):
                child[next(n for n, each in enumerate(child) if each is target)] = ast.copy_location(changed, target)
                return
    raise LookupError(target)


def _text(node: ast.AST) -> str:
    text = ast.unparse(node).splitlines()[0]
    return text if len(text) <= 70 else f"{text[:67]}..."
