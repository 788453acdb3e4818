"""What workbooks cost: one of 20,000 log rows, and the time and memory in which bombs are refused (1 s, 200 MB).

Run: python benchmarks/bench_xlsx.py
"""

import io
import time
import tracemalloc
import zipfile

import openpyxl

import rbtools as rb
from rbtools.log.formats.xlsx import read_xlsx

N_ROWS = 20_000


def log_rows() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Log")
    sheet.append(["client", "performed_at", "exercise", "sets", "tightness_before", "note"])
    for i in range(N_ROWS):
        minute = f"{i // 60 % 24:02}:{i % 60:02}"
        sheet.append([f"c{i // 1440:03}", f"2026-03-02T{minute}:00+01:00", "side_lying_roller", 5, 6, "made up"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def bomb(content: bytes, declared: int | None = None) -> bytes:
    """A workbook whose sheet unpacks to `content`, in a zip directory that may declare another size."""
    inside = io.BytesIO()
    openpyxl.Workbook().save(inside)
    data = io.BytesIO()
    with zipfile.ZipFile(inside) as whole, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, content if name.endswith("sheet1.xml") else whole.read(name))
    packed = bytearray(data.getvalue())
    if declared is not None:
        at = packed.rindex(b"xl/worksheets/sheet1.xml") - 46
        packed[at + 24 : at + 28] = declared.to_bytes(4, "little")
    return bytes(packed)


def main() -> None:
    data = log_rows()
    began = time.perf_counter()
    log = rb.read_log(data)
    print(f"{log.report}  {time.perf_counter() - began:.1f} s")
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    far = sheet + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    bombs = {
        "209 MB declared": bomb(b" " * 209_000_000),
        "209 MB behind a declared 0.9 MB": bomb(b" " * 209_000_000, 900_000),
        "90 MB packed 1,000 times": bomb(b" " * 90_000_000),
        "a cell in the last corner": bomb(far),
    }
    for name, packed in bombs.items():
        seconds, _ = refused(packed)
        tracemalloc.start()
        _, why = refused(packed)
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(f"{name:<32} {len(packed) / 1000:4.0f} kB packed: {seconds:5.2f} s {megabytes:4.0f} MB  {why}")


def refused(packed: bytes) -> tuple[float, str]:
    began = time.perf_counter()
    try:
        read_xlsx(packed, name="bomb.xlsx")
    except rb.RbtoolsError as error:
        return time.perf_counter() - began, str(error).partition(". ")[0]
    raise AssertionError("a bomb was read")


if __name__ == "__main__":
    main()
