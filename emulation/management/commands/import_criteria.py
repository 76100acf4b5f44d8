from pathlib import Path

from clusters.commands import PortalCommand
from emulation import scoring
from emulation.actions import keep_set


class Command(PortalCommand):
    help = "Nhập bộ tiêu chí từ tệp JSON thành một phiên bản dự thảo mới."
    usage = "import_criteria TỆP.json"

    def add_arguments(self, parser):
        parser.add_argument("file", help="tệp bộ tiêu chí")

    def handle(self, *, file, **options):
        try:
            plain = scoring.read_set(Path(file).read_bytes())
        except OSError as fault:
            self.refuse(f"{file}: không đọc được tệp ({fault.strerror}).")
        except scoring.SetFaults as refusal:
            self.refuse(*refusal.faults)
        kept, is_new = keep_set(plain=plain, by=None)
        said = "Đã nhập" if is_new else "Đã có sẵn, nội dung không đổi:"
        self.stdout.write(f"{said} {kept.code}, bản {kept.version}.")
