import sys

from django.core.management.base import BaseCommand

from clusters.supervisor import PortRefused, serve


class Command(BaseCommand):
    help = "Chạy cổng: máy chủ web và tiến trình nền. Ctrl-C dừng cả hai."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host, port, **options):
        try:
            code = serve(host, port, say=self.stdout.write)
        except PortRefused as fault:
            self.stderr.write(str(fault))
            code = 1
        sys.exit(code)
