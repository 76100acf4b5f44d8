import django.db.models.deletion
import reports.models.reports
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("reports", "0004_fill_codes_and_periods")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="code",
            field=models.CharField(default=reports.models.reports.new_code, max_length=9, unique=True, verbose_name="mã tra cứu"),
        ),
        migrations.AlterField(
            model_name="report",
            name="period",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="emulation.period"),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cluster_period__isnull', False), ('scope', 'cluster'), ('sheet', None)), models.Q(('cluster_period', None), ('issuer_kind', 'province'), ('scope', 'province'), ('sheet', None)), models.Q(('cluster_period__isnull', False), ('issuer_kind', 'unit'), ('scope', 'unit'), ('sheet__isnull', False)), _connector='OR'), name='report_scope_has_its_subject'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('issued_at', None), models.Q(('is_provisional', False), ('state', 'ready'), models.Q(('snapshot', ''), _negated=True)), _connector='OR'), name='report_issued_is_whole'),
        ),
    ]
