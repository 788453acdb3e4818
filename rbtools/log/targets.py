"""A table's header to targets: which column is read as what, and what is said where something is missing or double."""

from collections.abc import Sequence

from rbtools.core.numbers import listing
from rbtools.errors import ArgumentError, LogError, did_you_mean
from rbtools.log.columns import Cells
from rbtools.log.header import Names, Target, missing_columns, one_spaced, plain_name
from rbtools.log.values.grammar import Fault, whole
from rbtools.log.values.times import parse_time
from rbtools.program.exercise import name_key

NUMBERS_OR_COUNTS = ("set", "serie", "satz", "series")
"""Names of columns that number the sets, or say how many: their cells decide, and next to another column the first."""
_WHEN = ("performed_at", "date", "time")
_ACTUAL = (
    "done",
    "actual",
    "actually",
    "completed",
    "gedaan",
    "gemacht",
    "erledigt",
    "fait",
    "faites",
    "hechas",
    "fatte",
)
_HEAD = 200  # cells looked at to name the likely column


def assign(
    header: Sequence[str], names: Names, source: str, cells: Sequence[Cells] | None = None
) -> list[Target | None]:
    """The target of every column of a header.

    What a mapping names goes before what an alias would say. Raises `LogError` where two columns would be the same,
    and where what a log needs is missing; `cells` help to name the column that is likely meant.
    """
    _all_renamed_found(header, names)
    targets = _without_start(_prefer_actual(_one_person(_targets(header, names)), header), header, names)
    for target in {t for t in targets if t}:
        if len(twice := [c for c, t in zip(header, targets, strict=True) if t == target]) > 1:
            other = next((c for c in twice if plain_name(c) in NUMBERS_OR_COUNTS), twice[1])
            raise LogError(
                f"{source}: the columns {listed(twice)} would both be {target}. Say with columns= which one is, "
                f'and leave the other unread: columns={{"{one_spaced(other)}": ""}}.'
            )
    fields = {t.field for t in targets if t and not t.exercise}
    if "performed_at" in fields and fields & {"date", "time"}:
        both = [c for c, t in zip(header, targets, strict=True) if t and t.field in _WHEN]
        raise LogError(
            f"{source}: the columns {listed(both)} both say when. Say with columns= which one is performed_at: "
            f'columns={{"{one_spaced(both[0])}": "performed_at"}}; one that says when it was written down is '
            f'"recorded_at".'
        )
    if missing := missing_columns([t for t in targets if t]):
        raise LogError(_missing_message(missing, header, targets, source, names, cells))
    return targets


def _targets(header: Sequence[str], names: Names) -> list[Target | None]:
    mapped = {t.field for t in names.renamed.values() if t and not t.exercise}
    mapped |= {"performed_at", "date", "time", "start"} if "performed_at" in mapped else set()
    tidy = any(t.field == "exercise" for t in map(names.target, header) if t)
    targets: list[Target | None] = []
    for cell in header:
        target = names.target(cell)
        if target is not None and one_spaced(cell) not in names.renamed:
            # Where exercises have a column of their own, a column named after one is no wide diary.
            target = None if (tidy if target.exercise else target.field in mapped) else target
        targets.append(target)
    return targets


def _one_person(targets: list[Target | None]) -> list[Target | None]:
    """Of several columns of names (Name, E-mail) the first."""
    first = next((i for i, t in enumerate(targets) if t == Target("person")), None)
    return [None if t == Target("person") and i != first else t for i, t in enumerate(targets)]


def _prefer_actual(targets: list[Target | None], header: Sequence[str]) -> list[Target | None]:
    """Of two columns of sets or reps the one that says what was actually done; the other is what was prescribed."""
    for field in ("sets", "reps"):
        these = [i for i, t in enumerate(targets) if t == Target(field)]
        actual = [i for i in these if set(plain_name(header[i]).split("_")) & set(_ACTUAL)]
        if len(these) > 1 and len(actual) == 1:
            targets = [None if i in these and i not in actual else t for i, t in enumerate(targets)]
    return targets


def _without_start(targets: list[Target | None], header: Sequence[str], names: Names) -> list[Target | None]:
    """A column of starts is the time next to a date, or the whole instant where nothing else says when."""
    fields = {t.field for t in targets if t}
    meant: Target | None = None
    if "performed_at" not in fields and "time" not in fields:
        meant = Target("time") if "date" in fields else Target("performed_at")
    said = [one_spaced(cell) in names.renamed for cell in header]
    if not meant and any(s and t and t.field == "start" for s, t in zip(said, targets, strict=True)):
        meant = Target("time")  # two columns of times: refused below
    return [meant if t and t.field == "start" else t for t in targets]


def _missing_message(
    missing: Sequence[str],
    header: Sequence[str],
    targets: Sequence[object],
    source: str,
    names: Names,
    cells: Sequence[Cells] | None,
) -> str:
    lacks = " and ".join(missing)
    likely: dict[str, str] = {}
    for i, (cell, target) in enumerate(zip(header, targets, strict=True)):
        if not target and cell.strip() and cells is not None:
            words = [w for w in cells[i].words[:_HEAD] if w.strip()]
            field = next((f for f in missing if f not in likely.values() and _looks_like(f, words, names)), None)
            likely |= {one_spaced(cell): field} if field else {}
    said = ", ".join(f'"{name}": "{field}"' for name, field in likely.items())
    step = f"Say with columns= which column it is: columns={{{said}}}." if said else "Add it."
    return f"{source}: no column {lacks}. The header has {listed([c for c in header if c.strip()])}. {step}"


def _looks_like(field: str, words: Sequence[str], names: Names) -> bool:
    """Whether the cells of a column are of the kind that a missing field has."""
    if not words:
        return False
    if field == "performed_at":
        found = [parse_time(w) for w in words]
        return all(not isinstance(f, Fault) or bool(f.option) for f in found)
    if field == "exercise":
        return 2 * sum(name_key(w) in names.exercises for w in words) >= len(words)
    return field == "sets" and all(not isinstance(whole(0, 50)(w), Fault) for w in words)


def listed(names: Sequence[str]) -> str:
    """Header cells in a message: quoted, each on one line, at most twenty."""
    return listing((f'"{one_spaced(n)[:60]}"' for n in names), 20)


def _all_renamed_found(header: Sequence[str], names: Names) -> None:
    present = {one_spaced(c) for c in header}
    for name in names.renamed:
        if name not in present:
            raise ArgumentError(
                f'columns= names the column "{name}", which the header does not have{did_you_mean(name, present)}. '
                f"The header has {listed(list(header))}."
            )
