from pathlib import Path

from django.core.management import call_command

from clusters import backups
from clusters.commands import PortalCommand


class Command(PortalCommand):
    help = "Nạp lại một bản sao vào cổng trống; --replace thay dữ liệu đang có."
    usage = "restore THƯ_MỤC [--replace]"

    def add_arguments(self, parser):
        parser.add_argument("folder", help="thư mục do lệnh backup tạo")
        parser.add_argument("--replace", action="store_true", help="thay dữ liệu đang có")

    def handle(self, *, folder, replace, **options):
        try:
            made = backups.restore(Path(folder), replace=replace, say=self.stdout.write)
        except (backups.BackupFault, OSError) as fault:
            self.refuse(str(fault))
        call_command("migrate", verbosity=0)
        rows = sum(made["rows"].values())
        self.stdout.write(f"Đã nạp lại {rows} dòng từ bản sao lúc {made['made_at']}.")
