"""A certificate authority of the tests' own, and PDFs signed by it."""

import io
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from clusters.tests import made_files


def _name(common):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(common, key, issuer, issuer_key, *, is_root):
    start = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=20_000))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_root, content_commitment=not is_root,
                key_encipherment=False, data_encipherment=False, key_agreement=False,
                key_cert_sign=is_root, crl_sign=is_root, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    return made.sign(issuer_key, hashes.SHA256())


class Authority:
    """A root and one person with a certificate under it."""

    def __init__(self, signer="Người ký (mẫu)"):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.root = _certificate("CA mẫu", self.key, "CA mẫu", self.key, is_root=True)
        self.person_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person = _certificate(signer, self.person_key, "CA mẫu", self.key, is_root=False)

    @property
    def root_pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def sign(self, pdf: bytes | None = None) -> bytes:
        """The PDF with the person's signature."""
        from asn1crypto import keys
        from asn1crypto import x509 as asn1

        der = serialization.Encoding.DER
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        store = SimpleCertificateStore.from_certs(
            [asn1.Certificate.load(self.root.public_bytes(der))]
        )
        signer = signers.SimpleSigner(
            signing_cert=asn1.Certificate.load(self.person.public_bytes(der)),
            signing_key=keys.PrivateKeyInfo.load(self.person_key.private_bytes(der, form, plain)),
            cert_registry=store,
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf or made_files.pdf()))
        meta = signers.PdfSignatureMetadata(field_name="ChuKy1")
        return signers.sign_pdf(writer, meta, signer=signer).getvalue()
