import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.demo_secrets import demo_secrets
from portal.settings import BASE_DIR

SOUND = {
    "PORTAL_SECRET_KEY": "an-0ld-k3y-w1th-m4ny-d1ff3r3nt-s1gns-4nd-m0re-0f-th3m-t0-be-s4f3",
    "PORTAL_FIELD_KEYS": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
    "PORTAL_HASH_KEY": "h4sh-k3y-0f-whlch-n0b0dy-c4n-gu3ss-4-s1ngl3-s1gn",
    "PORTAL_URL": "https://wijkbudget.example",
    "PORTAL_MAIL": "smtp://localhost:25",
    "PORTAL_MAIL_FROM": "Wijkbudget <post@wijkbudget.example>",
    "PORTAL_SECURITY_CONTACT": "mailto:security@wijkbudget.example",
}


def start(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check` with this environment alone."""
    path = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env={**path, "PORTAL_DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_sound_settings_it_starts(tmp_path: Path) -> None:
    done = start(tmp_path, **SOUND)
    assert (done.returncode, done.stderr) == (0, "")


def refused(monkeypatch: pytest.MonkeyPatch, folder: Path, environment: Mapping[str, str]) -> str:
    """Return the sentence with which the settings refuse this environment, "" when they do not."""
    with monkeypatch.context() as context:
        for name in [one for one in os.environ if one.startswith("PORTAL_")] + ["DATABASE_URL"]:
            context.delenv(name, raising=False)
        for name, value in ({"PORTAL_DATA_DIR": str(folder)} | dict(environment)).items():
            context.setenv(name, value)
        try:
            runpy.run_path(str(BASE_DIR / "portal" / "settings.py"))
        except ImproperlyConfigured as error:
            return str(error)
    return ""


UNSAFE = [
    ("PORTAL_SECRET_KEY", ""),
    ("PORTAL_SECRET_KEY", "short-but-0f-m4ny-s1gns"),
    ("PORTAL_SECRET_KEY", "x" * 50),
    ("PORTAL_SECRET_KEY", " \t" * 25),
    ("PORTAL_HASH_KEY", "short"),
    ("PORTAL_HASH_KEY", SOUND["PORTAL_SECRET_KEY"]),
    ("PORTAL_FIELD_KEYS", "not-a-key"),
    ("PORTAL_OLD_SECRET_KEYS", "short"),
    ("PORTAL_URL", "http://wijkbudget.example"),
    ("PORTAL_URL", "https://"),
    ("PORTAL_URL", "https://wijk budget"),
    ("PORTAL_URL", "https://wijkbudget.example/in/a/folder"),
    ("PORTAL_HOSTS", "*"),
    ("PORTAL_HOSTS", "wijkbudget.example,*.example"),
    ("PORTAL_HOSTS", ""),
    ("PORTAL_PROXIES", "yes"),
    ("PORTAL_DEMO", "perhaps"),
    ("PORTAL_MAIL", ""),
    ("PORTAL_MAIL", "carrier-pigeon://x"),
    ("PORTAL_MAIL", "smtp://"),
    ("PORTAL_MAIL", "filemail:///var/mail"),
    ("PORTAL_MAIL", "consolemail://"),
    ("PORTAL_MAIL", "smtp://user:password@mail.example:25"),
    ("PORTAL_MAIL_FROM", ""),
    ("PORTAL_MAIL_FROM", "Wijkbudget"),
    ("PORTAL_MAIL_FROM", "Post <post@wijkbudget.example>\nBcc: all@else.example"),
    ("PORTAL_SECURITY_CONTACT", "security@wijkbudget.example"),
    ("PORTAL_SECURITY_CONTACT", "https://wijkbudget.example\nExpires: never"),
    ("PORTAL_LOG_LEVEL", "loud"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "postgresql://"),
    ("DATABASE_URL", "sqlite://:memory:"),
    ("PORTAL_S3_BUCKET", "bucket-without-keys"),
    ("PORTAL_STRIPE_KEY", "sk_test_without_the_secret_of_the_webhook"),
    ("PORTAL_STRIPE_WEBHOOK_SECRET", "whsec_without_the_key"),
]


def test_a_missing_or_unsafe_setting_stops_the_start_with_a_sentence_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(monkeypatch, tmp_path, SOUND) == ""
    said = {(name, value): refused(monkeypatch, tmp_path, {**SOUND, name: value}) for name, value in UNSAFE}

    names = {"PORTAL_S3_BUCKET": "PORTAL_S3_ACCESS_KEY"}
    assert {case: told for case, told in said.items() if names.get(case[0], case[0]) not in told} == {}
    assert {told for told in said.values() if "\n" in told or not told.endswith(".")} == set()


def test_a_setting_that_is_not_set_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = {name: {one: SOUND[one] for one in SOUND if one != name} for name in SOUND}

    said = {name: refused(monkeypatch, tmp_path, rest).split(" (")[0] for name, rest in without.items()}

    assert said == {name: f"{name} is not set. Set {name}" for name in SOUND}


def test_a_store_and_a_mail_server_that_are_near_may_speak_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"PORTAL_S3_BUCKET": "files", "PORTAL_S3_ACCESS_KEY": "a", "PORTAL_S3_SECRET_KEY": "b"}
    far, near = {"PORTAL_S3_URL": "http://store.example"}, {"PORTAL_S3_URL": "http://127.0.0.1:9000"}

    assert "PORTAL_S3_URL must start with https://" in refused(
        monkeypatch, tmp_path, {**SOUND, **keys, **far}
    )
    assert refused(monkeypatch, tmp_path, {**SOUND, **keys, **near}) == ""
    assert refused(monkeypatch, tmp_path, {**SOUND, "PORTAL_MAIL": "smtp://user:password@localhost:25"}) == ""
    assert (
        refused(monkeypatch, tmp_path, {**SOUND, "PORTAL_MAIL": "smtp+tls://user:word@mail.example:587"})
        == ""
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_SECRET_KEY", ""),
        ("PORTAL_NAME_CHECK", "nowhere.Bank"),
        ("PORTAL_NAME_CHECK", "grants.payments.name_check_demo.DemoBanks"),
    ],
)
def test_what_stops_the_start_is_said_in_one_line(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, **{**SOUND, name: value})
    lines = done.stderr.strip().splitlines()
    assert (done.returncode, len(lines)) == (1, 1), done.stderr
    assert lines[0].startswith("The portal does not start.")
    assert name in lines[0]


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SOUND["PORTAL_SECRET_KEY"])
    without = {name: value for name, value in SOUND.items() if name != "PORTAL_SECRET_KEY"}
    assert start(tmp_path, **without, PORTAL_SECRET_KEY_FILE=str(secret)).returncode == 0
    assert start(tmp_path, **without, PORTAL_SECRET_KEY_FILE=str(tmp_path / "none")).returncode == 1


def test_a_key_of_stripe_for_real_money_is_for_no_demo_and_a_public_key_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(**environment: str) -> str:
        return refused(monkeypatch, tmp_path, {"PORTAL_STRIPE_WEBHOOK_SECRET": "whsec_1"} | environment)

    assert "PORTAL_STRIPE_KEY is for real money" in said(PORTAL_STRIPE_KEY="sk_live_1", PORTAL_DEMO="1")
    assert "PORTAL_STRIPE_KEY is no secret key" in said(PORTAL_STRIPE_KEY="pk_live_1", **SOUND)
    live = {"PORTAL_STRIPE_KEY": "rk_live_1", **SOUND}
    assert [said(**live), said(**live, PORTAL_STRIPE_WEBHOOK_SECRET="whsec_1 whsec_2")] == ["", ""]
    assert "holds something that is no signing secret" in said(
        **live, PORTAL_STRIPE_WEBHOOK_SECRET="whsec_1 other"
    )


def test_a_demo_makes_keys_of_its_own_once_and_only_it_can_read_them(tmp_path: Path) -> None:
    assert start(tmp_path, PORTAL_DEMO="1").returncode == 0
    made = (tmp_path / "demo-secrets.json").read_text()
    assert start(tmp_path, PORTAL_DEMO="1").returncode == 0
    assert (tmp_path / "demo-secrets.json").read_text() == made
    assert (tmp_path / "demo-secrets.json").stat().st_mode & 0o077 == 0


def test_processes_that_begin_together_get_the_same_keys(tmp_path: Path) -> None:
    (tmp_path / "demo-secrets.json").touch()  # as one that was killed before it wrote leaves it
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(demo_secrets, [tmp_path] * 8))
    assert {one["PORTAL_HASH_KEY"] for one in found} == {demo_secrets(tmp_path)["PORTAL_HASH_KEY"]}


def test_the_demo_is_refused_without_asking_for_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(tmp_path), **SOUND},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Set PORTAL_DEMO=1" in done.stderr


def value_of(expression: str, folder: Path, **environment: str) -> str:
    """Return what a setting is with this environment alone."""
    done = subprocess.run(
        [sys.executable, "-c", f"from portal import settings; print({expression})"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "PORTAL_DATA_DIR": str(folder), **SOUND, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_what_reaches_beyond_the_portal_must_be_asked_for(tmp_path: Path) -> None:
    asked = (
        "settings.SECURE_HSTS_SECONDS > 0, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS, settings.SECURE_HSTS_PRELOAD, "
        "settings.SECURE_PROXY_SSL_HEADER is None, settings.SECRET_KEY_FALLBACKS"
    )
    old = "an-3arl13r-k3y-th4t-n0b0dy-c4n-gu3ss-e1th3r"

    assert value_of(asked, tmp_path) == "True False False True []"
    wished = {"PORTAL_HSTS_PRELOAD": "1", "PORTAL_PROXIES": "2", "PORTAL_OLD_SECRET_KEYS": f"{old}, {old}"}
    assert value_of(asked, tmp_path, **wished) == f"True True True False ['{old}', '{old}']"


def test_before_the_first_migration_the_check_of_a_deployment_holds(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "PORTAL_DATA_DIR": str(tmp_path),
            **SOUND,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
