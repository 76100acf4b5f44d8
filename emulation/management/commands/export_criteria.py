from clusters.commands import PortalCommand
from emulation.models import CriteriaSet


class Command(PortalCommand):
    help = "In bộ tiêu chí dạng JSON (criteria-set/1), mặc định bản mới nhất."
    usage = "export_criteria MÃ [--version-number SỐ]"

    def add_arguments(self, parser):
        parser.add_argument("code", help="mã bộ tiêu chí")
        parser.add_argument("--version-number", type=int, help="phiên bản")

    def handle(self, *, code, version_number, **options):
        sets = CriteriaSet.objects.filter(code=code).newest_first()
        if version_number is not None:
            sets = sets.filter(version=version_number)
        found = sets.first()
        if found is None:
            self.refuse(f"Không có bộ tiêu chí {code}.")
        self.stdout.write(found.document, ending="")
