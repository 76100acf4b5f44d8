from clusters import audit
from clusters.commands import PortalCommand


class Command(PortalCommand):
    help = "Khóa các dòng nhật ký đã ổn định thành khối; chạy theo lịch, chạy lại không hại."
    usage = "seal_audit"

    def handle(self, **options):
        done = audit.seal()
        self.stdout.write(f"Đã khóa {done} dòng. Đầu khối: {audit.head_code() or 'chưa có'}.")
