"""`read_log`: a log, however it was kept, becomes entries, ratings and rejects, and every record is accounted for."""

from rbtools.log.records import Table


def _table_of_workbook(data: bytes, name: str, sheet: str | None) -> Table:
    """The table in an .xlsx workbook; openpyxl is loaded only here."""
    from rbtools.log.formats.xlsx import read_xlsx

    return read_xlsx(data, name=name, sheet=sheet)
