"""The history is only added to; the database itself refuses the rest."""

from django.db import migrations

from clusters.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("clusters", "0011_seals")]

    operations = [protect("clusters_change")]
