from datetime import timedelta

from django.utils import timezone

from clusters.commands import PortalCommand
from emulation import evidence


class Command(PortalCommand):
    help = "Xóa hẳn tệp minh chứng đã gỡ và chưa từng nộp cùng bảng; chạy hằng ngày."
    usage = "purge_evidence [--days SỐ_NGÀY]"

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=30, help="gỡ đã quá số ngày này")

    def handle(self, *, days, **options):
        if days < 0:
            self.refuse("--days phải từ 0 trở lên.")
        gone = evidence.purge(before=timezone.now() - timedelta(days=days))
        self.stdout.write(f"Đã xóa {gone} tệp.")
