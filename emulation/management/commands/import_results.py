from pathlib import Path

from clusters.commands import PortalCommand
from clusters.models import Cluster, User
from emulation import scoring
from emulation.models import ClusterPeriod, CriteriaSet
from emulation.past_results import import_results
from emulation.workflow import Refused


class Command(PortalCommand):
    help = "Nhập kết quả của một kỳ đã qua (CSV như try_criteria) thành kỳ đã chốt, đã công bố."
    usage = "import_results MÃ_KỲ TỆP.csv --cluster MÃ_CỤM --set MÃ_BỘ --by TÊN_ĐĂNG_NHẬP"

    def add_arguments(self, parser):
        parser.add_argument("period", help="mã kỳ, ví dụ 2018-Y hoặc 2019-H1")
        parser.add_argument("file", help="tệp CSV: unit,criterion,target,actual,points,level,…")
        parser.add_argument("--cluster", help="mã cụm; bỏ trống khi chỉ có một cụm")
        parser.add_argument("--set", dest="code", help="mã bộ tiêu chí; bỏ trống khi chỉ có một")
        parser.add_argument("--by", help="tên đăng nhập của cán bộ tỉnh ghi trong nhật ký")

    def handle(self, *, period, file, cluster, code, by, **options):
        place = self.only(Cluster.objects.in_order(), cluster, "cụm", "--cluster")
        kept = self.criteria_set(place, period, code)
        try:
            read = scoring.read_results(Path(file).read_bytes(), kept.plain)
            part = import_results(
                cluster=place, criteria_set=kept, code=period, contestants=read, by=self.person(by)
            )
        except OSError as fault:
            self.refuse(f"Không đọc được tệp {file}: {fault.strerror}.")
        except scoring.ResultsFaults as refusal:
            self.refuse(*refusal.faults)
        except Refused as refusal:
            self.refuse(str(refusal))
        self.stdout.write(f"Đã nhập kết quả {len(read)} đơn vị: {part}, đã chốt và công bố.")

    def criteria_set(self, cluster, period, code):
        """The set of the planned period; else the newest version of `code`, or the only set."""
        part = (
            ClusterPeriod.objects.with_names().filter(cluster=cluster, period__code=period).first()
        )
        if part:
            return part.criteria_set
        sets = CriteriaSet.objects.in_use()
        codes = sorted(set(sets.values_list("code", flat=True)))
        if code is None and len(codes) != 1:
            self.refuse(f"Chọn bộ tiêu chí bằng --set: {', '.join(codes) or 'chưa có bộ nào'}.")
        kept = sets.filter(code=code or codes[0]).newest_first().first()
        return kept or self.refuse(f"Không có bộ tiêu chí “{code}” đang dùng.")

    def only(self, known, code, word, option):
        """The record of that code, or the single one there is."""
        found = list(known.filter(code=code) if code else known)
        if code and not found:
            self.refuse(f"Không có {word} “{code}”.")
        if len(found) != 1:
            codes = ", ".join(record.code for record in found) or "chưa có"
            self.refuse(f"Chọn {word} bằng {option}: {codes}.")
        return found[0]

    def person(self, name):
        """Who is named in the history: an active account of the province."""
        known = [user for user in User.objects.filter(is_active=True) if user.is_provincial]
        found = [user for user in known if name is None or user.username == name]
        if not found:
            self.refuse("Chọn tài khoản của cơ quan thường trực bằng --by.")
        return found[0]
