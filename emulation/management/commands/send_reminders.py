from clusters.commands import PortalCommand
from emulation.reminders import send_due


class Command(PortalCommand):
    help = "Gửi các nhắc việc đến hạn hôm nay; chạy lại không gửi trùng."
    usage = "send_reminders"

    def handle(self, **options):
        self.stdout.write(f"Đã nhắc {send_due()} người.")
