"""Many clients: who is flagged and why, the order, the pages, and that one failure stops nobody else."""

import os
import re
from pathlib import Path

import pandas as pd
import pytest
from records import days, joined, ratings_of, record

import rbtools as rb
from rbtools.review.cohort import cohort as cohort_module
from rbtools.review.cohort import contents as cohort_contents
from rbtools.review.cohort import write as module
from rbtools.review.cohort.write import runner
from rbtools.review.compose import contents_of
from rbtools.review.rules import ReviewRules


def without(record, keep):
    plan, log = record
    return plan, log._replace(entries=log.entries[keep(log.entries)])


def clinic():
    """Seven people: steady, low but steady, stopped, dropped by half, tighter, rating only, and silent."""
    low = without(record("low"), lambda e: e["slot"] == "pm")
    stopped = without(record("stopped"), lambda e: e["date"] < "2026-03-12")
    fell = without(record("fell"), lambda e: (e["date"] < "2026-03-09") | (e["date"].dt.day % 3 == 0))
    plan, log = record("tighter")
    worse = [
        ratings_of("tighter", days(-7, [3, 4, 3, 4, 3, 4, 3])),
        ratings_of("tighter", days(7, [7, 6, 7, 6, 7, 6, 7])),
    ]
    tighter = plan, log._replace(ratings=pd.concat(worse, ignore_index=True))
    rater = without(record("rater"), lambda e: e["date"] < "2000-01-01")
    silent = record("silent")[0], rb.Log(log.entries.iloc[:0], log.ratings.iloc[:0])
    return joined(record("steady"), low, stopped, fell, tighter, rater, silent)


@pytest.fixture(scope="module")
def cohort():
    plan, log = clinic()
    return rb.make_cohort_review(plan, log, as_of="end")


def row(cohort, client):
    return cohort.table.set_index("client").loc[client]


@pytest.mark.parametrize(
    ("client", "triage", "reason"),
    [
        ("steady", "steady", "no flag"),
        ("low", "steady", "no flag"),
        (
            "stopped",
            "needs attention",
            "nothing done on the last 3 due days; sessions done down 36 percentage points in a week",
        ),
        ("fell", "needs attention", "sessions done down 36 percentage points in a week"),
        ("rater", "needs attention", "not begun, 28 sessions due"),
        ("silent", "no data", "nothing logged, 28 sessions due"),
    ],
)
def test_change_is_flagged_and_level_is_not(cohort, client, triage, reason):
    assert (row(cohort, client)["triage"], row(cohort, client)["reason"]) == (triage, reason)


def test_a_rise_in_tightness_is_flagged_with_its_interval(cohort):
    reason = row(cohort, "tighter")["reason"]
    assert re.fullmatch(r"tightness up 3\.1 points \(\+\d\.\d to \+\d\.\d\)", reason)


def test_who_needs_attention_stands_first_and_most_reasons_lead(cohort):
    order = cohort.table["client"].astype(str).to_list()
    assert order[0] == "stopped"
    assert set(order[:4]) == {"stopped", "fell", "tighter", "rater"}
    assert order[4:] == ["silent", "low", "steady"]
    assert repr(cohort) == "CohortReview of 7 clients: 4 needs attention, 1 no data, 2 steady"


def test_the_table_counts_what_the_measures_count(cohort):
    steady = row(cohort, "steady")
    assert (steady["n_due"], steady["n_done"], steady["share_done"], steady["difference"]) == (28, 21, 0.75, -3.0)
    assert round(row(cohort, "fell")["drop"], 3) == 0.357


def test_whoever_is_to_pause_because_sessions_hurt_needs_attention():
    plan, log = record("hurt")
    after = ratings_of("hurt", days(0, [4, 4, 4]), "after", "am", 8).assign(pain=9.0)
    log = log._replace(ratings=pd.concat([log.ratings, after], ignore_index=True))
    one = rb.make_cohort_review(plan, log, as_of="end").table.iloc[0]
    assert (one["triage"], one["reason"]) == ("needs attention", "pain after sessions on 3 days")
    assert rb.make_review(plan, log, as_of="end").suggestion.suggestion == "pause"
    patient = rb.make_cohort_review(plan, log, as_of="end", rules=ReviewRules(pain_days=None)).table.iloc[0]
    assert patient["triage"] == "steady"


def test_the_first_week_has_no_week_before_to_fall_from():
    plan, log = clinic()
    table = rb.make_cohort_review(plan, log, as_of="2026-03-08").table
    assert table["drop"].isna().all()


def test_index_and_a_page_for_each_are_written_and_counted(cohort, tmp_path):
    seen = []
    index = cohort.to_html(tmp_path / "pages", progress=lambda done, total: seen.append((done, total)))
    assert index == tmp_path / "pages" / "index.html"
    assert sorted(p.relative_to(tmp_path / "pages").as_posix() for p in (tmp_path / "pages").rglob("*.html")) == sorted(
        [*(f"{order.stem}.html" for order in cohort_contents.ORDERS), *cohort.table["page"]]
    )
    assert seen[-1] == (12, 12)
    text = index.read_text(encoding="utf-8")
    assert set(re.findall(r'href="(clients/[^"]*)"', text)) == set(cohort.table["page"])
    assert [re.sub(r"\s+", " ", h) for h in re.findall(r"<h2[^>]*>([^<]*)", text)] == [
        "Needs attention",
        "No data",
        "Steady",
        "Everybody on this page, session by session",
    ]


def pages_of(cohort):
    return {page.listing.name: page.html() for page in cohort._index(Path(), False, {})}


def rows_of(text):
    return re.findall(r'<th scope="row">(?:<a[^>]*>)?([^<]*)', text)


@pytest.mark.parametrize(
    ("page", "direction", "order"),
    [
        ("by-name.html", "ascending", ["fell", "low", "rater", "silent", "steady", "stopped", "tighter"]),
        ("by-share.html", "ascending", ["rater", "silent", "low", "stopped", "fell", "tighter", "steady"]),
        ("by-week.html", "ascending", ["stopped", "fell", "rater", "silent", "tighter", "steady", "low"]),
        ("by-tightness.html", "descending", ["tighter", "stopped", "fell", "rater", "low", "steady", "silent"]),
    ],
)
def test_other_orders_are_pages_of_their_own(cohort, page, direction, order):
    text = pages_of(cohort)[page]
    assert rows_of(text) == order
    assert re.findall('aria-sort="([a-z]*)"', text) == [direction]


def test_a_page_that_cannot_be_made_is_listed_and_the_others_are_there(cohort, tmp_path, monkeypatch):
    def broken(measured, *rest, **more):
        if measured.summary["client"].iloc[0] == "low":
            raise ZeroDivisionError("a fault of ours")
        return contents_of(measured, *rest, **more)

    monkeypatch.setattr(module, "contents_of", broken)
    index = cohort.to_html(tmp_path).read_text(encoding="utf-8")
    assert "Pages that could not be made" in index
    assert "<b>low</b>: ZeroDivisionError: a fault of ours" in index
    assert row(cohort, "low")["page"] not in index
    assert len(list((tmp_path / "clients").iterdir())) == 6


def test_a_strip_that_cannot_be_drawn_leaves_the_rest_of_the_index(cohort, tmp_path, monkeypatch):
    def broken(*given):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(module, "strip", broken)
    index = cohort.to_html(tmp_path).read_text(encoding="utf-8")
    assert "This picture could not be drawn: ZeroDivisionError: a fault of ours" in index
    assert len(rows_of(index)) == 7
    assert len(list((tmp_path / "clients").iterdir())) == 7


class Dying:
    """A job whose process is ended from outside."""

    n = 1

    def write(self):
        os._exit(1)

    def lost(self, error):
        return {"ann": type(error).__name__}


def test_a_process_that_ends_takes_no_page_of_the_index_with_it(cohort, tmp_path):
    index = list(cohort._index(tmp_path, False, {}))
    with runner(2) as run:
        assert list(run([Dying()])) == [({"ann": "BrokenProcessPool"}, 1)]
        assert [failed for failed, _ in run(index)] == [{}] * len(index)
    assert (tmp_path / "index.html").exists()


def test_records_of_people_whom_no_plan_has_are_mentioned(tmp_path):
    plan, log = clinic()
    plan = plan[(plan["client"] != "low").to_numpy(dtype=bool)]
    index = rb.make_cohort_review(plan, log, as_of="end").to_html(tmp_path).read_text(encoding="utf-8")
    assert "Logged, but without a plan and so not shown: low." in index


def test_pdfs_stand_beside_the_pages_and_are_linked(cohort, tmp_path):
    index = cohort.to_html(tmp_path, pdf=True).read_text(encoding="utf-8")
    linked = re.findall(r'href="(clients/[^"]*\.pdf)"', index)
    assert linked == [name.replace(".html", ".pdf") for name in cohort.table["page"]]
    assert all((tmp_path / name).read_bytes().startswith(b"%PDF-") for name in linked)
    assert '.pdf"' not in cohort.to_html(tmp_path / "without").read_text(encoding="utf-8")


def test_in_parallel_the_same_pages_come_out(cohort, tmp_path, monkeypatch):
    monkeypatch.setattr(cohort_module, "CHUNK", 4)
    one = cohort.to_html(tmp_path / "one")
    two = cohort.to_html(tmp_path / "two", processes=2)
    pages = {p.relative_to(one.parent): p.read_bytes() for p in one.parent.rglob("*.html")}
    assert {p.relative_to(two.parent): p.read_bytes() for p in two.parent.rglob("*.html")} == pages


def test_many_clients_are_paged(cohort, monkeypatch):
    monkeypatch.setattr(cohort_contents, "PER_PAGE", 3)
    pages = pages_of(cohort)
    for order in cohort_contents.ORDERS:
        own = {name: text for name, text in pages.items() if re.fullmatch(rf"{order.stem}(-\d+)?\.html", name)}
        assert list(own) == [f"{order.stem}.html", f"{order.stem}-2.html", f"{order.stem}-3.html"]
        assert [len(rows_of(text)) for text in own.values()] == [3, 3, 1]
        assert sorted(c for text in own.values() for c in rows_of(text)) == sorted(cohort.table["client"].astype(str))
    assert 'href="index-2.html"' in pages["index.html"]
    assert "7 clients" in pages["index-3.html"]


def test_the_strip_shows_the_clients_of_its_page_and_no_others(cohort, monkeypatch):
    monkeypatch.setattr(cohort_contents, "PER_PAGE", 4)
    first, second = (pages_of(cohort)[name] for name in ("index.html", "index-2.html"))
    strips = [re.search(r'<svg.*role="img".*</svg>', text, re.DOTALL).group() for text in (first, second)]
    assert [[c for c in cohort.table["client"].astype(str) if f">{c}<" in strip] for strip in strips] == [
        ["stopped", "fell", "rater", "tighter"],
        ["silent", "low", "steady"],
    ]
    assert "Cohort of 4 clients: " in strips[0]
    assert "4 flagged to look at first" in strips[0]
    ids = re.findall(r'\bid="([^"]*)"', first)
    assert len(ids) == len(set(ids))


def test_an_index_of_thirty_clients_stays_below_a_megabyte():
    people = pd.DataFrame({"client": [f"client {k:02d}" for k in range(30)], "start": "2026-03-02", "tz": "UTC"})
    plan = rb.make_plans(rb.load_program(), people, weeks=2)
    pages = pages_of(rb.make_cohort_review(plan, rb.simulate_log(plan, seed=1), as_of="end"))
    assert max(len(text.encode()) for text in pages.values()) < 300_000


def test_processes_are_a_whole_number_from_one(cohort, tmp_path):
    with pytest.raises(rb.RbtoolsError, match="processes=0 is not allowed"):
        cohort.to_html(tmp_path, processes=0)


def test_nobody_at_all_is_an_empty_cohort(tmp_path):
    plan, log = record()
    cohort = rb.make_cohort_review(plan.iloc[:0], log, as_of="end")
    assert len(cohort.table) == 0
    assert "0 clients" in cohort.to_html(tmp_path).read_text(encoding="utf-8")


def test_the_strip_is_drawn_in_the_first_order_and_linked_from_the_others(cohort):
    pages = pages_of(cohort)
    assert [name for name, text in pages.items() if 'role="img"' in text] == ["index.html"]
    assert all('href="index.html#strip-heading"' in text for name, text in pages.items() if name != "index.html")


def test_a_page_of_the_cohort_is_the_page_of_the_client_alone(cohort, tmp_path):
    cohort.to_html(tmp_path)
    plan, log = clinic()
    alone = rb.make_review(plan, log, as_of="end", client="fell").to_html(tmp_path / "alone.html")
    page = (tmp_path / row(cohort, "fell")["page"]).read_text(encoding="utf-8")
    assert page.replace(' · <a href="../index.html">all clients</a>', "") == alone.read_text(encoding="utf-8")
