"""People who are there already get the key by which the search finds them."""

from django.db import migrations

from clusters.text import search_key


def fill(apps, schema_editor):
    user_model = apps.get_model("clusters", "User")
    for user in user_model._base_manager.only("pk", "full_name"):
        key = search_key(user.full_name)[:600]
        user_model._base_manager.filter(pk=user.pk).update(search_key=key)


class Migration(migrations.Migration):
    dependencies = [("clusters", "0013_specialists")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
