import os
import sys

from clusters.commands import PortalCommand
from reports.demo import communes as demo_communes
from reports.demo import loader


class Command(PortalCommand):
    help = "Nạp tỉnh mẫu (số liệu minh họa) vào cơ sở dữ liệu trống. Chạy lại không tạo trùng."
    usage = "load_demo [--complete] [--communes]"

    def add_arguments(self, parser):
        parser.add_argument(
            "--complete", action="store_true", help="duyệt, thông báo và chốt kỳ 2020-H1"
        )

        parser.add_argument(
            "--communes",
            action="store_true",
            help="thêm 100 xã, phường mẫu ở mười cụm, kỳ 2026-H1 (mất vài phút)",
        )

    def handle(self, *, complete, communes, **options):
        try:
            password = loader.load(os.environ.get("DEMO_PASSWORD"))
        except loader.NotEmpty:
            self.stderr.write(
                "Cơ sở dữ liệu đã có đơn vị hoặc tài khoản; không nạp tỉnh mẫu vào đây."
            )
            sys.exit(1)
        if complete:
            loader.complete()
        self.stdout.write(self.said(password))
        if communes:
            self.stdout.write(self.said_of_communes())

    def said_of_communes(self):
        made = demo_communes.load()
        names = "Tài khoản: xa-1-1 … xa-10-10, tinh-2. Mật khẩu như các tài khoản mẫu khác."
        return (
            f"Đã thêm {made} bảng của các xã, phường mẫu. {names}"
            if made
            else (f"Các xã, phường mẫu đã có. {names}")
        )

    def said(self, password):
        names = "tinh cum-truong cum-pho bac-kan ba-be bach-thong cho-don cho-moi na-ri ngan-son"
        names += " pac-nam lanh-dao so-tai-chinh quan-tri kiem-tra"
        if password is None:
            return f"Tỉnh mẫu đã có. Tài khoản: {names}. Mật khẩu: như khi nạp lần đầu."
        return f"Đã nạp tỉnh mẫu (số liệu minh họa). Tài khoản: {names}. Mật khẩu: {password}"
