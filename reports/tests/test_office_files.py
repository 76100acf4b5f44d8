"""Word and Excel files open in LibreOffice and say there what the PDF says."""

import shutil
import subprocess

import pytest

from reports.tests.factories import make_part
from reports.tests.test_issued_reports import issued, read
from reports.tests.test_paper import flat

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice"),
]


def opened(content, name, folder):
    """The text of a file after LibreOffice has opened it and printed it."""
    (folder / name).write_bytes(content)
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*office, "--convert-to", "pdf", "--outdir", str(folder), str(folder / name)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    printed = (folder / name).with_suffix(".pdf")
    tool = ["pdftotext", "-layout", str(printed), "-"]
    return flat(subprocess.run(tool, capture_output=True, check=True, text=True).stdout)


@pytest.mark.parametrize("units", [3, 20])
def test_office_programs_open_the_files(units, tmp_path):
    report = issued(make_part(units=units))
    names = [row.unit_name for row in report.cluster_period.placings.all()]
    word = opened(read(report.word), "a.docx", tmp_path)
    book = opened(read(report.book), "b.xlsx", tmp_path)
    assert all(name in word and name in book for name in names)
    assert f"Mã {report.code}" in word
