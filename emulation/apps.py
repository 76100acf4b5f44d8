from django.apps import AppConfig


class EmulationConfig(AppConfig):
    name = "emulation"
    verbose_name = "Thi đua"

    def ready(self):
        from clusters import audit, audit_log, desk
        from emulation import rights
        from emulation.due import calendar, leaf_tasks, leave_word, sheet_tasks, step_tasks
        from emulation.due_cross_check import check_tasks
        from emulation.due_hearing import hearing_tasks
        from emulation.due_targets import target_tasks
        from emulation.hits import sheet_hits
        from emulation.log_lines import SOURCES
        from emulation.models import ClusterPeriodStep, SheetStep
        from emulation.overviews import next_opening, own_steps, states

        audit.register(ClusterPeriodStep, SheetStep)
        for source in SOURCES:
            audit_log.register(source)
        desk.register(sheet_tasks)
        desk.register(step_tasks)
        desk.register(leaf_tasks)
        desk.register(hearing_tasks)
        desk.register(check_tasks)
        desk.register(target_tasks)
        desk.register_hand_over(leave_word)
        desk.register_overview(own_steps)
        desk.register_overview(states)
        desk.register_empty_words(next_opening)
        desk.register_calendar(calendar)
        desk.register_finder(sheet_hits)
        desk.register_links(
            desk.Link(
                "Kỳ thi đua", "Kỳ, hạn, mở kỳ, chỉ tiêu", "period-admin", rights.may_see_periods
            ),
            desk.Link("Bộ tiêu chí", "Tiêu chí và cách chấm", "criteria-sets", lambda user: True),
        )
