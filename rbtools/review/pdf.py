"""The review as one A4 side drawn by matplotlib: quick in bulk, without tags and tables."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rbtools.chart import style, text
from rbtools.chart.fast_text import Words
from rbtools.review.contents import Advice, ContentChart, Contents, Heading, KeyFigure
from rbtools.review.panels import PANELS

WIDTH, HEIGHT = 595.276, 841.89  # A4 in points
MARGIN, GAP = 34.0, 14.0
CONTENT = WIDTH - 2 * MARGIN
SIDE = 186.0
WIDE = CONTENT - GAP - SIDE
TEXT, NOTE, FOOT = 7.8, 6.8, 5.8
LEADING = 1.36
NO_BREAK = "\u00a0"

SIDE_HEIGHT = 140.0
"""Height of the first chart, which stands to the right of the sentences."""
ROWS = ((("calendar", WIDE), ("timing", SIDE)), (("tightness", CONTENT),), (("sets", CONTENT),))
"""The charts below the words, row by row, with their widths."""
SHARES = (166.0, 172.0, 164.0)
"""Heights of those rows with their titles; they give or take what the words leave."""
BETWEEN = 4.0


def pdf(contents: Contents) -> bytes:
    """The page as PDF, the same bytes each time."""
    with style.settings(), mpl.rc_context({"pdf.fonttype": 3}):  # 42 costs twice the time, in subsetting fonts
        figure = _figure(contents)
        buffer = BytesIO()
        nothing = {"CreationDate": None, "Producer": None, "Creator": None}
        title = {"Title": f"Review of {text.drawable(contents.heading.client)}"}
        figure.savefig(buffer, format="pdf", metadata=nothing | title)
    return buffer.getvalue()


def charts_sheet(contents: Contents) -> Figure:
    """The charts alone, in the order of the page, on one sheet."""
    high = sum(SHARES) + BETWEEN * len(SHARES)
    sheet = _Sheet(CONTENT + 12, high + SIDE_HEIGHT + 6)
    charts = {chart.name: chart for chart in contents.charts}
    _draw(sheet, charts["adherence"], 6.0, CONTENT, SIDE_HEIGHT)
    sheet.y -= SIDE_HEIGHT
    _charts(sheet, charts, 6.0, high)
    return sheet.figure


def _figure(contents: Contents) -> Figure:
    sheet = _Sheet(WIDTH, HEIGHT)
    sheet.y -= 24
    charts = {chart.name: chart for chart in contents.charts}
    _head(sheet, contents.heading)
    _remarks(sheet, contents.remarks)
    _figures(sheet, contents.figures)
    top = sheet.y
    sheet.heading("What the record shows")
    for sentence in contents.sentences:
        sheet.paragraph(sentence, TEXT, wide=WIDE, bullet=True)
    bottom, sheet.y = sheet.y, top
    _draw(sheet, charts["adherence"], MARGIN + WIDE + GAP, SIDE, SIDE_HEIGHT)
    sheet.y = min(bottom, top - SIDE_HEIGHT) - 8
    _discuss(sheet, contents.advice)
    foot = _lines(" ".join(contents.notes), CONTENT, FOOT)
    _charts(sheet, charts, MARGIN, sheet.y - 18 - len(foot) * FOOT * LEADING)
    _foot(sheet, foot)
    return sheet.figure


def _draw(sheet: "_Sheet", chart: ContentChart, x: float, width: float, height: float) -> None:
    """Draw a chart with its title below y."""
    panel = replace(PANELS[chart.name], width=width, height=height)
    panel.draw(chart, sheet.figure, x, sheet.y - height, title=chart.title)


def _charts(sheet: "_Sheet", charts: dict[str, ContentChart], x: float, room: float) -> None:
    """The rows of charts below y, drawn as high as the room allows."""
    scale = (room - len(SHARES) * BETWEEN) / sum(SHARES)
    for row, share in zip(ROWS, SHARES, strict=True):
        left = x
        for name, width in row:
            _draw(sheet, charts[name], left, width, share * scale)
            left += width + GAP
        sheet.y -= share * scale + BETWEEN


def _lines(words: str, room: float, size: float) -> list[str]:
    """The words in lines; a share stays with its sign."""
    words = re.sub(r"(\d) %", rf"\1{NO_BREAK}%", words)
    tokens = [" ".join(map(text.drawable, token.split(NO_BREAK))) for token in re.split(r"[ \t\r\n]+", words.strip())]
    lines, free = [""], room
    for token in tokens:
        longer = f" {token}" if lines[-1] else token
        if text.width(longer, size) > free and lines[-1]:
            lines, longer, free = [*lines, ""], token, room
        lines[-1] += text.shorten(longer, free, size)
        free -= text.width(longer, size)
    return lines


class _Sheet:
    """A page that is written from the top down; `y` is how far, in points from its lower edge."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), facecolor=style.WHITE)
        self.y = height

    def words(
        self, x: float, y: float, words: str, size: float, *, colour: str = style.INK, weight: str = "normal",
        ha: str = "left",
    ) -> None:  # fmt: skip
        """One line of words with its baseline at y."""
        line = Words(
            x / self.width, y / self.height, words, fontsize=size, color=colour, fontweight=weight, ha=ha,
            va="baseline", parse_math=False,
        )  # fmt: skip
        self.figure.add_artist(line)

    def rule(self, *, colour: str, width: float) -> None:
        """A line across the page at y."""
        line = Rectangle((MARGIN / WIDTH, self.y / HEIGHT), CONTENT / WIDTH, width / HEIGHT, facecolor=colour)
        self.figure.add_artist(line)

    def heading(self, words: str) -> None:
        """A heading in the left column."""
        self.words(MARGIN, self.y - 9, words, style.TITLE, weight="bold")
        self.y -= 13

    def paragraph(
        self, words: str, size: float, *, x: float = MARGIN, wide: float = CONTENT, colour: str = style.INK,
        bullet: bool = False,
    ) -> None:  # fmt: skip
        """Wrapped words below y."""
        inset = 9.0 if bullet else 0.0
        if bullet:
            self.words(x, self.y - size - 1, "•", size, colour=style.MUTED)
        for line in _lines(words, wide - inset, size):
            self.y -= size * LEADING
            self.words(x + inset, self.y, line, size, colour=colour)
        self.y -= 1.5 if bullet else 0


def _head(sheet: _Sheet, heading: Heading) -> None:
    name, room = text.drawable(heading.client), CONTENT - 70
    size = min(16.0, max(8.0, 16 * room / max(text.width(name, 16, bold=True), 1)))
    sheet.words(MARGIN, sheet.y - 14, text.shorten(name, room, size, bold=True), size, weight="bold")
    sheet.words(MARGIN + CONTENT, sheet.y - 14, "self-reported", 8, colour=style.MUTED, ha="right")
    sheet.words(MARGIN, sheet.y - 27, text.shorten(heading.facts, CONTENT, 7.6), 7.6, colour=style.MUTED)
    sheet.y -= 33
    sheet.rule(colour=style.INK, width=1.4)
    sheet.y -= 5


def _remarks(sheet: _Sheet, remarks: Sequence[str]) -> None:
    for remark in remarks:
        sheet.paragraph(remark, NOTE, colour=style.MUTED)
    sheet.y -= 3 if remarks else 0


def _figures(sheet: _Sheet, figures: tuple[KeyFigure, ...]) -> None:
    wide = (CONTENT - 4 * 10) / 5
    lowest = sheet.y
    top = sheet.y
    for k, figure in enumerate(figures):
        x, sheet.y = MARGIN + k * (wide + 10), top - 18
        sheet.words(x, sheet.y, figure.value, 17, colour=style.BLUE, weight="bold")
        sheet.y -= 2
        sheet.paragraph(figure.label, 7.4, x=x, wide=wide)
        sheet.paragraph(figure.note, 6.4, x=x, wide=wide, colour=style.MUTED)
        lowest = min(lowest, sheet.y)
    sheet.y = lowest - 8


def _discuss(sheet: _Sheet, advice: Advice) -> None:
    top, inset = sheet.y, 8.0
    sheet.y -= 2
    sheet.words(MARGIN + inset, sheet.y - 9, "To discuss next", style.TITLE, weight="bold")
    sheet.y -= 12
    sheet.paragraph(advice.text, TEXT, x=MARGIN + inset, wide=CONTENT - 2 * inset)
    sheet.y -= 1
    sheet.paragraph(advice.why, NOTE, x=MARGIN + inset, wide=CONTENT - 2 * inset, colour=style.MUTED)
    sheet.y -= 4
    for wide, colour in ((CONTENT, style.PALE), (2.0, style.BLUE)):
        ground = Rectangle(
            (MARGIN / WIDTH, sheet.y / HEIGHT), wide / WIDTH, (top - sheet.y) / HEIGHT, facecolor=colour, zorder=-1
        )
        sheet.figure.add_artist(ground)
    sheet.y -= 8


def _foot(sheet: _Sheet, lines: list[str]) -> None:
    sheet.rule(colour=style.RULE, width=0.6)
    for line in lines:
        sheet.y -= FOOT * LEADING
        sheet.words(MARGIN, sheet.y, line, FOOT, colour=style.MUTED)
