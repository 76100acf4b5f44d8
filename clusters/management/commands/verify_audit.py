from clusters import audit
from clusters.commands import PortalCommand


class Command(PortalCommand):
    help = "Kiểm tra nhật ký đã khóa: sửa, xóa, chèn, đổi chỗ, cắt đuôi đều bị phát hiện."
    usage = "verify_audit"

    def handle(self, **options):
        found = audit.verify()
        if found.faults:
            self.refuse(*found.faults)
        self.stdout.write(
            f"Nhật ký nguyên vẹn: {found.sealed} dòng trong {found.blocks} khối, "
            f"{found.waiting} dòng chờ khóa. Đầu khối: {audit.head_code() or 'chưa có'}."
        )
