import json
from dataclasses import replace

from clusters.commands import PortalCommand
from emulation import scoring
from emulation.actions import standings
from emulation.models import ClusterPeriod


class Command(PortalCommand):
    help = "In xếp hạng của một cụm trong một kỳ theo điểm thẩm định (JSON)."
    usage = "ranking --cluster MÃ_CỤM --period MÃ_KỲ"

    def add_arguments(self, parser):
        parser.add_argument("--cluster", required=True, help="mã cụm, ví dụ bk-htp")
        parser.add_argument("--period", required=True, help="mã kỳ, ví dụ 2020-H1")

    def handle(self, *, cluster, period, **options):
        known = ClusterPeriod.objects.standing().with_names()
        part = known.filter(cluster__code=cluster, period__code=period).first()
        if part is None:
            self.refuse(f"Không có kỳ {period} của cụm {cluster}.")
        outcomes = [
            line.outcome
            if line.approved
            else replace(line.outcome, rank=None, tied=False, incomplete=True)
            for line in standings(part)
        ]
        printed = scoring.as_json(part.criteria_set.plain, outcomes, part.half_year)
        self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=1))
