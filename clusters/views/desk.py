"""S02: what is due for this person, the earliest first."""

from django.views.generic import TemplateView

from clusters import desk


class MyWork(TemplateView):
    template_name = "clusters/my_work.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        user.desk_memory = {}
        tasks = desk.tasks_for(user)
        own = [task for task in tasks if not task.keeper]
        found = {
            "tasks": own,
            "of_colleagues": [task for task in tasks if task.keeper],
            "overviews": desk.overviews_for(user),
            "empty_words": "" if own else desk.empty_words(user),
            "dates": desk.dates_for(user),
        }
        return super().get_context_data(**kwargs) | found
