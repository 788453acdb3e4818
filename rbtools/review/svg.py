"""A chart's SVG made fit to stand in an HTML page: ids of its own, a name for screen readers, the page's colours."""

import re

from markupsafe import Markup, escape

_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r'(?<![\w-])(?:id="|xlink:href="#|href="#)|url\(#')
_DROPPED = re.compile(
    r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", re.DOTALL
)
_ROOT = re.compile(r"<svg\b[^>]*>")
_VIEW_BOX = re.compile(r'viewBox="[^"]*"')
_FONT = re.compile(r"font-family: [^;\"]*; ?")
_COLOUR = re.compile(r"(fill|stroke): (#[0-9a-f]{6})")
_COLOUR_ATTRIBUTE = re.compile(r'fill="(#[0-9a-f]{6})"')
_LONG = re.compile(r"(\d\.\d{2})\d+")
_NO_TURN = re.compile(r' transform="rotate\(-0 [^)]*\)"')


def inline(svg: str, *, name: str, title: str, description: str, colours: dict[str, str]) -> Markup:
    """The `<svg>` element of a chart, with `name` before each of its ids.

    `colours` maps a colour to what the page calls it, so that the page can darken it. Only tags are touched, and ids
    only as `id="`, `href="#` and `url(#`; what people wrote is left alone.
    """
    body = _DROPPED.sub("", svg)
    root = _ROOT.search(body)
    view = _VIEW_BOX.search(root.group()) if root else None
    if root is None or view is None:
        raise AssertionError("matplotlib wrote an SVG without a root or a view box")
    inside = _TAG.sub(lambda tag: _own(tag.group(), name, colours), body[root.end() :])
    head = (
        f'<svg xmlns:xlink="http://www.w3.org/1999/xlink" {view.group()} preserveAspectRatio="xMinYMin" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return Markup(head + re.sub(r">\s*\n\s*<", ">\n<", inside).strip())  # noqa: S704  (matplotlib escapes texts)


def _own(tag: str, name: str, colours: dict[str, str]) -> str:
    """One tag with its own ids, the page's colours and font, and no digit more than the eye can see."""
    tag = _COLOUR_ATTRIBUTE.sub(r'style="fill: \1"', tag)
    tag = _COLOUR.sub(lambda found: f"{found[1]}:{colours.get(found[2], found[2])}", tag)
    tag = _NO_TURN.sub("", _FONT.sub("", tag))
    tag = _LONG.sub(r"\1", tag) if not tag.startswith("<svg") else tag
    return _ID.sub(lambda found: f"{found.group()}{name}-", " ".join(tag.split()))
