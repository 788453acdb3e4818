"""The tables of the command: what each week of a plan asks, the clients of a cohort, what became of a log."""

import pandas as pd

import rbtools as rb
from rbtools.terminal import say, show


def weeks_of(plan: pd.DataFrame) -> pd.DataFrame:
    """One row a week: its dates, its sessions, and the minutes that one of them takes."""
    load = rb.plan_load(plan)
    sessions = plan.drop_duplicates(["client", "session"])[["client", "session", "week", "date"]]
    weeks = sessions.merge(load, on=["client", "session"], suffixes=("", "_of_load")).groupby("week", observed=True)
    return pd.DataFrame(
        {
            "week": list(weeks.groups),
            "from": weeks["date"].min().dt.strftime("%a %Y-%m-%d").to_numpy(),
            "to": weeks["date"].max().dt.strftime("%a %Y-%m-%d").to_numpy(),
            "sessions": weeks.size().to_numpy(),
            "minutes a session": [
                f"{low:.1f}–{high:.1f}"
                for low, high in zip(weeks["minutes_low"].min(), weeks["minutes_high"].max(), strict=True)
            ],
        }
    )


def clients_of(table: pd.DataFrame) -> pd.DataFrame:
    """The triage table in words: shares in percent, the change in points with its interval; lower is better."""
    return pd.DataFrame(
        {
            "client": table["client"].astype("str"),
            "triage": table["triage"].astype("str"),
            "reason": table["reason"].astype("str"),
            "sessions done": [f"{n} of {due}" for n, due in zip(table["n_done"], table["n_due"], strict=True)],
            "share (95 %)": _with_interval(table, "share_done", "{:.0%}"),
            "tightness (95 %)": _with_interval(table, "difference", "{:+.1f}"),
        }
    )


def _with_interval(table: pd.DataFrame, name: str, form: str) -> list[str]:
    columns = (table[name], table[f"{name}_low"], table[f"{name}_high"])
    return [
        "–" if pd.isna(value) else f"{form} ({form} to {form})".format(value, low, high).replace("-", "−")
        for value, low, high in zip(*columns, strict=True)
    ]


def show_accounting(log: rb.Log) -> None:
    say(log.report, style="bold")
    show(pd.DataFrame(log.report.found().items(), columns=["found", ""]), "What was found out about the file")
    if log.report.reject_groups:
        groups = [(g.n, g.code, g.column, g.example, g.hint) for g in log.report.reject_groups]
        show(
            pd.DataFrame(groups, columns=["rejected", "code", "column", "for example", "what to do"]),
            "Rejected, by reason; nothing of it is counted",
        )
        show(log.rejects[["line", "column", "value", "code"]], "Rejected, line by line")
