"""A year's row keeps the half-year's figure that it began with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("emulation", "0010_verifiers")]

    operations = [
        migrations.AddField(
            model_name='scoreentry',
            name='half_actual',
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='thực hiện 6 tháng đầu năm'),
        ),
    ]
