"""Workbooks: cells become the text a person would have typed, and what is made to hurt is refused early."""

import builtins
import datetime as dt
import io
import random
import tracemalloc
import zipfile

import openpyxl
import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log
from rbtools.errors import ArgumentError, LogError, MissingExtraError
from rbtools.log.formats.xlsx import read_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MADE_OF = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "styles": "styles"}
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(f'<Override PartName="/xl/{k}.xml" ContentType="{MADE_OF}.{v}+xml"/>' for k, v in PARTS.items())
    + "</Types>"
)
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{RELATED}/styles" Target="styles.xml"/></Relationships>'
)
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>'


def sheet(rows, head=""):
    return f'{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def packed(sheet_xml, **more):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/styles.xml", STYLES)
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml)
        for name, content in more.items():
            archive.writestr(name, content)
    return data.getvalue()


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def workbook(*rows, formats=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for where, number_format in formats:
        book.active[where].number_format = number_format
    return saved(book)


def rows_of(data, **options):
    return [list(row) for row in read_xlsx(data, name="log.xlsx", **options).rows]


class TestCells:
    def test_numbers_have_no_decimals_that_nobody_typed(self):
        assert rows_of(workbook([7, 7.0, 6.5, 0.1 + 0.2, -1, 1e20])) == [["7", "7", "6.5", "0.3", "-1", "1e+20"]]

    def test_text_that_looks_like_a_number_stays_as_it_was_typed(self):
        assert rows_of(workbook(["007", " 7 ", "1e5", "6,5", "NA"])) == [["007", " 7 ", "1e5", "6,5", "NA"]]

    def test_truth_values_are_words(self):
        assert rows_of(workbook([True, False])) == [["TRUE", "FALSE"]]

    def test_a_real_date_is_iso_text_with_the_time_only_where_the_cell_shows_one(self):
        day, evening = dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 2, 20, 30)
        data = workbook(
            [day, day, evening, evening, dt.time(7, 30)],
            formats=[("A1", "d/m/yyyy"), ("B1", "d/m/yyyy h:mm"), ("C1", "d/m/yyyy h:mm"), ("D1", 'd/m/yyyy "uhr"')],
        )
        assert rows_of(data) == [
            ["2026-03-02", "2026-03-02T00:00:00", "2026-03-02T20:30:00", "2026-03-02T20:30:00", "07:30:00"]
        ]

    def test_fractions_of_a_second_are_kept_to_the_millisecond(self):
        assert rows_of(workbook([dt.datetime(2026, 3, 2, 7, 30, 12, 345_000)])) == [["2026-03-02T07:30:12.345"]]

    def test_the_epoch_of_1904_is_honoured(self):
        book = openpyxl.Workbook()
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active["A1"] = dt.datetime(2026, 3, 2, 7, 30)
        assert rows_of(saved(book)) == [["2026-03-02T07:30:00"]]

    def test_a_number_without_a_date_format_stays_a_number(self):
        assert rows_of(workbook([46083.3125])) == [["46083.3125"]]

    def test_a_date_beyond_the_calendar_is_an_error_value(self):
        assert rows_of(workbook([1e9], formats=[("A1", "d/m/yyyy")])) == [["#VALUE!"]]

    def test_a_merged_cell_holds_for_all_its_rows(self):
        book = openpyxl.Workbook()
        book.active.append(["am", 5])
        book.active.append([None, 5])
        book.active.append([None, 4])
        book.active.merge_cells("A1:A2")
        assert rows_of(saved(book)) == [["am", "5"], ["am", "5"], ["", "4"]]

    def test_a_cell_that_is_merged_over_columns_is_not_repeated(self):
        book = openpyxl.Workbook()
        book.active.append(["March", None])
        book.active.append(["am", 5])
        book.active.merge_cells("A1:B1")
        assert rows_of(saved(book)) == [["March", ""], ["am", "5"]]

    def test_characters_that_xml_cannot_hold_come_back(self):
        cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>one_x000D_\ntwo _x005F_x000D_</t></is></c></row>'
        assert rows_of(packed(sheet(cell))) == [["one\ntwo _x000D_"]]


class TestFormulas:
    def test_the_stored_result_is_read(self):
        cells = '<row r="1"><c r="A1"><f>2+3</f><v>5</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c></row>'
        table = read_xlsx(packed(sheet(cells)), name="log.xlsx")
        assert list(table.rows) == [["5", "a"]]
        assert table.bad_cells == {}

    def test_one_without_a_result_is_a_bad_cell_and_shows_itself(self):
        table = read_xlsx(workbook(["sets", "note"], [5, "x"], ["=A2+1", "y"]), name="log.xlsx")
        assert list(table.rows) == [["sets", "note"], ["5", "x"], ["=A2+1", "y"]]
        assert {where: bad[0] for where, bad in table.bad_cells.items()} == {(2, 0): "value"}

    def test_an_empty_text_is_a_result(self):
        cells = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c></row>'
        table = read_xlsx(packed(sheet(cells)), name="log.xlsx")
        assert list(table.rows) == [["", "1"]]
        assert table.bad_cells == {}

    def test_text_that_begins_with_an_equals_sign_is_text(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "=1+1"
        book.active["A1"].data_type = "s"
        table = read_xlsx(saved(book), name="log.xlsx")
        assert list(table.rows) == [["=1+1"]]
        assert table.bad_cells == {}


class TestSheets:
    def test_lines_are_the_sheet_s_row_numbers(self):
        book = openpyxl.Workbook()
        book.active["A2"], book.active["B4"] = "title", 5
        book.active["C9"].font = openpyxl.styles.Font(bold=True)  # formatted, but empty
        table = read_xlsx(saved(book), name="log.xlsx")
        assert list(zip(table.lines, table.rows, strict=True)) == [
            (1, ["", ""]), (2, ["title", ""]), (3, ["", ""]), (4, ["", "5"]),
        ]  # fmt: skip

    def test_the_first_sheet_is_read_or_the_one_named(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "first"
        book.create_sheet("Diary")["A1"] = "second"
        data = saved(book)
        assert rows_of(data) == [["first"]]
        assert rows_of(data, sheet="Diary") == [["second"]]
        assert read_xlsx(data, name="x", sheet="Diary").facts == {"sheet": "Diary", "other_sheets": ["Sheet"]}

    def test_a_sheet_that_is_not_there_is_an_error_with_those_that_are(self):
        book = openpyxl.Workbook()
        book.active.title = "Diary"
        data = saved(book)
        with pytest.raises(ArgumentError, match=r'no sheet \'Diry\' \(did you mean "Diary"\?\). There are: Diary'):
            read_xlsx(data, name="log.xlsx", sheet="Diry")

    def test_an_empty_sheet_has_no_rows(self):
        assert rows_of(saved(openpyxl.Workbook())) == []

    def test_declared_dimensions_are_not_believed(self):
        lie = sheet('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
            "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'
        )
        assert rows_of(packed(lie)) == [["1"]]


class TestSeveralSheets:
    HEADER = ("Date", "Exercise", "Sets")

    def book(self, *sheets: tuple[str, list[tuple]]) -> openpyxl.Workbook:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for title, rows in sheets:
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(row)
        return made

    def test_sheets_with_the_header_of_the_first_are_read_together_and_others_named(self):
        weeks = [(self.HEADER, (f"2026-03-0{day}", "roller", 5)) for day in (2, 9)]
        book = self.book(("Week 1", [*weeks[0]]), ("Prices", [("Mat", 20), ("Roller", 30)]), ("Week 2", [*weeks[1]]))
        table = read_xlsx(saved(book), name="x")
        assert [row[0] for row in table.rows] == ["Date", "2026-03-02", "2026-03-09"]
        assert table.facts["sheets"] == [("Week 1", 1), ("Week 2", 3)]
        assert table.facts["unread_sheets"] == [("sheet Prices", 4, "Mat")]

    def test_a_hidden_sheet_is_not_read_unless_it_is_asked_for(self):
        book = self.book(("Old", [("x", "y")]), ("Log", [self.HEADER]))
        book["Old"].sheet_state = "hidden"
        table = read_xlsx(saved(book), name="x")
        assert table.facts["sheet"] == "Log"
        assert table.facts["hidden_sheets"] == ["Old"]
        assert read_xlsx(saved(book), name="x", sheet="Old").rows == [["x", "y"]]


class TestBombs:
    def test_one_that_declares_its_size_is_refused_before_unpacking(self):
        data = packed(sheet("<row/>" * 35_000_000))
        assert len(data) < 1_000_000
        with pytest.raises(LogError, match="unpacks to 210 MB"):
            read_xlsx(data, name="bomb.xlsx")

    def test_one_that_lies_about_its_size_is_stopped_below_200_mb(self):
        data = bytearray(packed(sheet(" " * 209_000_000)))
        at = data.rindex(b"xl/worksheets/sheet1.xml") - 46  # its entry in the zip directory
        assert data[at : at + 4] == b"PK\x01\x02"
        data[at + 24 : at + 28] = (900_000).to_bytes(4, "little")
        tracemalloc.start()
        with pytest.raises(LogError, match="damaged"):
            read_xlsx(bytes(data), name="bomb.xlsx")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 200_000_000

    def test_one_packed_beyond_reason_is_refused(self):
        with pytest.raises(LogError, match="packed more than 100 times"):
            read_xlsx(packed(sheet(" " * 90_000_000)), name="bomb.xlsx")

    def test_too_many_parts_are_refused(self):
        with pytest.raises(LogError, match="1,006 parts"):
            read_xlsx(packed(sheet(""), **{f"xl/{i}": "" for i in range(1001)}), name="bomb.xlsx")

    @pytest.mark.parametrize(
        ("cell", "match"),
        [
            ("A1048576", "row 1,000,000"),
            ("A99999999999", "row 1,000,000"),
            ("XFD1", "column 200"),
            ("GS1", "column 200"),
        ],
    )
    def test_a_cell_far_out_is_refused(self, cell, match):
        row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        data = packed(sheet(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'))
        with pytest.raises(LogError, match=match):
            read_xlsx(data, name="bomb.xlsx")

    def test_the_last_allowed_column_is_read(self):
        assert rows_of(packed(sheet('<row r="1"><c r="GR1"><v>1</v></c></row>'))) == [[""] * 199 + ["1"]]

    def test_a_far_cell_that_is_allowed_fills_no_memory(self):
        data = packed(sheet('<row r="100000"><c r="GR100000"><v>1</v></c></row>'))
        tracemalloc.start()
        rows = read_xlsx(data, name="log.xlsx").rows
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert (len(rows), rows[0][199], rows[-1][199]) == (100_000, "", "1")
        assert peak < 20_000_000

    def test_entities_are_not_expanded(self):
        lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        with pytest.raises(LogError, match="damaged"):
            read_xlsx(packed(sheet('<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>', lol)), name="b.xlsx")


class TestWhatIsNoWorkbook:
    @pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"client,performed_at\n", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
    def test_other_bytes_are_refused(self, data):
        with pytest.raises(LogError, match="not a workbook"):
            read_xlsx(data, name="log.xlsx")

    def test_another_zip_is_refused(self):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("log.csv", "client\n")
        with pytest.raises(LogError, match=r"zip file, but no .xlsx workbook"):
            read_xlsx(data.getvalue(), name="log.xlsx")

    def test_damage_never_ends_in_another_error(self):
        whole = workbook(["performed_at", "sets"], [dt.datetime(2026, 3, 2), 5], ["=A1", True])
        chance = random.Random(20260302)
        outcomes = set()
        for _ in range(300):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                outcomes.add(
                    type(read_xlsx(bytes(data[: chance.randint(len(data) // 2, len(data) * 2)]), name="x.xlsx"))
                )
            except RbtoolsError as error:
                outcomes.add(type(error))
        assert LogError in outcomes

    def test_without_openpyxl_the_extra_is_named(self, monkeypatch):
        real = builtins.__import__

        def without(name, *args, **options):
            if name.startswith("openpyxl"):
                raise ImportError(name)
            return real(name, *args, **options)

        data = workbook(["sets"])
        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(MissingExtraError, match=r"pip install \"rbtools\[excel\]\""):
            read_xlsx(data, name="log.xlsx")


class TestReadLog:
    def test_a_workbook_goes_the_way_of_every_log(self):
        data = workbook(
            ["A diary (made up)"],
            ["Client", "Date and time", "Exercise", "Sets", "Before"],
            ["007", dt.datetime(2026, 3, 2, 7, 30), "Side-lying roller", 5, 6.5],
            ["007", dt.datetime(2026, 3, 2, 20, 30), "Side-lying roller", "=D3", 6],
            ["007", dt.datetime(2026, 3, 3, 7, 30), "Side-lying roller", True, 6],
            [],
            [None, dt.datetime(2026, 3, 3, 20, 30), "Side-lying roller", 5, 6],
            [7, dt.datetime(2026, 3, 3, 20, 30), "Side-lying roller", 5, 6],
        )
        log = read_log(data, tz="Europe/Amsterdam")
        assert str(log.report) == "6 records: 2 accepted, 3 rejected, 0 duplicates, 1 ignored"
        assert list(zip(log.rejects["line"], log.rejects["column"], log.rejects["code"], strict=True)) == [
            (4, "sets", "value"), (5, "sets", "value"), (7, "client", "missing"),
        ]  # fmt: skip
        assert log.rejects["value"].tolist() == ["=D3", "TRUE", ""]
        assert list(log.entries["client"].cat.categories) == ["007", "7"]
        assert log.entries["performed_at"].tolist()[0] == pd.Timestamp("2026-03-02T06:30:00Z")
        assert log.ratings["tightness"].tolist() == [6.5, 6.0]

    def test_a_bomb_is_refused_here_too(self):
        with pytest.raises(LogError, match="packed more than 100 times"):
            read_log(packed(sheet(" " * 90_000_000)))
