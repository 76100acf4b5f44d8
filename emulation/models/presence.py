"""Who has a sheet open for writing."""

from django.db import models

from emulation.models.sheets import ScoreSheet


class Presence(models.Model):
    """Who has a sheet open for writing: told to the others, never a lock."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="presences")
    user = models.ForeignKey("clusters.User", models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "user"], name="presence_once_a_person")
        ]

    def __str__(self):
        return f"{self.user}"
