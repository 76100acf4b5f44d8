from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "awards"
    verbose_name = "Khen thưởng"

    def ready(self):
        from awards.hits import decision_hits
        from clusters import desk

        desk.register_finder(decision_hits)
