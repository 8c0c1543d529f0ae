"""Small jobs for the queue's tests; workers import them."""

import os
import time
from pathlib import Path


def double(value):
    return 2 * value


def wait(path):
    """Wait until the file is there."""
    for _ in range(600):
        if Path(path).exists():
            return path
        time.sleep(0.05)
    raise TimeoutError


def fail(text):
    raise ValueError(text)


def die():
    os._exit(3)
