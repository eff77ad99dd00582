"""Only a service with a certificate that this machine trusts gets any text."""

import datetime
import ipaddress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from nlp.embedding import Endpoint, EndpointEmbedder, EndpointError
from tests.nlp.embedding.stand_in import embed_well, serving


def test_a_certificate_of_its_own_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = _self_signed(tmp_path)
    with serving(embed_well, certificate) as server:
        url = server.url.replace("http:", "https:")
        with pytest.raises(EndpointError, match="certificate"):
            EndpointEmbedder(Endpoint(url, "m", "secret")).embed(["停车位不够"])
        assert server.received == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # what makes OpenSSL trust it
        assert EndpointEmbedder(Endpoint(url, "m")).embed(["停车位不够"]).shape == (1, 3)
        with pytest.raises(EndpointError, match="certificate"):
            EndpointEmbedder(Endpoint(url.replace("127.0.0.1", "localhost"), "m")).embed(["停车位不够"])


def _self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stand-in")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(written + certificate.public_bytes(serialization.Encoding.PEM))
    return path
