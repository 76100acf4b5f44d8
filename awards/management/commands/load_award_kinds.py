from django.core.management.base import BaseCommand

from awards.actions import load_kinds


class Command(BaseCommand):
    help = "Nạp danh mục danh hiệu thi đua, hình thức khen thưởng. Chạy lại không tạo trùng."

    def handle(self, **options):
        self.stdout.write(f"{load_kinds()} danh hiệu, hình thức khen thưởng.")
