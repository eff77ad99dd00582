"""Every setting of the product, read from the environment or `.env`, and nowhere else."""

import hashlib
import os
import re
import secrets
import tempfile
from contextlib import suppress
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, HttpUrl, TypeAdapter, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ENV_FILE = ".env"
SECRETS = ("secret_key", "metrics_token", "embedding_key", "sorting_key")
"""Settings whose value is never shown."""
URLS = ("database_url", "redis_url")
"""Settings whose value may hold a password."""


class LogFormat(StrEnum):
    PLAIN = "plain"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LiveLayer(StrEnum):
    LEAN = "lean"
    STOCK = "stock"


class LedgerHash(StrEnum):
    SHA256 = "sha256"
    SM3 = "sm3"


class Settings(BaseSettings):
    """Settings of one process; the process does not start with an invalid value."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(Path("var"), description="Folder of the database, the secret key and the files.")
    key_dir: Path | None = Field(
        None,
        description="Folder of the keys that seal ballots and sign the ledger; empty: keys in the data folder. "
        "Never part of a backup of ours; web processes on several machines share it.",
    )
    database_url: str = Field(
        "",
        repr=False,
        description="SQLAlchemy URL; empty means SQLite in the data folder. PostgreSQL: postgresql+psycopg://…",
    )
    redis_url: str = Field("", repr=False, description="Redis for several web processes; empty when there is one.")
    host: str = Field("127.0.0.1", description="Address the web process listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the web process listens on.")
    public_url: str = Field("", description="Address residents use, for links and QR codes; empty: as requested.")
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Further web origins that may connect to the board, separated by commas."
    )
    secret_key: str = Field(
        "",
        repr=False,
        description="Key that signs cookies, of at least 32 characters; empty: made once and kept in the data folder.",
    )
    log_format: LogFormat = Field(LogFormat.PLAIN, description="plain for a terminal, json for a collector.")
    log_level: LogLevel = Field(LogLevel.INFO, description="Least severe line logged: DEBUG, INFO, WARNING or ERROR.")
    beat_ms: int = Field(
        200, ge=0, le=5000, description="Time between two snapshots of one topic (ms); small rooms hear sooner."
    )
    live_layer: LiveLayer = Field(
        LiveLayer.LEAN, description="lean: WebSockets of our own; stock: those of python-engineio."
    )
    seat_days: int = Field(30, ge=1, le=400, description="Days a resident's seat stays signed in on a phone.")
    staff_hours: int = Field(12, ge=1, le=720, description="Hours a staff sign-in lasts.")
    staff_idle_minutes: int = Field(
        240, ge=10, le=43200, description="Minutes after which a staff sign-in that nobody uses ends."
    )
    link_hours: int = Field(24, ge=1, le=720, description="Hours a one-time sign-in link lasts.")
    token_days: int = Field(365, ge=1, le=3650, description="Days an API token lasts unless its maker says otherwise.")
    rate_writes: int = Field(10, ge=1, le=1000, description="Writes a second that one seat may send, on average.")
    request_kb: int = Field(256, ge=16, le=20480, description="Largest request body taken (KB).")
    upload_kb: int = Field(8192, ge=16, le=20480, description="Largest body taken where files are imported (KB).")
    is_tls: bool = Field(
        False,
        description="Served over TLS: cookies become __Host- and Secure; browsers come by TLS alone for a year, "
        "to subdomains too (HSTS).",
    )
    metrics_token: str = Field(
        "",
        repr=False,
        description="Asked of /metrics as `Authorization: Metrics …`, of at least 16 characters; empty: only this "
        "machine may ask.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="Proxies before the web process whose X-Forwarded-For and -Proto count."
    )
    security_log_days: int = Field(
        180, ge=180, le=3650, description="Days that entries of the security log are kept; the law asks for 180."
    )
    export_days: int = Field(7, ge=1, le=90, description="Days an export that the worker has made can be fetched.")
    ledger_hash: LedgerHash = Field(
        LedgerHash.SHA256,
        description="Hash function of ledger chains that are begun from now on: sha256 or sm3 (GB/T 32905).",
    )
    embedding_url: str = Field(
        "",
        description="OpenAI-compatible service of your own that gives vectors, up to and without /embeddings "
        "(https://…/v1); empty: computed on this machine. Texts are sent there with personal data removed.",
    )
    embedding_model: str = Field("", validate_default=True, description="Name of the model at EMBEDDING_URL.")
    embedding_key: str = Field("", repr=False, description="Key that EMBEDDING_URL asks for; empty: none.")
    sorting_url: str = Field(
        "",
        description="OpenAI-compatible service of your own that sorts cards under names, up to and without "
        "/chat/completions (https://…/v1); empty: sorted on this machine. Texts are sent there with personal data "
        "removed.",
    )
    sorting_model: str = Field("", validate_default=True, description="Name of the chat model at SORTING_URL.")
    sorting_key: str = Field("", repr=False, description="Key that SORTING_URL asks for; empty: none.")
    with_worker: bool = Field(True, description="serve starts a background worker of its own.")

    @field_validator("data_dir", "key_dir")
    @classmethod
    def _check_folder(cls, value: Path | None) -> Path | None:
        return None if value is None else _checked_folder(value)

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(map(_checked_origin, value))
        except ValueError:
            raise ValueError("must be addresses such as https://hall.example.org, separated by commas") from None

    @field_validator("public_url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        return _checked_origin(value) if value else ""

    @field_validator("host")
    @classmethod
    def _check_host(cls, value: str) -> str:
        if not re.fullmatch(r"[\w.:%-]+", value, re.ASCII):
            raise ValueError("must be an address or a name of this machine, such as 127.0.0.1")
        return value

    @field_validator("secret_key")
    @classmethod
    def _check_secret(cls, value: str) -> str:
        if value and (len(value) < 32 or len(set(value)) < 8):
            raise ValueError("must have at least 32 characters, of which 8 differ")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _check_token(cls, value: str) -> str:
        if value and not re.fullmatch(r"[!-~]{16,}", value):
            raise ValueError("must have at least 16 letters, digits and signs without spaces")
        return value

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, value: str) -> str:
        return _checked_redis(value) if value else ""

    @field_validator("embedding_url", "sorting_url")
    @classmethod
    def _check_service(cls, value: str) -> str:
        return _checked_service(value) if value else ""

    @field_validator("embedding_key", "sorting_key")
    @classmethod
    def _check_key(cls, value: str) -> str:
        if not value.isascii() or any(sign.isspace() or not sign.isprintable() for sign in value):
            raise ValueError("must be letters, digits and signs without spaces")
        return value

    @field_validator("embedding_model", "sorting_model")
    @classmethod
    def _check_model(cls, value: str, info: ValidationInfo) -> str:
        address = str(info.field_name).replace("_model", "_url")
        if info.data.get(address) and not value:
            raise ValueError(f"must name a model of {address.upper()}")
        return value

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, value: str) -> str:
        return _checked_database(value) if value else ""

    @field_validator("ledger_hash")
    @classmethod
    def _check_hash(cls, value: LedgerHash) -> LedgerHash:
        if value.value not in hashlib.algorithms_available:
            raise ValueError(f"must be a hash function of this Python, which has no {value.value}")
        return value

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'liangting.sqlite').resolve()}"

    @property
    def keys(self) -> Path:
        """Folder of the key files."""
        return self.key_dir or self.data_dir / "keys"

    @property
    def exports(self) -> Path:
        """Folder of the exports that the worker has made."""
        return self.data_dir / "exports"

    @property
    def papers(self) -> Path:
        """Folder of the files of final papers and of the scans of signed ones, which backups hold too."""
        return self.data_dir / "papers"

    def of_member(self, port: int) -> "Settings":
        """Return the settings of one of several web processes, listening on `port` behind a proxy on this machine."""
        own = {"host": "127.0.0.1", "port": port, "with_worker": False, "trusted_proxies": 1}
        return self.model_copy(update=own)

    def keep_secret(self) -> str:
        """Return the key that signs cookies: SECRET_KEY, or one made at the first start, which only the owner may read.

        The key that is made stays in the data folder.
        """
        if self.secret_key:
            return self.secret_key
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.data_dir / "secret_key"
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        return path.read_text().strip()


def _checked_folder(value: Path) -> Path:
    """Return a folder with `~` written out; the folder may not exist yet."""
    try:
        folder = value.expanduser()
        is_usable = folder.is_dir() or not folder.exists()
    except (OSError, RuntimeError, ValueError):
        is_usable = False
    if not is_usable:
        raise ValueError("must be a folder")
    return folder


def _checked_origin(value: str) -> str:
    """Return the address of a site, in the form in which browsers send it as origin."""
    try:
        url = TypeAdapter(HttpUrl).validate_python(value)
    except ValidationError:
        raise ValueError("must be an address such as https://hall.example.org") from None
    if url.username or url.password or url.query or url.fragment or url.path != "/":
        raise ValueError("must be an address alone, such as https://hall.example.org, without a path")
    return str(url).rstrip("/")


def _checked_redis(value: str) -> str:
    try:
        url = urlsplit(value)
        is_whole = bool(url.path if url.scheme == "unix" else url.hostname) and url.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or url.scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must be an address such as redis://127.0.0.1:6379/0")
    return value


def _checked_database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError("must be an address such as postgresql+psycopg://name:password@host:5432/database") from None
    if url.get_backend_name() == "sqlite" and (url.query or not url.database):
        raise ValueError("must name a file after sqlite:///, without options")
    return value


def _checked_service(value: str) -> str:
    """Return the address of a service that texts may be sent to: over TLS, or on this machine or its own network."""
    try:
        url = TypeAdapter(HttpUrl).validate_python(value)
    except ValidationError:
        raise ValueError("must be an address such as https://models.example.org/v1") from None
    if url.username or url.password or url.query or url.fragment:
        raise ValueError("must be an address alone, without a name, a password, ? or #")
    if url.scheme == "http" and not _is_near(url.host or ""):
        raise ValueError("must start with https:// unless it is on this machine or a private address")
    return str(url).rstrip("/")


def _is_near(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_private
    except ValueError:
        return False


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner can read; when several processes write at once, the first file stays."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        Path(draft).unlink()


def shown_value(settings: Settings, name: str) -> str:
    """Return the value of a setting as it may be shown: without secrets, and with `***` for a password in a URL.

    A password ends at the last `@`, because passwords are often written with an `@` that should be percent-encoded.
    """
    value = _shown(getattr(settings, name)).encode("utf-8", "backslashreplace").decode()
    if name in SECRETS and value:
        return "(set)"
    if name in URLS:
        value = re.sub(r"(?<=://)([^:@]*):.*@", r"\1:***@", value, flags=re.DOTALL)
        return re.sub(r"([?&][^=&]*pass[^=&]*=)[^&]*", r"\1***", value, flags=re.IGNORECASE)
    return value


def describe_settings() -> list[tuple[str, str, str]]:
    """Return (name, default, description) of every setting, in the order declared."""
    fields = Settings.model_fields
    return [(name.upper(), _shown(field.default), field.description or "") for name, field in fields.items()]


def _shown(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
