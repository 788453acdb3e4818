"""A plan written to CSV or Parquet and read back is the same frame."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from test_plan import PROGRAM, clients_of, plan

import rbtools as rb
from rbtools.errors import ArgumentError, FrameError
from rbtools.plan.plan_file import read_plan, write_plan
from rbtools.schema import PLAN

ENDINGS = ["csv", "parquet", "CSV"]


def varied():
    whole = rb.make_plans(PROGRAM, clients_of(4), weeks=3)
    return rb.excuse(whole, "2026-01-01", "2026-12-31", client="002", reason='=HYPERLINK("x"), "away", ill; café')


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("frame", [varied(), plan("2026-10-20"), PLAN.empty()], ids=["varied", "one", "empty"])
def test_what_is_written_is_read_back_the_same(frame, ending, tmp_path):
    before = frame.copy(deep=True)
    path = write_plan(frame, tmp_path / f"plan.{ending}")
    assert_frame_equal(read_plan(path), frame)
    assert_frame_equal(frame, before)


@settings(max_examples=30)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12))
def test_any_excuse_comes_back_as_it_was(text, tmp_path_factory):
    path = tmp_path_factory.mktemp("plans") / "plan.csv"
    frame = PLAN.check(plan(weeks=1).head(2).assign(excuse_reason=text))
    assert read_plan(write_plan(frame, path))["excuse_reason"].tolist() == [text] * len(frame)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1", " =1", '"=1', "''=1", "＝1", "'a", "'"])
def test_an_excuse_is_no_formula_in_the_file_and_the_same_when_read(text, tmp_path):
    frame = PLAN.check(plan(weeks=1).assign(excuse_reason=text))
    path = write_plan(frame, tmp_path / "plan.csv")
    cell = pd.read_csv(path, dtype="str", keep_default_na=False)["excuse_reason"].iloc[0]
    assert cell[0] not in "=+-@＝＋－＠"
    assert read_plan(path)["excuse_reason"].iloc[0] == text


def test_the_same_plan_is_the_same_bytes(tmp_path):
    first, second = (write_plan(varied(), tmp_path / name) for name in ("a.csv", "b.csv"))
    assert first.read_bytes() == second.read_bytes()


WRONG_CELLS = [
    ("opens_at", "2026-03-16 04:00:00", "column opens_at, line 2: '2026-03-16 04:00:00'"),
    ("opens_at", "soon", "column opens_at, line 2: 'soon'"),
    ("date", "2026-03-16 00:00+00:00", "column date, line 2"),
    ("date", "2026-13-16", "column date, line 2"),
    ("sets_min", "-2", "column sets_min, line 2: '-2'"),
    ("sets_min", "2.5", "column sets_min, line 2"),
    ("sets_min", "", "column sets_min, line 2"),
    ("level", "easy", "column level, line 2: 'easy'"),
    ("client", "", "column client, line 2"),
    ("sets_min", "9", "line 2: sets_min 9 is above sets_max 3. Correct one of the two"),
    ("date", "2026-03-16 07:30:00", "column date, line 2: 2026-03-16 07:30:00 is not allowed"),
    ("tz", "Mars", "column tz='Mars' is not a time zone"),
]


@pytest.mark.parametrize(("column", "value", "message"), WRONG_CELLS)
def test_a_wrong_cell_is_named(column, value, message, tmp_path):
    path = write_plan(plan(weeks=1), tmp_path / "plan.csv")
    cells = pd.read_csv(path, dtype="str", keep_default_na=False)
    cells.loc[0, column] = value
    cells.to_csv(path, index=False)
    with pytest.raises(FrameError, match=message) as refused:
        read_plan(path)
    assert str(refused.value).startswith(f"{path}: plan")


def test_a_record_is_counted_where_a_cell_has_several_lines(tmp_path):
    path = write_plan(plan(weeks=1), tmp_path / "plan.csv")
    cells = pd.read_csv(path, dtype="str", keep_default_na=False)
    cells.loc[0, "excuse_reason"] = "flu\nand fever"
    cells.loc[2, "sets_min"] = "two"
    cells.to_csv(path, index=False)
    with pytest.raises(FrameError, match="column sets_min, record 3: 'two'"):
        read_plan(path)


def test_a_path_is_a_path():
    with pytest.raises(ArgumentError, match="path=5 is not allowed"):
        read_plan(5)


def test_a_file_that_is_no_plan_is_refused(tmp_path):
    (tmp_path / "log.csv").write_text("client,sets\n007,5\n", encoding="utf-8")
    with pytest.raises(FrameError, match='plan: no column "session"'):
        read_plan(tmp_path / "log.csv")
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(FrameError, match="cannot be read as a plan"):
        read_plan(tmp_path / "empty.csv")
    (tmp_path / "no.parquet").write_bytes(b"PK")
    with pytest.raises(FrameError, match="cannot be read as a plan"):
        read_plan(tmp_path / "no.parquet")


def test_a_missing_file_folder_or_another_ending_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="there is no folder"):
        write_plan(plan(weeks=1), tmp_path / "none" / "plan.csv")
    with pytest.raises(ArgumentError, match="there is no such file"):
        read_plan(tmp_path / "none.csv")
    with pytest.raises(ArgumentError, match=r"ends in \.csv or \.parquet"):
        write_plan(plan(weeks=1), tmp_path / "plan.xlsx")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("rows", "has"), [(slice(0, 41), 41), (slice(0, 1), 1), ([*range(42), 0], 43)], ids=["one cut", "one left", "more"]
)
def test_a_file_with_other_rows_than_it_states_is_refused(rows, has, ending, tmp_path):
    path = write_plan(plan(weeks=1), tmp_path / f"plan.{ending}")
    cells = pd.read_csv(path, dtype="str") if ending == "csv" else pd.read_parquet(path)
    changed = cells.take(range(*rows.indices(len(cells))) if isinstance(rows, slice) else rows)
    changed.to_csv(path, index=False) if ending == "csv" else changed.to_parquet(path, index=False)
    with pytest.raises(FrameError, match=rf"the file states 42 rows and has {has}\. It was cut, or rows were added"):
        read_plan(path)


@pytest.mark.parametrize("stated", ["", "many", "42.5"])
def test_a_number_of_rows_that_is_none_is_refused(stated, tmp_path):
    path = write_plan(plan(weeks=1), tmp_path / "plan.csv")
    cells = pd.read_csv(path, dtype="str", keep_default_na=False).assign(n_rows=stated)
    cells.to_csv(path, index=False)
    with pytest.raises(FrameError, match=r"the file states .* rows and has 42"):
        read_plan(path)


def test_a_file_without_any_row_left_is_refused(tmp_path):
    path = write_plan(plan(weeks=1), tmp_path / "plan.csv")
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    with pytest.raises(FrameError, match="the file states some rows and has 0"):
        read_plan(path)
