from pathlib import Path

from clusters import backups
from clusters.commands import PortalCommand


class Command(PortalCommand):
    help = "Chép cơ sở dữ liệu và tệp của cổng ở một thời điểm vào một thư mục trống."
    usage = "backup THƯ_MỤC"

    def add_arguments(self, parser):
        parser.add_argument("folder", help="thư mục trống, hoặc chưa có")

    def handle(self, *, folder, **options):
        try:
            made = backups.backup(Path(folder), say=self.stdout.write)
        except (backups.BackupFault, OSError) as fault:
            self.refuse(str(fault))
        if made["missing"]:
            names = ", ".join(made["missing"][:5])
            self.refuse(f"Đã chép, nhưng thiếu {len(made['missing'])} tệp trên đĩa: {names}.")
        rows = sum(made["rows"].values())
        self.stdout.write(f"Đã chép {rows} dòng và {len(made['sums'])} tệp vào {folder}.")
