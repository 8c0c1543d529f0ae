"""Compiles the rules with numba, or leaves them as plain Python when ``NUMBA_DISABLE_JIT=1``.

Numba's own cache looks only at the file of the function it compiles, not at the functions that one calls. The cache
folder is therefore named after the content of the room, so that a changed callee is never served stale.
"""

import hashlib
import os
import platform
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding
import numba
from llvmlite.binding import Linkage
from numba.core import errors, event, typed_passes, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager
from numba.core.registry import CPUDispatcher, cpu_target
from numba.core.targetconfig import TargetConfig
from numba.np import arrayobj
from platformdirs import user_cache_path

F = TypeVar("F", bound=Callable[..., Any])

INTERPRETED: bool = bool(numba.config.DISABLE_JIT)


# What runs around the rules and reaches no compiled code (a test compares with the imports).
NOT_COMPILED = frozenset(
    {
        *("accounts.py", "agents.py", "engine.py", "levers", "mesa_model.py"),
        *("moves.py", "outcomes.py", "trial.py", "warm.py"),
    }
)


def source_hash(folder: Path) -> str:
    """Return the sha256 (hex) of the Python files below `folder`, names included, without those in `NOT_COMPILED`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder)
        if name.parts[0] not in NOT_COMPILED:
            digest.update(name.as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder of the compiled rules for this source, this numba, this Python and this processor."""
    cpu = f"{llvmlite.binding.get_host_cpu_name()} {llvmlite.binding.get_host_cpu_features().flatten()}"
    checked = numba.config.BOUNDSCHECK
    made_by = f"{source_hash(Path(__file__).parent)} {numba.__version__} {platform.python_version()} {cpu} {checked}"
    return user_cache_path("approdo") / "kernels" / hashlib.sha256(made_by.encode()).hexdigest()[:24]


if not INTERPRETED and "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(cache_folder())


OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def plain(kind: Any) -> Any:
    """Return the type that a rule is compiled for: no literals, one width of signed whole numbers."""
    kind = numba.types.unliteral(kind)
    if isinstance(kind, numba.types.Integer | numba.types.IntEnumMember) and getattr(kind, "signed", True):
        return numba.types.int64
    return kind


class Library(JITCodeLibrary):
    """Code that is optimised once, when all of it is there."""

    _codegen: Any

    def _optimize_functions(self, module: Any) -> None:
        """Leave the functions of a text as they are."""
        module.data_layout = self._codegen._data_layout


class Whole(Library):
    """Machine code of an entrance with every step below it, translated from one text."""

    _final_module: Any
    _linking_libraries: list[JITCodeLibrary]

    def finalize(self) -> None:
        """Take in the steps that the steps call, and theirs; then optimise and translate."""
        every = dict.fromkeys(self._linking_libraries)
        waiting = list(every)
        while waiting:
            for library in getattr(waiting.pop(), "below", ()):
                if library not in every:
                    every[library] = None
                    waiting.append(library)
        self._linking_libraries = list(every)
        super().finalize()

    def _optimize_final_module(self) -> None:
        """Optimise, knowing that nobody else calls a step: what is called at one place is built in there."""
        for function in self._final_module.functions:
            if function.linkage == Linkage.linkonce_odr:
                function.linkage = Linkage.internal
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)


class Part(Library):
    """A step in the compiler's own language, kept to be built into entrances.

    Numba would optimise each step and translate it to machine code, together with all that it calls, for each of its
    callers anew: three quarters of the compilation, for code that nobody calls.
    """

    _linking_libraries: list[JITCodeLibrary]

    @property
    def below(self) -> list[JITCodeLibrary]:
        """The libraries of what the step calls."""
        return self._linking_libraries

    @property
    def codegen(self) -> "Part":
        """Where numba would note a way in from Python: there is none."""
        return self

    def set_env(self, *_: object) -> None:
        """Note nothing; see `codegen`."""

    def finalize(self) -> None:
        """Leave the step as it is."""
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return 0: there is no machine code."""
        return 0


if not INTERPRETED:
    # for functions compiled elsewhere, too: they may call a step, and need the steps below it
    cpu_target.target_context.codegen()._library_class = Whole


def _as_it_is(context: Any, builder: Any, kind: Any, index: Any, _: Any) -> Any:
    """Return a place in a column as it was given."""
    return context.cast(builder, index, kind, numba.types.intp if kind.signed else numba.types.uintp)


def _same_options(one: Any, other: Any) -> bool:
    """Say whether two sets of the compiler's options are the same."""
    if type(one) is not type(other):
        return False
    return all(getattr(one, name) == getattr(other, name) for name in {**one._values, **other._values})


@cache
def _hash(kind: Hashable) -> int:
    """Return numba's own hash of a set of options: of their names, the same for all."""
    return tuple(sorted(cast(Any, kind).options)).__hash__()


# What the compiler does otherwise while it compiles a rule.
CHANGED: tuple[tuple[Any, str, Any], ...] = (
    # No question whether a place is negative and counts from the end of its column. No rule does so (the run with
    # bounds checks refuses it), and a tenth of a run was spent on asking.
    (arrayobj, "fix_integer_index", _as_it_is),
    # A tenth of the compilation compared all forty options one by one, to find out whether a function is known,
    (TargetConfig, "__eq__", _same_options),
    (TargetConfig, "__hash__", lambda options: _hash(options.__class__)),
    # and as much again wrote out tables' columns, or painted messages, for texts that nobody reads.
    (numba.types.Record, "__repr__", numba.types.Type.__repr__),
    (type(errors.termcolor()), "errmsg", lambda _, message: message),
    # Nor does anybody listen to how long each call of the translator takes.
    (event, "start_event", lambda *_, **__: None),
    (event, "end_event", lambda *_, **__: None),
)


@contextmanager
def changed() -> Iterator[None]:
    """Compile with what is `CHANGED`."""
    before = [vars(owner)[name] for owner, name, _ in CHANGED]
    for owner, name, new in CHANGED:
        setattr(owner, name, new)
    try:
        yield
    finally:
        for (owner, name, _), old in zip(CHANGED, before, strict=True):
            setattr(owner, name, old)


PASSES: tuple[Any, ...] = (
    untyped_passes.TranslateByteCode,
    untyped_passes.FixupArgs,
    untyped_passes.IRProcessing,
    untyped_passes.ReconstructSSA,
    typed_passes.NopythonTypeInference,
    typed_passes.PreLowerStripPhis,
    typed_passes.NoPythonSupportedFeatureValidation,
    typed_passes.IRLegalization,
    typed_passes.AnnotateTypes,
    typed_passes.NativeLowering,
    typed_passes.NoPythonBackend,
)


class Compiler(CompilerBase):
    """Numba's compiler without its passes for what no rule contains: closures, `with`, sums of whole arrays."""

    def define_pipelines(self) -> list[Any]:
        """Return the one list of passes."""
        passes = PassManager("rules")
        for each in PASSES:
            passes.add_pass(each, each.__name__)
        passes.finalize()
        return [passes]


class Rule(CPUDispatcher):
    """A compiled rule. Callers with a literal or a narrower whole number share one compiled version.

    Numba compiles a function again for every literal that it is called with: `pick(key, a, 0)`, `pick(key, a, 1)`.
    """

    library: type[JITCodeLibrary] = Whole

    def compile(self, sig: Any) -> Any:
        """Compile the rule for arguments of these types, unless that was done before."""
        with global_compiler_lock, changed():
            codegen = self.targetctx.codegen()
            before = codegen._library_class
            codegen._library_class = self.library
            try:
                return super().compile(sig)
            finally:
                codegen._library_class = before

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Return how a compiled caller calls the rule with arguments of these types."""
        return super().get_call_template(tuple(plain(kind) for kind in args), kws)


class Step(Rule):
    """A rule that other rules call, without an entrance from Python: taking the world apart costs more than the rule.

    Called from Python (by a test, say) it is compiled once more, with an entrance, for this process only.
    """

    library = Part

    def __call__(self, *args: Any) -> Any:
        """Call the rule from Python."""
        if "_called" not in self.__dict__:
            self._called = numba.njit(**OPTIONS)(self.py_func)
        return self._called(*args)


def _rule(kind: type[Rule], function: Callable[..., Any], **more: bool) -> Any:
    """Return the function as a rule of this kind that is kept on disk, or as it is when nothing is compiled."""
    if INTERPRETED:
        return function
    rule = kind(function, targetoptions={"nopython": True, **OPTIONS, **more}, pipeline_class=Compiler)
    if kind is Rule:
        rule.enable_caching()
    return rule


def kernel(function: F) -> F:
    """Compile a step of a rule: no fast-math (the same bits everywhere), no global lock, kept on disk.

    It makes no arrays: then numba need not count references to the columns, which costs more than most rules.
    """
    return cast(F, _rule(Step, function, _nrt=False, no_cpython_wrapper=True))


def allocating_kernel(function: F) -> F:
    """Compile a step of a rule that makes lists for itself (who applies, in what order)."""
    return cast(F, _rule(Step, function, no_cpython_wrapper=True))


def built_in_kernel(function: F) -> F:
    """Compile a step that is called at one place, for one person after another, into its caller.

    Passing the world on means some five hundred words; the compiler does not always see that it need not.
    """
    return cast(F, _rule(Step, function, _nrt=False, no_cpython_wrapper=True, forceinline=True))


def entrance(function: F) -> F:
    """Compile a rule that Python calls, too: its way in is kept on disk with it."""
    return cast(F, _rule(Rule, function))
