"""What came in cannot do harm going out: formulas, markup and names from a hostile log, through every text column."""

from html.parser import HTMLParser

import pandas as pd
import pytest

from rbtools import RbtoolsError, read_log, write_log
from rbtools.log.writer import write_rejects

FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "=IMPORTXML(A1)",
    " =1+1",
    "\t=1+1",
    "'=1+1",
    "''=1+1",
    '"=1+1"',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "=\n1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@@",
    "+31 6 123",
)
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</td></tr></table><h1>x",
    "<!--",
    "<![CDATA[x]]>",
    "<a href='javascript:alert(1)'>x</a>",
    "&lt;b&gt;",
    "<b",
    "<iframe src=//x>",
    "<style>*{}</style>",
    "' onmouseover='alert(1)",
    '" style="x',
    "<math><mi>x",
    "<table>",
    "</p>",
    "<details open ontoggle=alert(1)>",
    "{{7*7}}",
    "${7*7}",
    "<%= 7*7 %>",
    "<base href=//x>",
    "<meta http-equiv=refresh>",
    "<object data=x>",
    "<form><input>",
    "<body onload=x>",
    "<link rel=stylesheet href=x>",
    "<svg><script>1</script></svg>",
    "\u202e<b>",
    "<scr<script>ipt>",
    "<x onclick=1>",
)
COLUMNS = ("client", "performed_at", "slot", "exercise", "sets", "side", "note")
OURS = {"p", "strong", "table", "thead", "tbody", "tr", "th", "td"}
CLEAN = {
    "client": "007",
    "performed_at": "2026-03-16T07:30Z",
    "slot": "am",
    "exercise": "roller",
    "sets": "5",
    "side": "",
    "tightness": "5",
    "note": "",
}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.attributes |= {f"{name}={value}" for name, value in attrs}


def begins_a_formula(cell: str) -> bool:
    return cell.lstrip(' \t\r\n"').startswith(tuple("=+-@＝＋－＠")) and not cell.strip().lstrip("-").isdecimal()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("payload", FORMULAS)
def test_no_formula_goes_out(payload, column, tmp_path):
    log = read_log(pd.DataFrame([CLEAN, CLEAN | {"performed_at": "2026-03-17T07:30Z"} | {column: payload}]))
    for write in (write_log, write_rejects):
        path = write(log, tmp_path / "out.csv")
        cells = pd.read_csv(path, dtype=str, keep_default_na=False, header=None).to_numpy().ravel()
        assert not [cell for cell in cells if begins_a_formula(cell)]


@pytest.mark.parametrize("payload", MARKUP)
def test_no_markup_goes_into_the_notebook(payload, tmp_path):
    for column in COLUMNS:
        log = read_log(pd.DataFrame([CLEAN, CLEAN | {column: payload}]).rename(columns={"tightness": "Pain"}))
        page = Tags()
        page.feed(log._repr_html_())
        assert page.found <= OURS
        assert page.attributes <= {"style=text-align:left"}


def test_a_column_and_a_file_named_by_an_attacker_are_text(tmp_path):
    path = tmp_path / "<b>log<b>.csv"
    path.write_text(
        "performed_at,exercise,sets,<script>\n2026-03-16T07:30Z,roller,x,cell\n2026-03-16T08:30Z,roller,1,cell\n"
    )
    log = read_log(path)
    assert [u.name for u in log.report.unread] == ["<script>"]
    page = Tags()
    page.feed(log._repr_html_())
    assert page.found <= OURS


@pytest.mark.parametrize(
    "data", [b"\x80\x04\x95pickle.", b"!!python/object:os.system", b"__import__('os')", b"..\x00/etc/passwd"]
)
def test_nothing_is_run(data):
    with pytest.raises(RbtoolsError):
        read_log(data)
