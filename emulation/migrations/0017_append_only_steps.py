"""Steps of sheets and periods are only added to; the database itself refuses the rest."""

from django.db import migrations

from clusters.append_only import protect


class Migration(migrations.Migration):
    dependencies = [("emulation", "0016_reminders")]

    operations = [protect("emulation_sheetstep", "emulation_clusterperiodstep")]
