"""What a case is, how one is declared, and how it says that something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


class Failed(Exception):
    """The server did something else than the case expects."""


class Skipped(Exception):
    """The case cannot be decided here; the message says why."""


@dataclass(frozen=True)
class Case:
    """One expectation of one server.

    `item` is a number of the checklist (G01 to X09, C for configuration, T for telemetry).
    `profile` names the running server that it needs; None means that it starts its own.
    `collector` says why the OpenTelemetry Collector may fail it: where the two differ the
    expectation is the specification's.
    """

    item: str
    name: str
    title: str
    profile: str | None
    run: Callable[..., None]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    collector: str | None = None

    @property
    def id(self) -> str:
        return f"{self.item}.{self.name}"


CASES: dict[str, Case] = {}


def case(
    item: str,
    title: str,
    *,
    profile: str | None = "default",
    each: Mapping[str, Mapping[str, Any]] | None = None,
    collector: str | Mapping[str, str] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Registers the function as a case, or as one case per entry of `each`.

    `each` maps a label, which becomes part of the id, to the arguments of that case; the title may
    name them in braces. `collector` is one reason, or a reason per label.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        base = function.__name__.strip("_").replace("_", "-")
        variants = each if each is not None else {"": {}}
        for label, arguments in variants.items():
            slug = re.sub(r"[^A-Za-z0-9.+-]+", "-", label).strip("-")
            name = f"{base}-{slug}" if slug else base
            reason = collector.get(label) if isinstance(collector, Mapping) else collector
            words = {"label": label, **arguments}
            add(Case(item, name, title.format(**words), profile, function, arguments, reason))
        return function

    return register


def add(new: Case) -> None:
    if not re.fullmatch(r"[A-Z]\d\d[a-z]?\.[A-Za-z0-9.+-]+", new.id):
        raise ValueError(f"not an id: {new.id}")
    if new.id in CASES:
        raise ValueError(f"two cases are called {new.id}")
    CASES[new.id] = new


def named(values: Iterable[str], argument: str) -> dict[str, dict[str, str]]:
    """`each` for one argument whose values are their own labels."""
    return {value: {argument: value} for value in values}


def check(condition: object, message: str) -> None:
    if not condition:
        raise Failed(message)


def equal(actual: object, expected: object, what: str) -> None:
    if actual != expected:
        raise Failed(f"{what}: expected {_short(expected)}, got {_short(actual)}")


def one_of(actual: object, expected: Iterable[object], what: str) -> None:
    allowed = list(expected)
    if actual not in allowed:
        words = " or ".join(_short(one) for one in allowed)
        raise Failed(f"{what}: expected {words}, got {_short(actual)}")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 200 else text[:200] + "..."
