"""Every frame of rbtools, column by column. The data dictionary in `data/README.md` is generated from here."""

from rbtools.core.frame import Column, Frame
from rbtools.core.ids import CLIENT
from rbtools.core.rules import Same

SIDES = ("both", "left", "right")
OUTCOMES = ("done", "skipped")
MOMENTS = ("before", "after", "day", "usual")
LEVELS = ("base", "advanced")
UNITS = ("breath", "rotation", "roll", "rep", "second")
ROW_STATUSES = ("full", "minimum", "partial", "skipped", "excused", "missed", "not_due", "extra")
SESSION_STATUSES = ("complete", "partial", "skipped", "excused", "missed", "not_due")
REJECT_CODES = (
    "encoding", "control-char", "quote", "ragged", "too-long", "missing",
    "value", "range", "unknown", "no-zone", "nonexistent-time", "conflict",
)  # fmt: skip

_CLIENT = Column("client", "id", "the person; always text, so 007 stays 007", rule=CLIENT)
_EXERCISE = Column("exercise", "id", "the exercise's id in the programme")
_DATE = Column("date", "date", "the plan day: the local date, with nights before the day start on the evening before")
_SLOT = Column("slot", "id", "the named time of day in the programme, such as am or pm")
_SOURCE = Column("source", "text", "name of the file or frame the record came from")
_RECORDED_AT = Column(
    "recorded_at", "instant", "when it was written down; missing where not known", "UTC", missing=True
)
_LINE = Column("line", "count", "physical line on which the record starts", "line, from 1", low=0)

_PLAN_DAY = (
    _DATE,
    Column("day", "count", "plan day number, counted from the start", "day, from 1", low=1),
    Column("week", "count", "programme week: days 1-7, 8-14, ... from the start", "week, from 1", low=1),
    _SLOT,
)
_STATE = (
    Column("excuse_reason", "text", "reason why the session need not be done; empty when it is expected"),
    Column("plan_version", "count", "1 for the first plan, one more for each revision", low=1),
)
_TIMES = (
    Column("tz", "id", "IANA time zone in which the plan's clock times are meant"),
    Column("day_start", "clock", "clock time at which a plan day begins, the same in all of a plan version"),
    Column("scheduled_local", "local", "planned wall-clock time, moved to the first that exists", "local time"),
    Column("scheduled_at", "instant", "planned instant", "UTC"),
    Column("opens_at", "instant", "first instant that belongs to the session", "UTC"),
    Column("closes_at", "instant", "first instant that no longer does", "UTC"),
)

PLAN = Frame(
    "plan",
    "one exercise of one planned session",
    (
        _CLIENT,
        Column("session", "count", "number of the session in time order", "session, from 1", low=1),
        *_PLAN_DAY,
        _EXERCISE,
        Column("level", "choice", "base or advanced exercise", allowed=LEVELS),
        Column("sides", "count", "2 where a set is done on each side, else 1", "sides", low=1, high=2),
        Column("sets_min", "count", "minimum dose", "sets", low=1),
        Column("sets_max", "count", "full dose", "sets", low=1),
        Column("reps", "count", "prescribed reps in a set, on each side", "reps", low=1),
        Column("unit", "choice", "what a rep is; a second is one of a hold", allowed=UNITS),
        *_STATE,
        *_TIMES,
    ),
    key=("client", "session", "exercise"),
    ordered=(("sets_min", "sets_max"), ("opens_at", "closes_at")),
    same=tuple(Same(name, within=("client", "plan_version")) for name in ("day_start", "times")),
    optional=(
        Column(
            "start_earliest",
            "date",
            "first day that the start could be drawn from; only in a plan with a drawn start",
            "date",
            missing=True,
        ),
        Column("start_latest", "date", "last day that it could be drawn from", "date", missing=True),
    ),
    separate=(
        Column(
            "times",
            "id",
            "clock times of the slots by weekday, such as `am 07:30; pm 20:30, sun none`; only in a plan with times by "
            "weekday, and missing where a slot has one time",
            missing=True,
        ),
    ),
)

PLAN_LOAD = Frame(
    "plan_load",
    "one planned session with how much it holds and how long it takes",
    (
        _CLIENT,
        PLAN["session"],
        *_PLAN_DAY,
        Column("n_exercises", "count", "exercises planned", "exercises", low=1),
        Column("n_sets_min", "count", "sets of the minimum dose; a set on both sides is one", "sets", low=1),
        Column("n_sets_max", "count", "sets of the full dose; a set on both sides is one", "sets", low=1),
        Column("n_reps_min", "count", "reps of the minimum dose, each side counted", "reps", low=1),
        Column("n_reps_max", "count", "reps of the full dose, each side counted", "reps", low=1),
        Column("minutes_low", "real", "time that the minimum dose takes", "minutes", low=0),
        Column("minutes_high", "real", "time that the full dose takes", "minutes", low=0),
    ),
    key=("client", "session"),
)

ENTRIES = Frame(
    "entries",
    "one exercise done once (or left out), as logged",
    (
        _CLIENT,
        Column("performed_at", "instant", "when it was done; local noon where only the date is known", "UTC"),
        _EXERCISE,
        Column("side", "choice", "side of the body", allowed=SIDES),
        Column("performed_local", "local", "the wall clock where the person was", "local time"),
        _DATE,
        Column("slot", "id", "slot as the person named it", missing=True),
        Column("time_known", "flag", "whether a time of day was logged"),
        Column("sets", "count", "sets done; 0 for a skipped exercise", "sets", low=0, high=50),
        Column("reps", "count", "reps in each set", "reps", low=1, high=500, missing=True),
        Column("minutes", "real", "time taken", "minutes", low=0, high=600, missing=True),
        Column("outcome", "choice", "done, or written down as not done", allowed=OUTCOMES),
        _RECORDED_AT,
        Column("note", "text", "free text"),
        _SOURCE,
        _LINE,
    ),
    key=("client", "performed_at", "exercise", "side"),
)

RATINGS = Frame(
    "ratings",
    "one rating of tightness, of pain, or of both",
    (
        _CLIENT,
        Column("rated_at", "instant", "when it was rated; local noon where only the date is known", "UTC"),
        Column(
            "moment",
            "choice",
            "before or after a session, of the day as a whole, or the usual level, asked once before the start",
            allowed=MOMENTS,
        ),
        Column("rated_local", "local", "the wall clock where the person was", "local time"),
        _DATE,
        Column("slot", "id", "slot of the session it was rated at", missing=True),
        Column("tightness", "real", "self-rated tightness, lower is better", "0-10", low=0, high=10, missing=True),
        Column("pain", "real", "self-rated pain, lower is better", "0-10", low=0, high=10, missing=True),
        _RECORDED_AT,
        Column("note", "text", "free text"),
        _SOURCE,
        _LINE,
    ),
    key=("client", "rated_at", "moment"),
)

REJECTS = Frame(
    "rejects",
    "one record that could not be accepted",
    (
        _SOURCE,
        Column("sha256", "text", "fingerprint of the source's bytes"),
        _LINE,
        Column("column", "text", "the column at fault; empty when it is the whole record"),
        Column("value", "text", "the value as it stood"),
        Column("code", "choice", "kind of fault", allowed=REJECT_CODES),
        Column("message", "text", "what is wrong, where, and what becomes of the record"),
        Column("hint", "text", "what to do next"),
    ),
)

_CLOSED = Column("window_closed", "flag", "whether the window has closed by as_of, excused or not")
_DUE = Column("due", "flag", "window closed by as_of and not excused, or something was done; only these are counted")
_PERFORMED_AT = Column("performed_at", "instant", "first entry in which something was done", "UTC", missing=True)
_MINUTES_OFF = Column(
    "minutes_off", "real", "start against plan, positive is late; missing without a known time", "minutes", missing=True
)
_SETS_DONE = Column("sets_done", "real", "sets done, uncapped; a set on one of two sides is half", "sets", low=0)


def _optional(column: Column) -> Column:
    """The same column where extras leave it missing."""
    if column.name in ("client", "exercise", "date", "excuse_reason"):
        return column
    return Column(
        column.name, column.kind, column.meaning, column.unit, column.low, column.high, column.allowed, missing=True
    )


MATCHED = Frame(
    "matched",
    "one planned exercise with what became of it, or one extra entry",
    (
        *map(_optional, PLAN.columns),
        _DUE,
        _PERFORMED_AT,
        _MINUTES_OFF,
        Column("sets_left", "count", "sets on the left; missing for one-sided exercises", "sets", low=0, missing=True),
        Column("sets_right", "count", "sets on the right; missing for one-sided ones", "sets", low=0, missing=True),
        _SETS_DONE,
        Column("sets_counted", "real", "the smaller of sets_done and sets_max", "sets", low=0, missing=True),
        Column("reps_done", "count", "sets x reps x sides; prescribed reps where none were logged", "reps", low=0,
               missing=True),
        Column("n_reps_assumed", "count", "entries whose reps were taken from the plan", "entries", low=0),
        Column("status", "choice", "what became of the row", allowed=ROW_STATUSES),
        _CLOSED,
    ),
    key=("client", "session", "exercise"),
)  # fmt: skip

SESSIONS = Frame(
    "sessions",
    "one planned session with what became of it",
    (
        _CLIENT,
        PLAN["session"],
        *_PLAN_DAY,
        *_STATE,
        *_TIMES,
        _DUE,
        _PERFORMED_AT,
        _MINUTES_OFF,
        Column("n_exercises", "count", "exercises planned", "exercises", low=1),
        Column("n_exercises_done", "count", "exercises with any set", "exercises", low=0),
        Column("n_exercises_complete", "count", "exercises at their minimum dose", "exercises", low=0),
        _SETS_DONE,
        Column("status", "choice", "what became of the session", allowed=SESSION_STATUSES),
        _CLOSED,
    ),
    key=("client", "session"),
)

FRAMES = (PLAN, PLAN_LOAD, ENTRIES, RATINGS, REJECTS, MATCHED, SESSIONS)
