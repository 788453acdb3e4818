"""The tagged PDF: one side, tags, and a plain word when the extra is not there."""

import re
import sys
import zlib
from types import SimpleNamespace

import needs
import pytest

import rbtools as rb


def read(path):
    """The file with its packed streams opened."""
    raw = path.read_bytes()
    opened = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.DOTALL):
        try:
            opened.append(zlib.decompress(packed))
        except zlib.error:
            opened.append(packed)
    return raw + b"\n".join(opened)


@pytest.mark.parametrize("weeks", [2, 12])
def test_the_tagged_pdf_has_tags_and_one_side(weeks, tmp_path):
    pytest.importorskip("weasyprint", exc_type=(ImportError, OSError), reason=needs.PANGO)
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=weeks)
    review = rb.make_review(plan, rb.simulate_log(plan, seed=1), as_of="end")
    page = review.to_pdf(tmp_path / "page.pdf", tagged=True)
    again = rb.make_review(plan, rb.simulate_log(plan, seed=1), as_of="end")
    assert again.to_pdf(tmp_path / "again.pdf", tagged=True).read_bytes() == page.read_bytes()
    text = read(page)
    assert len(re.findall(rb"/Type\s*/Page\b", text)) == 1
    assert b"/StructTreeRoot" in text
    assert re.search(rb"/Marked\s+true", text)
    assert b"pdfuaid" in text


def test_the_fonts_are_cut_to_the_same_bytes_at_any_time_also_without_harfbuzz(review, tmp_path, monkeypatch):
    fonts = pytest.importorskip("weasyprint.pdf.fonts", exc_type=(ImportError, OSError), reason=needs.PANGO)
    monkeypatch.setattr(fonts, "harfbuzz_subset", None)
    pages = []
    for seconds in (1_000_000_000, 1_500_000_000):
        monkeypatch.setattr("fontTools.misc.timeTools.time", SimpleNamespace(time=lambda now=seconds: now))
        pages.append(review.to_pdf(tmp_path / "page.pdf", tagged=True).read_bytes())
    assert pages[0] == pages[1]


def test_without_the_extra_it_says_how_to_get_it(review, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(rb.RbtoolsError, match=r"needs the extra \[pdf\]"):
        review.to_pdf(tmp_path / "page.pdf", tagged=True)
    assert not (tmp_path / "page.pdf").exists()
