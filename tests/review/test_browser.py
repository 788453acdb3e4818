"""The pages in a real browser: nothing logged, nothing fetched, one page on paper, readable without eyes."""

import re
from itertools import pairwise

import needs
import pytest
from records import joined, record
from test_page_security import PAYLOADS, hostile

import rbtools as rb

playwright = pytest.importorskip("playwright.sync_api", reason=needs.package("playwright"))
pytestmark = [pytest.mark.slow, needs.browser]

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=needs.CHROMIUM, headless=True, args=QUIET)
        yield chromium
        chromium.close()


class Visit:
    """A page opened from its file, with everything that it did beside showing itself."""

    def __init__(self, browser, path, **settings):
        self.events = []
        self.context = browser.new_context(**settings)
        self.context.on("page", lambda other: self.events.append(("page", other.url)) if self.started else None)
        self.started = False
        self.page = self.context.new_page()
        self.started = True
        self.page.on("console", lambda message: self.events.append(("console", message.text)))
        self.page.on("pageerror", lambda error: self.events.append(("error", str(error))))
        self.page.on("dialog", lambda dialog: self.events.append(("dialog", dialog.message)))
        self.page.on("request", lambda request: self.events.append(("request", request.url)))
        self.page.goto(path.as_uri())
        self.own = ("request", path.as_uri())

    def beside_itself(self):
        return [event for event in self.events if event != self.own]


def n_pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def printed(visit):
    return n_pages(visit.page.pdf(prefer_css_page_size=True, print_background=True))


@pytest.fixture(scope="module")
def page_path(tmp_path_factory):
    plan, log = record()
    return rb.make_review(plan, log, as_of="end").to_html(tmp_path_factory.mktemp("page") / "review.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_logs_nothing_and_asks_for_nothing(browser, page_path, scheme):
    visit = Visit(browser, page_path, color_scheme=scheme)
    visit.page.locator("summary").first.click()
    assert visit.page.locator("details[open] table").first.is_visible()
    assert visit.beside_itself() == []


def test_the_page_prints_on_one_side(browser, page_path):
    assert printed(Visit(browser, page_path)) == 1


@pytest.mark.parametrize("weeks", [1, 4, 12])
def test_other_plans_print_on_one_side_with_nothing_cut_off(browser, weeks, tmp_path):
    plan = rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=weeks)
    plan = rb.excuse(plan, "2026-03-04", "2026-03-05", reason="a reason that goes on and on and does not want to end")
    review = rb.make_review(plan, rb.simulate_log(plan, seed=weeks), as_of="end")
    visit = Visit(browser, review.to_html(tmp_path / "page.html"))
    assert printed(visit) == 1
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size({"width": 703, "height": 1060})
    low = visit.page.evaluate(
        "Math.max(...[...document.querySelectorAll('footer p')].map(p => p.getBoundingClientRect().bottom))"
    )
    assert low <= visit.page.evaluate("document.body.getBoundingClientRect().bottom") + 1


def test_headings_pictures_and_tables_are_in_the_accessibility_tree(browser, page_path):
    visit = Visit(browser, page_path)
    visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    tree = visit.page.locator("body").aria_snapshot()
    for expected in (
        'heading "me" [level=1]', 'heading "To discuss next" [level=2]', 'img "Session by session',
        'img "Self-rated tightness', 'table "Sets in the sessions done, by week"', 'columnheader "Week 1"',
        'rowheader "Four-point rotation on the back"', "banner", "main", "contentinfo",
    ):  # fmt: skip
        assert expected in tree


@pytest.mark.parametrize("width", [360, 700, 1400])
def test_the_page_never_scrolls_sideways(browser, page_path, width):
    visit = Visit(browser, page_path, viewport={"width": width, "height": 900})
    visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("texts", [PAYLOADS[:10], PAYLOADS[10:20], PAYLOADS[20:]], ids=["1", "2", "3"])
def test_hostile_names_and_notes_do_nothing(browser, texts, tmp_path):
    plan, log = hostile(" ".join(texts))
    visit = Visit(browser, rb.make_review(plan, log, as_of="end").to_html(tmp_path / "page.html"))
    visit.page.wait_for_timeout(200)
    assert visit.beside_itself() == []
    assert printed(visit) == 1


def test_the_cohort_leads_to_each_page_and_back(browser, tmp_path):
    plan, log = joined(record("ann"), record("bob"), hostile(" ".join(PAYLOADS[:6])))
    index = rb.make_cohort_review(plan, log, as_of="end").to_html(tmp_path / "pages")
    visit = Visit(browser, index)
    assert visit.beside_itself() == []
    visit.page.get_by_role("link", name="bob").click()
    assert visit.page.locator("h1").inner_text() == "bob"
    visit.page.get_by_role("link", name="all clients").click()
    assert visit.page.locator("h1").inner_text() == "3 clients"
    assert [event for event in visit.events if event[0] != "request"] == []
    assert all(url.startswith("file://") for kind, url in visit.events if kind == "request")


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_the_cohort_tables_columns_fit_and_do_not_touch(browser, tmp_path, medium):
    plan, log = joined(record("ann"), record("bob"))
    index = rb.make_cohort_review(plan, log, as_of="end").to_html(tmp_path / "pages")
    width = {"screen": 1180, "print": 718}[medium]  # A4 less its margins
    visit = Visit(browser, index, viewport={"width": width, "height": 900})
    visit.page.emulate_media(media=medium)
    boxes = visit.page.eval_on_selector_all(
        "main table:first-of-type thead th",
        """heads => heads.map(head => {
             const words = document.createRange();
             words.selectNodeContents(head);
             const box = words.getBoundingClientRect();
             return [box.left, box.right];
        })""",
    )
    assert len(boxes) >= 8
    assert all(left >= 0 and right <= width for left, right in boxes)
    assert all(right + 4 <= left for (_, right), (left, _) in pairwise(boxes[:8]))
