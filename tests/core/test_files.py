"""What is written goes to a path that can be written, or is refused with a sentence."""

import pytest

import rbtools as rb
from rbtools.core.files import target
from rbtools.plan.make import write_plan


@pytest.fixture(scope="module")
def plan():
    return rb.make_plan(rb.load_program(), "2026-03-02", tz="Europe/London", weeks=2)


def test_a_path_in_a_folder_that_exists_is_taken(tmp_path):
    assert target(str(tmp_path / "page.html")) == tmp_path / "page.html"


@pytest.mark.parametrize(
    ("path", "said"),
    [("nowhere/file.csv", "there is no folder nowhere"), (".", "is a folder"), (5, "path=5 is not allowed")],
)
def test_every_writer_refuses_what_cannot_be_written(plan, path, said):
    log = rb.simulate_log(plan, seed=1)
    review = rb.make_review(plan, log, as_of="end")
    chart = rb.plot_calendar(rb.match_log(plan, log, as_of="end"))
    writers = [
        lambda: target(path),
        lambda: write_plan(plan, path),
        lambda: rb.write_log(log, path),
        lambda: review.to_html(path),
        lambda: review.to_pdf(path),
        lambda: chart.save(path),
    ]
    for write in writers:
        with pytest.raises(rb.RbtoolsError, match=said):
            write()


def test_write_log_takes_a_log_alone(plan, tmp_path):
    with pytest.raises(rb.RbtoolsError, match="expected a Log, got DataFrame"):
        rb.write_log(plan, tmp_path / "log.csv")
