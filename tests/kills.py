"""Kills a piece of work before or after each step that it takes on disk, in a process of its own.

A step is a flush, a rename or a link: what must be whole before it, and again after it.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

STEPS = ("fsync", "rename", "replace", "symlink")
"""Functions of `os` at which a disk passes from one state into another."""

PRELOADED = ("tests.made_edition", "wijkfoto.bronnen.snapshot")


def killed_at_every_step(
    begin: Callable[[], object], work: Callable[..., object], *args: object
) -> Iterator[int]:
    """Do a piece of work again and again, killed one half step further each time.

    Yields each place after the process was killed there, so that a test can look at what it left;
    ends when the work came to its end alive.

    Args:
        begin: Lays ready, in this process, what each time begins from.
        work: What is killed; a function of a module, with its arguments.
        args: What it works on.

    Raises:
        AssertionError: If the work failed by itself.
    """
    for place in count():
        begin()
        if not _is_killed(place, work, args):
            return
        yield place


def _is_killed(place: int, work: Callable[..., object], args: tuple[object, ...]) -> bool:
    """Do the work in a process that kills itself at a place; say whether it came that far."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(PRELOADED))
    process = context.Process(target=_watched, args=(place, work, args))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), f"the work failed: {process.exitcode}"
    return process.exitcode != 0


def _watched(place: int, work: Callable[..., object], args: tuple[object, ...]) -> None:
    passed = count()

    def die_here() -> None:
        if next(passed) == place:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in STEPS:
        setattr(os, name, _between(getattr(os, name), die_here))
    work(*args)


def _between(real: Callable[P, R], die_here: Callable[[], None]) -> Callable[P, R]:
    def step(*args: P.args, **kwargs: P.kwargs) -> R:
        die_here()
        done = real(*args, **kwargs)
        die_here()
        return done

    return step
