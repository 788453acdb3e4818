"""What people typed is text and nothing else: no tag, no attribute, no path, no mathematics."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from zlib import crc32

import pandas as pd
import pytest
from records import START, joined, record

import rbtools as rb
from rbtools.core.files import write_inside
from rbtools.review.cohort.cohort import slug
from rbtools.review.svg import inline

PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "'><iframe src=//x>",
    "</title><script>alert(1)</script>", "</style><style>*{display:none}</style>", "</svg><script>alert(1)</script>",
    "</desc><foreignObject><body onload=alert(1)>", "<a href=javascript:alert(1)>x</a>", "javascript:alert(1)",
    "{{ 7*7 }}", "{% include '/etc/passwd' %}", "{0.__class__}", "%s%n", "$\\frac{1}{0}$", "\\input{/etc/passwd}",
    "<!--", "-->", "<![CDATA[", "]]>", "&lt;script&gt;", "&#60;script&#62;", "<meta http-equiv=refresh content=0>",
    "<base href=//evil>", "<link rel=stylesheet href=//evil>", "id=\"url(#x)\" href=\"#y\"",
    "<style>@import '//x'</style>",
    "\u202egnirts\u202c", "﹤script﹥alert(1)﹤/script﹥", "<details open ontoggle=alert(1)>",
)  # fmt: skip


class Markup(HTMLParser):
    """The tags and the attribute names of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes = Counter(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}


def renamed(frame, **texts):
    """The frame with every value of a text column replaced."""
    return frame.assign(**{c: (frame[c].astype(str) + t if c == "exercise" else t) for c, t in texts.items()})


def hostile(text):
    """The record of `records.record` with the text as slot, exercise, excuse, note and source, of a client of its own.

    A client's name cannot hold such text; it holds the signs that a name may have and that HTML gives a meaning.
    """
    client = f"O'Brien & Co, {crc32(text.encode()):x}"
    plan, log = record()
    mornings = (plan["slot"] == "am").to_numpy()
    plan = plan[mornings].assign(session=plan.loc[mornings, "session"].add(1) // 2)
    plan = renamed(plan, client=client, slot=text, exercise=text)
    plan = plan.assign(excuse_reason=pd.Series(text, index=plan.index).where(plan["date"] == START, ""))
    entries = log.entries[(log.entries["slot"] == "am").to_numpy() & (log.entries["date"] > START).to_numpy()]
    entries = renamed(entries, client=client, slot=text, exercise=text, note=text, source=text)
    return plan, rb.Log(entries, renamed(log.ratings, client=client, note=text, source=text))


@pytest.fixture(scope="module")
def friendly(tmp_path_factory):
    plan, log = hostile("calm")
    path = rb.make_review(plan, log, as_of="end").to_html(tmp_path_factory.mktemp("calm") / "page.html")
    return Markup(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("texts", [PAYLOADS[k : k + 3] for k in range(0, len(PAYLOADS), 3)], ids=lambda t: ascii(t[0]))
def test_what_people_typed_adds_no_tag_and_no_attribute(texts, friendly, tmp_path):
    plan, log = hostile(" ".join(texts))
    page = rb.make_review(plan, log, as_of="end").to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    found = Markup(page)
    drawn = {"g", "text", "tspan", "path", "use", "defs", "clippath", "pattern", "rect"}  # a chart wraps longer text
    assert {t: n for t, n in found.tags.items() if t not in drawn} == {
        t: n for t, n in friendly.tags.items() if t not in drawn
    }
    assert found.tags.keys() <= friendly.tags.keys() | drawn
    assert found.attributes <= friendly.attributes
    assert page.count("<svg") == 5


@pytest.mark.parametrize("texts", [PAYLOADS[:15], PAYLOADS[15:]], ids=["first", "second"])
def test_nor_does_it_on_the_cohort_page_and_in_a_notebook(texts, tmp_path):
    records = [hostile(text) for text in texts]
    plan, log = joined(*records)
    cohort = rb.make_cohort_review(plan, log, as_of="end")
    index = Markup(cohort_index(cohort, tmp_path))
    assert set(index.tags) <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "p", "nav", "dl", "div", "dt", "dd", "main",
        "section", "h2", "table", "thead", "tr", "th", "tbody", "a", "td", "footer",
        "b", "svg", "desc", "g", "text", "tspan", "path", "use", "defs", "clippath", "pattern", "rect",
    }  # fmt: skip
    assert index.attributes.isdisjoint({"onerror", "onload", "ontoggle", "src"})
    review = rb.make_review(*records[0], as_of="end")
    assert set(Markup(review._repr_html_()).tags) <= {
        "div", "p", "b", "table", "thead", "tr", "th", "tbody", "td", "ul", "li", "br", "small", "img",
    }  # fmt: skip
    assert set(Markup(cohort._repr_html_()).tags) <= {"table", "thead", "tr", "th", "tbody", "td"}


def cohort_index(cohort, folder):
    return cohort.to_html(folder / "pages").read_text(encoding="utf-8")


def test_typed_text_stands_in_a_chart_as_it_was_typed(tmp_path):
    plan, log = hostile("$x^2$ <b>")
    review = rb.make_review(plan, log, as_of="end")
    assert "$x^2$ &lt;b&gt;" in review.charts["sets"].svg()


def test_ids_are_renamed_in_tags_and_nowhere_else():
    svg = (
        '<svg viewBox="0 0 9 9"><defs><clipPath id="p1"/></defs><use xlink:href="#m1"/><path clip-path="url(#p1)" '
        'data-id="z" style="fill: #e6e6e6"/><text>id="a" href="#b" url(#c) #e6e6e6 0.12345</text></svg>'
    )
    shown = inline(svg, name="one", title="T & U", description="D < E", colours={"#e6e6e6": "var(--rule)"})
    assert '<clipPath id="one-p1"/>' in shown
    assert 'xlink:href="#one-m1"' in shown
    assert 'clip-path="url(#one-p1)" data-id="z" style="fill:var(--rule)"' in shown
    assert '<text>id="a" href="#b" url(#c) #e6e6e6 0.12345</text>' in shown
    assert '<title id="one-title">T &amp; U</title><desc id="one-desc">D &lt; E</desc>' in shown


# Files


@pytest.mark.parametrize("client", ["../../etc/passwd", "/abs", "CON", "a.", "a ", "x" * 300, "%2e%2e", "а", "\u202e"])
def test_a_page_is_named_by_a_hash_and_stays_in_the_folder(client):
    assert re.fullmatch(r"clients/[0-9a-f]{20}\.html", slug(client))


def test_names_that_a_file_system_takes_for_one_get_two_pages():
    assert len({slug(c) for c in ("A", "a", "a ", "a.", "ａ")}) == 5


def test_a_link_in_place_of_a_page_is_replaced_and_not_followed(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "index.html").symlink_to(outside)
    write_inside(folder, "index.html", "page")
    assert outside.read_text() == "mine"
    assert (folder / "index.html").read_text() == "page"
    assert not (folder / "index.html").is_symlink()


def test_a_folder_that_is_a_link_out_is_refused(tmp_path):
    folder, outside = tmp_path / "pages", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "clients").symlink_to(outside)
    with pytest.raises(rb.RbtoolsError, match="leads out of"):
        write_inside(folder, "clients/x.html", "page")
    assert list(outside.iterdir()) == []


def test_a_page_is_written_whole_or_not_at_all(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write_inside(tmp_path, "index.html", "half a page \ud800")
    assert list(Path(tmp_path).iterdir()) == []
