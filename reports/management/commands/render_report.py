import errno
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from django.utils import timezone

from clusters.commands import PortalCommand
from emulation.models import ClusterPeriod
from reports.models import Report
from reports.outlines.paper_of import paper_of
from reports.pdf import PdfFault
from reports.rendering import report_pdf


class Command(PortalCommand):
    help = "Tạo báo cáo của một cụm trong một kỳ thành tệp PDF, không cần tiến trình nền."
    usage = "render_report --cluster MÃ_CỤM --period MÃ_KỲ --output TỆP.pdf"

    def add_arguments(self, parser):
        parser.add_argument("--cluster", required=True, help="mã cụm, ví dụ bk-htp")
        parser.add_argument("--period", required=True, help="mã kỳ, ví dụ 2020-H1")
        parser.add_argument("--output", required=True, help="tệp PDF được ghi")
        parser.add_argument(
            "--issuer", choices=["cluster", "province"], default="province", help="ai ban hành"
        )

    def handle(self, *, cluster, period, output, issuer, **options):
        parts = ClusterPeriod.objects.standing().with_names()
        part = parts.filter(cluster__code=cluster, period__code=period).first()
        if part is None:
            self.refuse(f"Không có kỳ {period} của cụm {cluster}.")
        report = Report.about(scope=Report.Scope.CLUSTER, issuer_kind=issuer, part=part)
        try:
            # Not kept by the portal, so there is nothing that a code could lead to
            paper = replace(paper_of(report, now=timezone.now()), code="", address="")
            pdf = report_pdf(paper)
            write_whole(Path(output), pdf.content)
        except PdfFault as fault:
            self.refuse(str(fault))
        except OSError as fault:
            self.refuse(f"{output}: không ghi được tệp ({fault.strerror}).")
        self.stdout.write(f"{output}: {pdf.pages} trang.")


def write_whole(path, content):
    """Write beside the goal, then put it in place: there is never half a file, nor a stray one."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "là thư mục")
    with tempfile.NamedTemporaryFile(dir=path.resolve().parent, delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    try:
        Path(part.name).chmod(0o644)
        Path(part.name).replace(path)
    except OSError:
        Path(part.name).unlink(missing_ok=True)
        raise
