"""Microsoft Forms: a row an answer, with the time it was begun and sent; its checkboxes are joined with `;`."""

from rbtools.log.formats.export import Export

EXPORT = Export(
    title="a Microsoft Forms export, one row an answer",
    known_by=(("start_time", "startzeit", "begintijd", "heure_de_debut", "hora_de_inicio", "ora_di_inizio"),
              ("completion_time", "fertigstellungszeit", "tijd_van_voltooien", "heure_de_fin", "hora_de_finalizacion",
               "ora_di_completamento")),
    fields={
        "performed_at": ("completion_time", "fertigstellungszeit", "tijd_van_voltooien", "heure_de_fin",
                         "hora_de_finalizacion", "ora_di_completamento"),
    },
    others=True,
)  # fmt: skip
