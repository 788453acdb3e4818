"""What some tests need beyond Python: each is skipped with a reason that says how to get it."""

import shutil

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""Where the browser is; nothing where there is none."""
PANGO = "needs Pango: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
"""The reason for tests of the tagged PDF, which ask by importing weasyprint."""

GIT = "needs a git checkout: git clone this repository"

browser = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium on the PATH: apt-get install chromium")
poppler = pytest.mark.skipif(
    not all(map(shutil.which, ("pdfinfo", "pdftotext"))),
    reason="needs pdfinfo and pdftotext: apt-get install poppler-utils",
)


def package(name: str, extra: str = "test") -> str:
    """The reason for a test that needs a package of an extra.

    >>> package("playwright")
    'needs playwright: pip install -e ".[test]"'
    """
    return f'needs {name}: pip install -e ".[{extra}]"'
