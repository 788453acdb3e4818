"""The review as HTML, as PDF and in a notebook: how it is built, how large it is, and that it is the same each time."""

import re
import subprocess
from collections import Counter
from html import unescape
from html.parser import HTMLParser

import needs
import pandas as pd
import pytest
from records import START, TZ

import rbtools as rb
from rbtools.review import page

SLOTS6 = {"dawn": "06:00", "am": "09:00", "noon": "12:00", "desk": "15:00", "pm": "18:00", "bed": "21:30"}


class Outline(HTMLParser):
    """Tags, ids and references of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.used = Counter(), [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        for name, value in attrs:
            value = value or ""
            if name == "id":
                self.ids.append(value)
            if name in ("href", "xlink:href") and value.startswith("#"):
                self.used.add(value[1:])
            if name in ("aria-labelledby", "aria-describedby"):
                self.used |= set(value.split())
            self.used |= set(re.findall(r"url\(#([^)]*)\)", value))


def plain(html):
    html = re.sub(r"</?span[^>]*>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)).split())


def test_the_page_has_headings_landmarks_and_a_language(html):
    page = Outline(html)
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert {t: page.tags[t] for t in ("h1", "header", "main", "footer", "figure", "svg", "table", "details")} == {
        "h1": 1, "header": 1, "main": 1, "footer": 1, "figure": 5, "svg": 5, "table": 5, "details": 6,
    }  # fmt: skip
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", html) == [
        "Key figures", "What the record shows", "Sessions done by week", "To discuss next", "Session by session",
        "Time of day", "Self-rated tightness", "Sets in the sessions done, by week", "Definitions and limits",
    ]  # fmt: skip


def test_every_id_is_there_once_and_every_reference_is_met(html):
    page = Outline(html)
    assert len(page.ids) == len(set(page.ids))
    assert page.used - set(page.ids) == set()


def test_every_chart_is_an_image_with_a_title_and_its_sentence(html, review):
    assert html.count('role="img"') == 5
    for name, chart in review.charts.items():
        described = re.search(rf'<desc id="{name}-chart-desc">([^<]*)</desc>', html)
        assert described
        assert described[1] == chart.sentence


def test_nothing_is_fetched_and_nothing_runs(html):
    assert re.findall(r"(?:src|href|action|data)\s*=\s*[\"'](?!#)[^\"']*", html) == []
    assert "<script" not in html
    assert "@import" not in html
    assert set(re.findall(r"https?://[^\"' <)]*", html)) == {"http://www.w3.org/1999/xlink"}
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html.replace("&#39;", "'")


def test_no_hyphen_stands_for_a_minus(html):
    assert re.findall(r"(?:^|[\s(>])-\d", plain(html)) == []


def test_every_figure_and_sentence_stands_on_the_page_as_text(html, review):
    text = plain(html)
    for words in (*review.sentences, *(f.note for f in review.figures), review.advice.text, review.advice.why):
        assert " ".join(words.split()) in text


def test_the_page_says_self_reported_and_claims_no_cause(html):
    text = plain(html).lower()
    assert "self-reported" in text
    assert "not a medical device" in text
    assert re.findall(r"significan|thanks to|because of|cured?\b|effective|treats?\b|prescribe[sd]? you", text) == []


def test_one_number_for_the_change_on_the_whole_page(html):
    """The key figure, the sentence, the chart and the suggestion all speak of −3.0 points."""
    said = re.findall(r"(?:change|fell by) ?(−?\d\.\d) points", plain(html))
    assert len(said) >= 3
    assert {s.removeprefix("−") for s in said} == {"3.0"}


def test_the_page_is_small_and_the_same_each_time(person, review, html, tmp_path):
    plan, log = person
    again = rb.make_review(plan, log, as_of="end")
    assert again.to_html(tmp_path / "page.html").read_text(encoding="utf-8") == html
    assert len(html.encode()) <= 200_000
    assert again.to_pdf(tmp_path / "1.pdf").read_bytes() == review.to_pdf(tmp_path / "2.pdf").read_bytes()
    assert again._repr_html_() == review._repr_html_()


def test_the_pdf_is_one_page(review, tmp_path):
    path = review.to_pdf(tmp_path / "page.pdf")
    assert len(re.findall(rb"/Type /Page\b", path.read_bytes())) == 1


@needs.poppler
def test_the_pdf_is_a4_and_can_be_searched(review, tmp_path):
    path = review.to_pdf(tmp_path / "page.pdf")
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)", info)
    assert "21 of 28 due sessions were done" in text


def test_in_a_notebook_it_shows_words_and_one_picture_without_a_style_sheet(review):
    shown = review._repr_html_()
    assert len(shown) <= 250_000
    assert Outline(shown).tags["img"] == 1
    assert Outline(shown).tags["style"] == Outline(shown).tags["script"] == 0
    assert all(sentence in shown for sentence in review.sentences)
    assert str(review).splitlines()[0] == "Review of me"


@pytest.mark.parametrize(("weeks", "times"), [(1, None), (12, None), (4, SLOTS6), (12, {"am": "07:30"})])
def test_short_long_and_busy_plans_make_a_page_too(weeks, times, tmp_path):
    plan = rb.make_plan(rb.load_program(), START, tz=TZ, weeks=weeks, times=times)
    review = rb.make_review(plan, rb.simulate_log(plan, seed=4), as_of="end")
    page = Outline(review.to_html(tmp_path / "page.html").read_text(encoding="utf-8"))
    assert len(page.ids) == len(set(page.ids))
    assert len(re.findall(rb"/Type /Page\b", review.to_pdf(tmp_path / "page.pdf").read_bytes())) == 1
    assert 2 <= len(review.sentences) <= 5


def test_a_range_is_not_torn_at_the_end_of_a_line():
    assert page.whole("34–59 % – <b>") == '<span class="whole">34–59 %</span> – &lt;b&gt;'


def test_sessions_a_day_are_those_of_a_day_also_when_the_slots_were_renamed():
    program = rb.load_program()
    plan = rb.make_plan(program, START, tz=TZ, weeks=2)
    new = rb.revise_plan(plan, "2026-03-09", program=program, times={"early": "07:00", "late": "21:00"})
    review = rb.make_review(new, rb.simulate_log(new, seed=1), as_of="end")
    assert "14 days, 2 sessions a day" in review.contents.heading.facts


def in_order(contents):
    """Every text of the contents that each writer prints, in the order of the contents."""
    yield from (contents.heading.client, *contents.remarks)
    yield from (figure.value for figure in contents.figures)
    yield from contents.sentences
    yield from (contents.advice.text, contents.advice.why)


def test_every_writer_says_the_same_in_one_order(person, tmp_path):
    plan, log = person
    log = log._replace(entries=pd.concat([log.entries.astype({"client": str}), log.entries.assign(client="stranger")]))
    review = rb.make_review(plan, log, as_of="end")
    assert review.remarks
    page_text = plain(review.to_html(tmp_path / "page.html").read_text(encoding="utf-8").partition("<body>")[2])
    notebook = plain(review._repr_html_())
    for text in (page_text, notebook):
        at = 0
        for one in in_order(review.contents):
            at = text.index(one, at) + 1
    assert list(review.charts) == [chart.name for chart in review.contents.charts]
    places = [page_text.index(chart.title) for chart in review.contents.charts]
    assert places == sorted(places)


def test_the_first_remark_stands_before_any_share(person, tmp_path):
    plan, log = person
    strangers = log._replace(entries=pd.concat([log.entries.astype({"client": str}), log.entries.assign(client="Me")]))
    text = rb.make_review(plan, strangers, as_of="end").to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    body = plain(text.partition("<body>")[2])
    assert body.index("Logged, but without a plan and so not shown: Me.") < body.index(" %")


def test_the_first_remark_names_what_was_not_read_and_not_known_before_any_share(person, tmp_path):
    plan, _ = person
    file = tmp_path / "log.csv"
    rows = ("2026-03-02,am,rollr,2,mild", "2026-03-02,am,plank,2,grey", "2026-03-02,am,roller,2,", "")
    file.write_text("\n".join(("date,slot,exercise,sets,weather", *rows)), encoding="utf-8")
    log = rb.read_log(file, plan=plan, date_order="ymd")
    first = rb.make_review(plan, log, as_of="end").remarks[0]
    assert first.startswith("Log: 3 records: ")
    assert 'Rejected, since the name is not known: exercise "rollr".' in first
    assert 'the exercise "plank"' in first
    assert 'The column "weather" of the log was not read: 2 cells, such as "mild".' in first
    cohort = rb.make_cohort_review(plan, log, as_of="end")
    assert cohort.remarks[0] == first
    pages = [
        rb.make_review(plan, log, as_of="end").to_html(tmp_path / "page.html"),
        cohort.to_html(tmp_path / "cohort"),
    ]
    for path in pages:
        body = unescape(plain(path.read_text(encoding="utf-8").partition("</head>")[2]))
        assert body.index(" ".join(first.split())) < body.index(" %")


def test_control_characters_and_turned_text_in_titles_and_excuses_reach_no_page(person, tmp_path):
    plan, log = person
    first = plan["session"].iloc[0]
    plan = plan.assign(excuse_reason=plan["excuse_reason"].mask(plan["session"] == first, "ill\u202eness\x1b[31m"))
    review = rb.make_review(plan, log, as_of="end")
    chart = rb.plot_calendar(rb.match_log(plan, log, as_of="end"), title="mine\u202e\x07")
    shown = [
        review.to_html(tmp_path / "page.html").read_text(encoding="utf-8"),
        str(review),
        chart.sentence,
        chart.svg(),
    ]
    for text in shown:
        assert not {"\u202e", "\x1b", "\x07"} & set(text)
    assert "mine" in chart.svg()
