"""The made-up person of the review tests, and the review of that record, made once."""

import pytest
from records import record

import rbtools as rb


@pytest.fixture(scope="session")
def person():
    return record()


@pytest.fixture(scope="session")
def review(person):
    plan, log = person
    return rb.make_review(plan, log, as_of="end")


@pytest.fixture(scope="session")
def html(review, tmp_path_factory):
    return review.to_html(tmp_path_factory.mktemp("page") / "review.html").read_text(encoding="utf-8")
