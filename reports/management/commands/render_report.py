import errno
import os
import tempfile
from pathlib import Path

from django.utils import timezone

from clusters.commands import PortalCommand
from emulation.models import ClusterPeriod
from reports.models import Report
from reports.pdf import PdfFault, render_pdf
from reports.rendering import TEMPLATE
from reports.summary import build_summary


class Command(PortalCommand):
    help = "Tạo báo cáo của một cụm trong một kỳ thành tệp PDF, không cần tiến trình nền."
    usage = "render_report --cluster MÃ_CỤM --period MÃ_KỲ --output TỆP.pdf"

    def add_arguments(self, parser):
        parser.add_argument("--cluster", required=True, help="mã cụm, ví dụ bk-htp")
        parser.add_argument("--period", required=True, help="mã kỳ, ví dụ 2020-H1")
        parser.add_argument("--output", required=True, help="tệp PDF được ghi")
        parser.add_argument(
            "--issuer", choices=Report.IssuerKind.values, default="province", help="ai ban hành"
        )

    def handle(self, *, cluster, period, output, issuer, **options):
        parts = ClusterPeriod.objects.standing().with_names()
        part = parts.filter(cluster__code=cluster, period__code=period).first()
        if part is None:
            self.refuse(f"Không có kỳ {period} của cụm {cluster}.")
        same = Report.objects.filter(cluster_period=part, issuer_kind=issuer)
        last = same.last() or Report(cluster_period=part, issuer_kind=issuer)
        texts = {name: getattr(last, name) for name in Report.TEXTS}
        try:
            summary = build_summary(part, last.issuer, texts, now=timezone.now())
            pdf = render_pdf(TEMPLATE, summary=summary)
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
