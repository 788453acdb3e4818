"""The review's HTML as a tagged PDF (PDF/UA-1): headings, lists and pictures keep their meaning for a screen reader."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from rbtools.chart import style
from rbtools.errors import MissingExtraError
from rbtools.review import page
from rbtools.review.contents import Contents

VARIANT = "pdf/ua-1"
EPOCH = "SOURCE_DATE_EPOCH"
"""The variable that fontTools takes the time of a font from (reproducible-builds.org)."""
SCALES = (90, 82, 74, 64, 54)
"""Widths of the charts in per cent of their place, tried until all fits on one side."""


def pdf(contents: Contents) -> bytes:
    """The page as tagged PDF of one A4 side, made from the HTML by weasyprint."""
    try:
        from weasyprint import HTML  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except (ImportError, OSError) as error:  # OSError: without the system's Pango
        raise MissingExtraError.needs("A tagged PDF", "pdf") from error
    html = page.html(contents)
    for colour, name in style.PAGE_NAMES.items():  # weasyprint knows no variables in a picture
        html = html.replace(f":{name}", f":{colour}")
    head, _, rest = html.partition("</style>")
    sheet = page.environment().get_template("tagged.css.jinja")
    with _the_same_on_every_machine():
        for scale in SCALES:
            laid = HTML(string=f"{head}{sheet.render(scale=scale)}</style>{rest}").render(pdf_variant=VARIANT)
            if len(laid.pages) == 1:
                break
        return bytes(laid.write_pdf(pdf_variant=VARIANT))


@contextmanager
def _the_same_on_every_machine() -> Iterator[None]:
    """Without HarfBuzz's subset library fontTools cuts the fonts: it stamps them with the time; weasyprint warns."""
    before, log = os.environ.get(EPOCH), logging.getLogger("weasyprint")
    level = log.level
    os.environ[EPOCH] = before or "0"
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
        if before is None:
            del os.environ[EPOCH]
