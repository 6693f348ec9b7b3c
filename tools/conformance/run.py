#!/usr/bin/env python3
"""Runs the OTLP conformance cases against a server; see README.md beside this file."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import threading
import time
import traceback
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from suite import profile  # noqa: E402
from suite.adapter import ADAPTERS  # noqa: E402
from suite.case import CASES, Case, Failed, Skipped  # noqa: E402
from suite.server import Launcher, Server, StartFailed  # noqa: E402


@dataclass(frozen=True)
class Verdict:
    """What one case came to: pass, fail or skip, and why."""

    id: str
    title: str
    verdict: str
    reason: str
    seconds: float
    collector: str | None


class Run:
    """Runs cases, those of one profile one after the other on one server."""

    def __init__(self, launcher: Launcher) -> None:
        self._launcher = launcher
        self._print = threading.Lock()
        self.verdicts: list[Verdict] = []

    def group(self, name: str | None, cases: list[Case]) -> None:
        if name is None:
            for each in cases:
                self._one(each, self._launcher)
            return
        server: Server | None = None
        try:
            server = profile.start(name, self._launcher)
        except StartFailed as problem:
            for each in cases:
                self._say(each, "fail", f"profile {name} does not start: {problem}", 0.0)
            return
        try:
            for each in cases:
                if server.process.poll() is not None:
                    self._say(each, "fail", f"the server is gone: {server.log()[-300:]}", 0.0)
                else:
                    self._one(each, server)
        finally:
            if server.stop() is None:
                print(f"the server of profile {name} did not stop and was killed", file=sys.stderr)

    def _one(self, each: Case, subject: Server | Launcher) -> None:
        begin = time.monotonic()
        verdict, reason = "pass", ""
        try:
            each.run(subject, **each.arguments)
        except Skipped as why:
            verdict, reason = "skip", str(why)
        except Failed as why:
            verdict, reason = "fail", str(why)
        except Exception as why:  # A case never ends the run.
            where = traceback.extract_tb(why.__traceback__)[-1]
            place = f"{Path(where.filename).name}:{where.lineno}"
            verdict, reason = "fail", f"{type(why).__name__} at {place}: {why}"
        self._say(each, verdict, reason, time.monotonic() - begin)

    def _say(self, each: Case, verdict: str, reason: str, seconds: float) -> None:
        made = Verdict(each.id, each.title, verdict, reason, round(seconds, 2), each.collector)
        with self._print:
            self.verdicts.append(made)
            print(line(made), flush=True)


def line(verdict: Verdict) -> str:
    text = f"{verdict.verdict:4} {verdict.id:44} {verdict.title}"
    if verdict.verdict == "fail":
        text += f"\n     {' '.join(verdict.reason.split())[:400]}"
        if verdict.collector:
            text += f"\n     (the Collector may fail this: {verdict.collector})"
    elif verdict.verdict == "skip":
        text += f" ({verdict.reason})"
    return text


def load_cases() -> None:
    for module in sorted((HERE / "cases").glob("*.py")):
        if module.stem != "__init__":
            importlib.import_module(f"cases.{module.stem}")


def chosen(patterns: list[str]) -> list[Case]:
    """Cases whose id, or profile as @name, starts with one of the patterns; all without any."""
    found = []
    for each in sorted(CASES.values(), key=lambda one: one.id):
        names = (each.id, f"@{each.profile or 'own'}")
        if not patterns or any(name.startswith(one) for one in patterns for name in names):
            found.append(each)
    return found


def work(cases: list[Case], run: Run, jobs: int) -> None:
    """Profiles run beside each other; each case that starts its own server is work of its own."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for each in cases:
        groups[each.profile or f"own {each.id}"].append(each)
    with ThreadPoolExecutor(jobs) as pool:
        largest_first = sorted(groups.values(), key=len, reverse=True)
        for future in [pool.submit(run.group, one[0].profile, one) for one in largest_first]:
            future.result()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", help="command line, {config} where the file's path goes")
    parser.add_argument("--adapter", choices=sorted(ADAPTERS), default="treeline")
    parser.add_argument("--only", action="append", default=[], metavar="ID", help="prefix, repeat")
    parser.add_argument("--jobs", type=int, default=3, help="servers running at the same time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the verdicts there")
    parser.add_argument("--list", action="store_true", help="print the cases and stop")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep configurations and logs")
    options = parser.parse_args()
    load_cases()
    cases = chosen(options.only)
    if options.list:
        for each in cases:
            note = f"  [collector: {each.collector}]" if each.collector else ""
            print(f"{each.id:44} {each.profile or 'own':18} {each.title}{note}")
        print(f"{len(cases)} cases")
        return 0
    if not options.server:
        parser.error("--server is needed")
    with tempfile.TemporaryDirectory(prefix="otlp-") as scratch:
        directory = Path(scratch)
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            directory = Path(tempfile.mkdtemp(prefix="run-", dir=options.keep))
        adapter = ADAPTERS[options.adapter]()
        run = Run(Launcher(options.server, adapter, directory.resolve()))
        work(cases, run, options.jobs)
    return report(run.verdicts, options.json)


def report(verdicts: list[Verdict], file: Path | None) -> int:
    verdicts.sort(key=lambda one: one.id)
    if file is not None:
        file.write_text(json.dumps([asdict(one) for one in verdicts], indent=1))
    counts = {word: sum(one.verdict == word for one in verdicts) for word in ("pass", "fail")}
    allowed = sum(one.verdict == "fail" and one.collector is not None for one in verdicts)
    print(
        f"{counts['pass']} passed, {counts['fail']} failed "
        f"({allowed} of them where the Collector may), {len(verdicts)} cases"
    )
    return 1 if counts["fail"] else 0


if __name__ == "__main__":
    sys.exit(main())
