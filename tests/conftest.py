"""The habits of all tests: one hypothesis profile, and a last word on what was not run and how to get it."""

from collections import Counter

from hypothesis import settings

settings.register_profile("rbtools", deadline=None)
settings.load_profile("rbtools")

collect_ignore_glob = ["*conftest.py"]
"""There is one in several folders, and doctest would import them all by one name."""

SLOW = 'the slow tests (browser, JupyterLab, processes that are killed): pytest -m ""'


def pytest_terminal_summary(terminalreporter, config):
    """Say what was not run here, why, and how to run it."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    lines = [f"{n} skipped: {reason}" for reason, n in sorted(reasons.items())]
    if config.option.markexpr == "not slow":
        lines.append(SLOW)
    if lines:
        terminalreporter.section("not run here, and how to run it")
        for line in lines:
            terminalreporter.write_line(line)
