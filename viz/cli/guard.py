"""Every command ends with an answer or a sentence: 0 done, 1 could not, 2 asked wrongly. No traceback by default."""

import functools
import os
import sys
import traceback
from collections.abc import Callable
from typing import Final, ParamSpec

import typer

from approdo.model.errors import BadInput, Failure

P = ParamSpec("P")

DEBUG: Final = "APPRODO_DEBUG"  # set: show tracebacks; the option --debug sets it


def guarded(command: Callable[P, int | None]) -> Callable[P, None]:
    """Wrap a command: what goes wrong becomes a message on stderr and an exit code; a returned number is one too."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        code = _run(lambda: command(*args, **kwargs))
        if code:
            raise typer.Exit(code)

    return run


def _run(command: Callable[[], int | None]) -> int:
    try:
        return command() or 0
    except BadInput as error:
        return _say(str(error), 2)
    except Failure as error:
        return _say(str(error), 1)
    except KeyboardInterrupt:
        return _say("Stopped. Nothing was begun; the same command starts again.", 1)
    except BrokenPipeError:
        # The reader of a pipe has gone (approdo parameters | head): that is how it should end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except MemoryError:
        return _say("Not enough memory. Try fewer runs, or --workers 1.", 1)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if os.environ.get(DEBUG):
            traceback.print_exc()
        told = " ".join(str(error).split())[:300]
        return _say(
            f"Internal error, please report it: {type(error).__name__}: {told} "
            "(the same command with --debug after approdo shows where: approdo --debug ...)",
            1,
        )


def _say(text: str, code: int) -> int:
    typer.echo(text, err=True)
    return code
