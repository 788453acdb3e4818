"""Clients are measured some at a time: that never shows."""

import pandas as pd
import pytest

import rbtools as rb
from rbtools.match import inputs


@pytest.mark.parametrize("block", [1, 2, 3, 100])
@pytest.mark.parametrize("order", [None, 5])
def test_any_block_and_any_order_of_rows_gives_the_same_summary(monkeypatch, block, order):
    people = pd.DataFrame({"client": list("dbac"), "start": "2026-03-02", "tz": ["UTC", "Asia/Tokyo"] * 2})
    plan = rb.make_plans(rb.load_program(), people, weeks=2)
    log = rb.simulate_log(plan, seed=3)
    stranger = log.entries.head(2).assign(client="z")
    log = log._replace(entries=pd.concat([log.entries.astype({"client": "str"}), stranger], ignore_index=True))
    whole = rb.summarize(plan, log, as_of="end")
    if order is not None:
        plan = plan.sample(frac=1, random_state=order)
        log = log._replace(
            entries=log.entries.sample(frac=1, random_state=order),
            ratings=log.ratings.sample(frac=1, random_state=order + 1),
        )
    monkeypatch.setattr(inputs.records, "__kwdefaults__", inputs.records.__kwdefaults__ | {"block": block})
    pd.testing.assert_frame_equal(rb.summarize(plan, log, as_of="end"), whole, check_exact=True)
    parts = [rb.change(plan, log, as_of="end"), rb.effect_size(plan, log, as_of="end")]
    monkeypatch.undo()
    for found, expected in zip(
        parts, [rb.change(plan, log, as_of="end"), rb.effect_size(plan, log, as_of="end")], strict=True
    ):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
