"""The build of the PDFs: sound for qpdf, tagged to the last page, outline, language, label."""

import io

import pikepdf
import pytest
from django.utils import timezone

from reports.outlines.paper_of import paper_of
from reports.rendering import report_pdf
from reports.tests.factories import make_part, make_report
from reports.tests.test_kits import content, make_kit, make_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["report", "chair", "members", "clerk"])
def made(request):
    """The bytes of a report, or of one reader's file of a kit."""
    if request.param == "report":
        return report_pdf(paper_of(make_report(make_part(units=12)), now=timezone.now())).content
    return content(make_kit(make_meeting(make_part(units=12))), request.param)


def elements(root):
    """Every structure element below the root."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, pikepdf.Dictionary):
            continue
        if "/S" in one:
            yield one
        below = one.get("/K")
        waiting += list(below) if isinstance(below, pikepdf.Array) else [below]


def test_qpdf_finds_no_fault(made):
    with pikepdf.open(io.BytesIO(made)) as document:
        assert document.check_pdf_syntax() == []


def test_it_is_labelled_tagged_and_speaks_vietnamese(made):
    with pikepdf.open(io.BytesIO(made)) as document:
        root = document.Root
        with document.open_metadata() as facts:
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("3", "A")
            assert facts["dc:title"]
        assert root.MarkInfo.Marked is True
        assert str(root.Lang) == "vi"
        assert "/OutputIntents" in root
        assert all("/StructParents" in page.obj for page in document.pages)
        found = [str(one.S) for one in elements(root.StructTreeRoot)]
        assert {"/Table", "/TR", "/TH", "/TD", "/P"} <= set(found)
        assert "/H1" in found


def test_the_outline_leads_to_pages_in_their_order(made):
    with pikepdf.open(io.BytesIO(made)) as document, document.open_outline() as outline:
        pages = [page.obj.objgen for page in document.pages]
        leads = [pages.index(item.destination[0].objgen) for item in every(outline.root)]
    assert len(leads) > 1
    assert leads == sorted(leads)


def every(items):
    for item in items:
        yield item
        yield from every(item.children)


def test_every_cell_of_a_table_leads_to_its_heads(made):
    with pikepdf.open(io.BytesIO(made)) as document:
        cells = [one for one in elements(document.Root.StructTreeRoot) if str(one.S) == "/TD"]
        heads = {str(one.ID) for one in elements(document.Root.StructTreeRoot) if "/ID" in one}
        for cell in cells:
            kinds = cell.A if isinstance(cell.A, pikepdf.Array) else [cell.A]
            named = [str(head) for kind in kinds for head in kind.get("/Headers", [])]
            assert set(named) <= heads
        assert any("/Headers" in kind for cell in cells for kind in cell.A)
