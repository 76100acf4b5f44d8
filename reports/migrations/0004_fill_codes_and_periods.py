"""Each report gets the code in its foot, and the period of what it is about."""

import secrets

from django.db import migrations


def fill(apps, schema_editor):
    Report = apps.get_model("reports", "Report")
    for report in Report.objects.select_related("cluster_period"):
        digits = secrets.token_hex(4).upper()
        report.code = f"{digits[:4]}-{digits[4:]}"
        report.period_id = report.cluster_period.period_id
        report.save(update_fields=["code", "period"])


class Migration(migrations.Migration):

    dependencies = [("reports", "0003_report_scopes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
