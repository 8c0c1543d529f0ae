"""Tables of an office, written into a folder."""

PRESENCES = "month,municipality,reception,permit_type,family_type,households,people,ends\n"
DECISIONS = "month,municipality,permit_type,family_type,households\n"
NOTICES = "exit_month,municipality,reception,permit_type,family_type,households\n"
VACANCIES = "month,reception,places\n"
HEADS = {"presences": PRESENCES, "decisions": DECISIONS, "notices": NOTICES, "vacancies": VACANCIES}


def write(folder, **tables):
    """Write tables given as rows; return the folder."""
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(HEADS[name] + "".join(f"{row}\n" for row in rows))
    return folder
