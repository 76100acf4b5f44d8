"""Tables that are only added to: triggers refuse every change, deletion and emptying of their rows.

On SQLite a migration that remakes such a table drops its triggers; protect it again afterwards
(a test looks after all migrations whether every table still has them).
"""

from django.db import migrations

WORDS = "rows of this table are only added to"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION portal_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '%: {WORDS}', TG_TABLE_NAME; END $$"
)


def protection(vendor, table) -> list[str]:
    """The statements that protect a table on a kind of database."""
    if vendor == "postgresql":
        return [
            _FUNCTION,
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION portal_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {WORDS}'); END"
        for act in ("UPDATE", "DELETE")
    ]


def lifting(vendor, table) -> list[str]:
    """The statements that take the protection off again."""
    names = ("append_only", "no_truncate") if vendor == "postgresql" else ("no_update", "no_delete")
    where = f" ON {table}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {table}_{name}{where}" for name in names]


def run(connection, statements) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def protect(*tables) -> migrations.RunPython:
    """The migration that protects tables; backwards it lifts the protection."""

    def forwards(apps, schema_editor):
        connection = schema_editor.connection
        for table in tables:
            run(connection, protection(connection.vendor, table))

    def backwards(apps, schema_editor):
        connection = schema_editor.connection
        for table in tables:
            run(connection, lifting(connection.vendor, table))

    return migrations.RunPython(forwards, backwards)
