"""A Dask cluster as the place where jobs are computed: optional, and imported only when asked for.

Dask gives the jobs of a worker that dies to others, and gives up a job whose workers keep dying. There is no
authentication on a plain tcp address, and its port executes what it is sent: keep it on loopback or in a closed
network, or use tls:// with Dask's own settings.
"""

import logging
import re
import time
from concurrent.futures import CancelledError, Executor
from typing import Any, Final

from approdo.model.errors import BadInput, Failure

ANSWER: Final = 10.0  # seconds in which a scheduler must answer
WORKERS: Final = 30.0  # seconds in which a first worker must be there, or come back
LOOK: Final = 2.0  # seconds between two counts of the workers
ADDRESS: Final = re.compile(r"(tcp|tls)://[^\s/:]+:\d{1,5}|(tcp|tls)://\[[0-9a-fA-F:]+\]:\d{1,5}")


class Cluster:
    """The workers behind a Dask scheduler; see `approdo.experiments.pool.Place`.

    Args:
        address: of the scheduler, ``tcp://127.0.0.1:8786``.

    Raises:
        BadInput: no such kind of address, or dask.distributed is not installed.
        Failure: nobody answers there, or no worker is connected.
    """

    def __init__(self, address: str) -> None:
        check_address(address)
        from distributed import Client, KilledWorker

        # What connections say to the log when they break is told in one sentence here.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self.address, self._killed = address, KilledWorker
        connect: Any = Client  # it has no types
        try:
            self._client = connect(address, timeout=ANSWER, set_as_default=False, name="approdo")
        except (OSError, ValueError) as error:
            raise Failure(
                f"--scheduler {address}: no Dask scheduler answers there ({_short(error)}). Start one "
                "(dask scheduler --host 127.0.0.1), or leave the option out to use the processors of this machine."
            ) from None
        self._counted = self._size = 0
        self._looked, self._alive = 0.0, time.monotonic()
        while not self.size():
            if time.monotonic() - self._alive > WORKERS:
                self._client.close()
                raise Failure(
                    f"--scheduler {address}: the scheduler answers, but no worker is connected to it. "
                    f"Start one: dask worker {address}"
                )
            time.sleep(LOOK / 4)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close(timeout=ANSWER)

    def open(self, most: int | None) -> Executor:
        """Return an executor."""
        # pure=False: two jobs that look alike are two jobs.
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def close(self, executor: Executor, at_once: bool) -> None:
        """End an executor; what is under way is given up."""
        executor.shutdown(wait=False)

    def size(self) -> int:
        """Return the number of threads of all workers, as counted at most `LOOK` seconds ago."""
        now = time.monotonic()
        if now - self._looked > LOOK:
            self._looked = now
            try:
                self._size = sum(self._client.nthreads(callback_timeout=ANSWER).values())
            except (OSError, CancelledError, TypeError) as error:
                raise self._gone(error) from None
            if self._size:
                self._alive = now
        return self._size

    def look(self, idle: float) -> None:
        """Find out, while nothing finishes, whether anybody is there who could finish something."""
        if idle > LOOK and not self.size() and time.monotonic() - self._alive > WORKERS:
            raise Failure(
                f"--scheduler {self.address}: every worker is gone. What is done is kept; "
                f"start workers (dask worker {self.address}), and the same command goes on."
            )

    def killed(self, error: Exception) -> bool:
        """Tell whether a job was given up because its workers died."""
        return isinstance(error, self._killed)

    def explain(self, error: Exception) -> Exception:
        """Return in words why a job has no result."""
        if isinstance(error, CancelledError):
            return self._gone(error)
        if isinstance(error, ImportError):
            return Failure(
                f"--scheduler {self.address}: a worker cannot load Approdo ({_short(error)}). "
                "Install the same version on every worker."
            )
        return error

    def _gone(self, error: Exception) -> Failure:
        return Failure(
            f"--scheduler {self.address}: the scheduler is gone ({_short(error)}). "
            "What is done is kept; the same command goes on when it is back."
        )


def check_address(address: str) -> None:
    """Check an address before any work.

    Raises:
        BadInput: no such kind of address, or dask.distributed is not installed.
    """
    from importlib.util import find_spec

    if not ADDRESS.fullmatch(address):
        raise BadInput(f'--scheduler "{address[:60]}": expected the address of a Dask scheduler, tcp://HOST:PORT.')
    if find_spec("distributed") is None:
        raise BadInput('--scheduler: dask.distributed is not installed. Install it: pip install "approdo[cluster]"')


def _short(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
