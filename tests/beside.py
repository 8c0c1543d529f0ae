"""Runs a coroutine from where an event loop may run already, as it does in a thread that Playwright was used in."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run_beside(make: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Return what a coroutine gives, from a loop in a thread of its own."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(lambda: asyncio.run(make())).result()
