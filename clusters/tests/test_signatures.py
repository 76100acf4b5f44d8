"""Signatures of uploaded PDFs are shown for what they are: whole or broken, known or not."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clusters import files
from clusters.files.signatures import read_signatures, trusted_roots
from clusters.tests import made_files
from clusters.tests.made_signatures import Authority


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(scope="module")
def signed(authority):
    return authority.sign()


def facts(content, roots=()):
    return [(s.signer, s.is_intact, s.is_trusted) for s in read_signatures(content, list(roots))]


def test_an_unsigned_file_has_none():
    assert read_signatures(made_files.pdf(), []) == []


def test_a_signature_is_trusted_only_under_a_root_in_the_folder(signed, authority, tmp_path):
    assert facts(signed) == [("Người ký (mẫu)", True, False)]
    (tmp_path / "goc.pem").write_bytes(authority.root_pem)
    (tmp_path / "doc-lai.txt").write_text("không phải chứng thư")
    roots = trusted_roots(tmp_path)
    assert facts(signed, roots) == [("Người ký (mẫu)", True, True)]
    assert "tệp nguyên vẹn từ khi ký" in read_signatures(signed, roots)[0].sentence


def test_a_file_changed_after_signing_is_shown_as_broken(signed):
    changed = signed.replace(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 500 842 ]")
    assert changed != signed
    assert facts(changed) == [("Người ký (mẫu)", False, False)]
    assert "đã bị sửa sau khi ký" in read_signatures(changed, [])[0].sentence


def test_a_signed_file_is_taken_as_it_is(signed):
    assert files.accept(SimpleUploadedFile("a.pdf", signed)).content == signed


def test_a_signature_that_cannot_be_read_is_said_to_be_so(signed):
    spoilt = signed.replace(b"/ByteRange", b"/ByteRagne")
    read_signatures(spoilt, [])
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.save(out)
    assert [s.is_intact for s in read_signatures(out.getvalue(), [])] == [False]
