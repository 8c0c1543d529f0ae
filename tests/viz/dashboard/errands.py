"""Small jobs for the queue's tests; workers import them."""

import os
import time
from pathlib import Path

from approdo.viz.dashboard import work


def double(value):
    return 2 * value


def wait(path):
    """Wait until the file is there."""
    for _ in range(600):
        if Path(path).exists():
            return path
        time.sleep(0.05)
    raise TimeoutError


def work_on(path):
    """Work until nobody wants it, or the file is there."""
    Path(path).with_suffix(".begun").touch()
    while not Path(path).exists():
        work._go_on()
        time.sleep(0.01)


def fail(text):
    raise ValueError(text)


def die():
    os._exit(3)


def who(_=None):
    """Return which worker this is."""
    return os.getpid()
