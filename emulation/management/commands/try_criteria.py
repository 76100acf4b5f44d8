import json
from pathlib import Path

from clusters.commands import PortalCommand
from emulation import scoring


class Command(PortalCommand):
    help = "Chấm thử một bộ tiêu chí với tệp số liệu, không cần cơ sở dữ liệu. In kết quả JSON."
    usage = "try_criteria BỘ_TIÊU_CHÍ.json SỐ_LIỆU.csv [--half-year]"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("set", help="tệp bộ tiêu chí (JSON)")
        parser.add_argument("results", help="tệp số liệu (CSV)")
        parser.add_argument("--half-year", action="store_true", help="chấm như kỳ 6 tháng")

    def handle(self, *, set, results, half_year, **options):  # noqa: A002
        try:
            criteria_set = scoring.read_set(self.content(set))
            contestants = scoring.read_results(self.content(results), criteria_set)
        except (scoring.SetFaults, scoring.ResultsFaults) as refusal:
            self.refuse(*refusal.faults)
        outcomes = scoring.score(criteria_set, contestants, half_year)
        printed = scoring.as_json(criteria_set, outcomes, half_year)
        self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=1))

    def content(self, name):
        try:
            return Path(name).read_bytes()
        except OSError as fault:
            self.refuse(f"{name}: không đọc được tệp ({fault.strerror}).")
