"""The development PKI: what is made is enough, guarded, and works over a real connection."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from certs.cities import development_organ, parse_cities, parse_organs
from certs.folder import write
from certs.pki import make_pki, public_bytes
from federation.errors import InvalidInput, Reason
from federation.ids import KeyId, Locality, Place, Uscc
from federation.trust.dsse import parse_roots
from federation.trust.identity import peer_identity
from federation.trust.publication import parse_directory
from federation.trust.suites import SoftwareSigner

SHANTOU, XIAN = Locality("440500"), Locality("610100")
NOW = datetime(2026, 3, 2, 8, 30, 15, 500_000, tzinfo=UTC)
CITIES = ["440500=127.0.0.1:7441", "610100=node.xian.example:7442"]
NODE_FILES = {"ca.pem", "node.pem", "node-key.pem", "log-key.pem", "directory.json", "roots.json"}


def made(folder: Path, *, now=NOW, cities=CITIES, organs=None, force=False) -> Path:
    write(folder, make_pki(parse_cities(cities, organs or {}), now=now, days=365), force=force)
    return folder


def command(*arguments, cwd):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "COLUMNS": "120"}
    return subprocess.run(
        [sys.executable, "-m", "certs", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_a_node_gets_exactly_what_it_needs(tmp_path):
    """Six files per city; root and authority keys stay outside."""
    made(tmp_path)
    for locality in (SHANTOU, XIAN):
        assert {path.name for path in (tmp_path / locality).iterdir()} == NODE_FILES
    assert {path.name for path in (tmp_path / "roots").iterdir()} == {
        f"root-{number}.pem" for number in (1, 2, 3)
    }


def test_secrets_are_for_their_owner_only(tmp_path):
    """Every private key is mode 0600 in a folder of mode 0700; nothing else holds one."""
    made(tmp_path)
    for path in tmp_path.rglob("*"):
        if path.is_dir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        elif b"PRIVATE KEY" in path.read_bytes():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert path.name.endswith("key.pem") or path.parent.name == "roots"


def test_a_certificate_names_one_member_and_serves_both_ends(tmp_path):
    """SAN identity, local names, the host given; end entity; signature only; both usages; its time."""
    made(tmp_path)
    node = certificate(tmp_path / XIAN / "node.pem")
    names = node.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert peer_identity(names.get_values_for_type(x509.UniformResourceIdentifier)) == XIAN
    assert names.get_values_for_type(x509.DNSName) == ["610100.kuayu", "localhost", "node.xian.example"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]
    assert set(node.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CLIENT_AUTH,
    }
    assert not node.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = node.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_cert_sign) == (True, False)
    assert node.not_valid_before_utc <= NOW <= node.not_valid_after_utc
    authority = certificate(tmp_path / "ca/ca.pem")
    node.verify_directly_issued_by(authority)
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_directory_lists_what_the_folders_hold(tmp_path):
    """A node's own log key is the one listed for it, from now; its copy is the directory."""
    made(tmp_path)
    envelope = (tmp_path / "directory.json").read_bytes()
    for locality in (SHANTOU, XIAN):
        folder = tmp_path / locality
        assert (folder / "directory.json").read_bytes() == envelope
        roots = parse_roots((folder / "roots.json").read_bytes())
        directory = parse_directory(envelope, roots=roots)
        signer = SoftwareSigner.from_pem((folder / "log-key.pem").read_bytes(), key_id=KeyId("mine"))
        key = directory.signing_key(locality, [public_bytes(signer)], NOW)
        assert key.valid_from == NOW.replace(microsecond=0)
        assert directory.member(locality).endpoints == (CITIES[locality == XIAN].split("=")[1],)
    assert (len(roots.keys), roots.threshold) == (3, 2)
    assert directory.version == 1
    assert directory.expires - directory.issued_at == timedelta(days=365)


def test_organs_come_from_the_file_and_else_are_made_up(tmp_path):
    """Several rows of one organ are one organ with several places; a city not named gets its own."""
    code = next(iter(development_organ(XIAN, "西安市")))
    rows = [
        {"uscc": code, "name": "西安市民政局", "place": place, "role": "handling"}
        for place in ("610100", "610103", "610103")
    ]
    organs = parse_organs(json.dumps({"610100": rows}).encode())
    folder = made(tmp_path, organs=organs)
    roots = parse_roots((folder / "roots.json").read_bytes())
    directory = parse_directory((folder / "directory.json").read_bytes(), roots=roots)
    organ = directory.member(XIAN).organs[Uscc(code)]
    assert (organ.name, organ.places) == ("西安市民政局", (Place("610100"), Place("610103")))
    (own,) = directory.member(SHANTOU).organs.values()
    assert "开发用" in own.name
    assert directory.speaks_for(SHANTOU, own.uscc)
    assert not directory.speaks_for(XIAN, own.uscc)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"6101": []}',
        '{"610100": [{"uscc": "116101000061010036", "name": "x", "place": "610100"}]}',
        '{"610100": [], "610100": []}',
    ],
)
def test_an_organs_file_with_a_fault_is_refused(text):
    """A wrong check character, a city twice, another shape: CONFIG, nothing made."""
    with pytest.raises(InvalidInput) as refused:
        parse_organs(text.encode())
    assert refused.value.reason is Reason.CONFIG


def test_one_organ_has_one_name():
    """Two names under one code are a fault in the file."""
    code = next(iter(development_organ(XIAN, "西安市")))
    rows = [{"uscc": code, "name": name, "place": "610100"} for name in ("甲", "乙")]
    with pytest.raises(InvalidInput, match=r"two names"):
        parse_organs(json.dumps({"610100": rows}).encode())


@pytest.mark.parametrize(
    "options",
    [
        ["440500"],
        ["440500="],
        ["440500=127.0.0.1"],
        ["440500=http://127.0.0.1:1"],
        ["44050=127.0.0.1:1"],
        ["440500=127.0.0.1:1", "440500=127.0.0.1:2"],
    ],
)
def test_a_city_option_with_a_fault_is_refused(options):
    """Another form, or one city twice."""
    with pytest.raises(InvalidInput):
        parse_cities(options, {})


def test_nothing_is_overwritten_unless_forced(tmp_path):
    """One file there already: none is written; with force all are new."""
    made(tmp_path)
    before = (tmp_path / SHANTOU / "log-key.pem").read_bytes()
    (tmp_path / "ca/ca.pem").unlink()
    with pytest.raises(InvalidInput, match=r"file exists"):
        made(tmp_path)
    assert not (tmp_path / "ca/ca.pem").exists()
    assert (tmp_path / SHANTOU / "log-key.pem").read_bytes() == before
    made(tmp_path, force=True)
    assert (tmp_path / SHANTOU / "log-key.pem").read_bytes() != before


def test_two_runs_share_no_key(tmp_path):
    """Every key is fresh."""
    first, second = made(tmp_path / "a"), made(tmp_path / "b")
    keys = [path.read_bytes() for one in (first, second) for path in one.rglob("*key*.pem")]
    assert len(set(keys)) == len(keys)


def test_the_command_makes_a_pki_and_says_what(tmp_path):
    """One command, a table, Chinese first; a second run refuses with both sentences and code 2."""
    done = command("--out", "pki", "--city", CITIES[0], "--city", CITIES[1], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "汕头市" in done.stdout
    assert "仅供开发" in done.stdout
    assert {path.name for path in (tmp_path / "pki" / SHANTOU).iterdir()} == NODE_FILES
    again = command("--out", "pki", "--city", CITIES[0], cwd=tmp_path)
    assert again.returncode == 2
    assert "配置有误" in again.stderr
    assert "--force" in again.stderr
    assert "Traceback" not in again.stderr


def test_the_command_says_what_is_missing(tmp_path):
    """Without cities, with a wrong port, or with a missing file: a reason and nothing written."""
    for arguments, reason in (
        (["--out", "pki"], "VALUE_MISSING"),
        (["--out", "pki", "--city", "440500=127.0.0.1:99999"], "DIRECTORY_INVALID"),
        (["--out", "pki", "--city", CITIES[0], "--organs", "none.json"], "CONFIG"),
        (["rotate", "--dir", "pki", "--city", "440500"], "CONFIG"),
    ):
        done = command(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert reason in done.stderr
        assert not (tmp_path / "pki").exists()


async def test_two_nodes_meet_over_mtls_and_know_each_other(tmp_path):
    """Over gRPC with these certificates the server reads the caller's SAN; without a certificate nobody enters."""
    made(tmp_path, now=datetime.now(UTC), cities=["440500=127.0.0.1:1", "610100=127.0.0.1:2"])
    seen: list[str] = []

    class Who(grpc.GenericRpcHandler):
        def service(self, details):
            del details

            async def answer(request, context):
                names = context.auth_context()["x509_subject_alternative_name"]
                seen.append(peer_identity(name.decode() for name in names))
                return request

            return grpc.unary_unary_rpc_method_handler(answer)

    def read(locality, name):
        return (tmp_path / locality / name).read_bytes()

    server = grpc.aio.server(handlers=[Who()])
    credentials = grpc.ssl_server_credentials(
        [(read(XIAN, "node-key.pem"), read(XIAN, "node.pem"))],
        root_certificates=read(XIAN, "ca.pem"),
        require_client_auth=True,
    )
    port = server.add_secure_port("127.0.0.1:0", credentials)
    await server.start()
    try:
        own = grpc.ssl_channel_credentials(
            read(SHANTOU, "ca.pem"), read(SHANTOU, "node-key.pem"), read(SHANTOU, "node.pem")
        )
        async with grpc.aio.secure_channel(f"127.0.0.1:{port}", own) as channel:
            assert await channel.unary_unary("/x/y")(b"hello", timeout=10) == b"hello"
        assert seen == [SHANTOU]
        anonymous = grpc.ssl_channel_credentials(read(SHANTOU, "ca.pem"))
        async with grpc.aio.secure_channel(f"127.0.0.1:{port}", anonymous) as channel:
            with pytest.raises(grpc.aio.AioRpcError):
                await channel.unary_unary("/x/y")(b"hello", timeout=10)
        assert seen == [SHANTOU]
    finally:
        await server.stop(None)


def test_the_certificates_satisfy_the_strictest_reader(tmp_path):
    """The chain passes a verifier of the Web PKI profile (RFC 5280)."""
    made(tmp_path, now=datetime.now(UTC))
    verifier = (
        x509.verification.PolicyBuilder()
        .store(x509.verification.Store([certificate(tmp_path / SHANTOU / "ca.pem")]))
        .build_server_verifier(x509.DNSName("localhost"))
    )
    assert verifier.verify(certificate(tmp_path / SHANTOU / "node.pem"), [])
