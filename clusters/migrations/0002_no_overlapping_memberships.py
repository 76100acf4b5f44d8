"""PostgreSQL itself refuses two leads at one date, and a unit twice in a cluster at once.

The same rules are in Membership.clean; SQLite has no exclusion constraints, nothing is done there.
"""

from django.db import migrations

SPAN = "daterange(active_from, active_to, '[]')"
FORWARD = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"""ALTER TABLE clusters_membership ADD CONSTRAINT membership_one_lead_at_a_time
        EXCLUDE USING gist (cluster_id WITH =, {SPAN} WITH &&) WHERE (role = 'lead')""",
    f"""ALTER TABLE clusters_membership ADD CONSTRAINT membership_unit_once_at_a_time
        EXCLUDE USING gist (cluster_id WITH =, unit_id WITH =, {SPAN} WITH &&)""",
]
BACKWARD = [
    "ALTER TABLE clusters_membership DROP CONSTRAINT membership_unit_once_at_a_time",
    "ALTER TABLE clusters_membership DROP CONSTRAINT membership_one_lead_at_a_time",
]


def run(statements):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("clusters", "0001_people_units_clusters")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
