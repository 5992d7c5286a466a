import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.demo_secrets import demo_secrets
from portal.settings import BASE_DIR

SOUND = {
    "PORTAL_SECRET_KEY": "s" * 50,
    "PORTAL_FIELD_KEYS": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
    "PORTAL_HASH_KEY": "h" * 40,
    "PORTAL_URL": "https://wijkbudget.example",
    "PORTAL_MAIL": "smtp://localhost:25",
    "PORTAL_MAIL_FROM": "Wijkbudget <post@wijkbudget.example>",
    "PORTAL_SECURITY_CONTACT": "mailto:security@wijkbudget.example",
}

_LONG = "an-0ld-k3y-w1th-m4ny-d1ff3r3nt-s1gns-4nd-m0re-0f-th3m-t0-be-s4f3"


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_SECRET_KEY", ""),
        ("PORTAL_SECRET_KEY", "short"),
        ("PORTAL_HASH_KEY", "short"),
        ("PORTAL_FIELD_KEYS", "not-a-key"),
        ("PORTAL_URL", "http://wijkbudget.example"),
        ("PORTAL_HOSTS", "*"),
        ("PORTAL_PROXIES", "yes"),
        ("PORTAL_OLD_SECRET_KEYS", "short"),
        ("PORTAL_DEMO", "perhaps"),
        ("PORTAL_MAIL", ""),
        ("PORTAL_MAIL", "carrier-pigeon://x"),
        ("PORTAL_MAIL_FROM", ""),
        ("DATABASE_URL", "nonsense"),
        ("PORTAL_S3_BUCKET", "bucket-without-keys"),
        ("PORTAL_STRIPE_KEY", "sk_test_without_the_secret_of_the_webhook"),
        ("PORTAL_STRIPE_WEBHOOK_SECRET", "whsec_without_the_key"),
        ("PORTAL_NAME_CHECK", "nowhere.Bank"),
        ("PORTAL_NAME_CHECK", "grants.payments.name_check_demo.DemoBanks"),
    ],
)
def test_a_missing_or_unsafe_setting_stops_the_start_with_a_sentence_that_names_it(
    tmp_path: Path, name: str, value: str
) -> None:
    done = start(tmp_path, **{**SOUND, name: value})
    lines = done.stderr.strip().splitlines()
    named = "PORTAL_S3_ACCESS_KEY" if name == "PORTAL_S3_BUCKET" else name
    assert (done.returncode, len(lines)) == (1, 1), done.stderr
    assert lines[0].startswith("The portal does not start.")
    assert named in lines[0]


@pytest.mark.parametrize(
    "name", ["PORTAL_SECRET_KEY", "PORTAL_FIELD_KEYS", "PORTAL_HASH_KEY", "PORTAL_URL", "PORTAL_MAIL",
             "PORTAL_MAIL_FROM", "PORTAL_SECURITY_CONTACT"],
)  # fmt: skip
def test_a_setting_that_is_not_set_is_called_so(tmp_path: Path, name: str) -> None:
    done = start(tmp_path, **{other: value for other, value in SOUND.items() if other != name})
    assert done.returncode == 1
    assert f"{name} is not set. Set {name}" in done.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("f" * 50)
    without = {name: value for name, value in SOUND.items() if name != "PORTAL_SECRET_KEY"}
    assert start(tmp_path, **without, PORTAL_SECRET_KEY_FILE=str(secret)).returncode == 0
    assert start(tmp_path, **without, PORTAL_SECRET_KEY_FILE=str(tmp_path / "none")).returncode == 1


def test_a_key_of_stripe_for_real_money_is_for_no_demo_and_a_public_key_is_none(tmp_path: Path) -> None:
    webhook = {"PORTAL_STRIPE_WEBHOOK_SECRET": "whsec_1"}
    for told, environment in {
        "PORTAL_STRIPE_KEY is for real money": {"PORTAL_STRIPE_KEY": "sk_live_1", "PORTAL_DEMO": "1"},
        "PORTAL_STRIPE_KEY is no secret key": {"PORTAL_STRIPE_KEY": "pk_live_1", **SOUND},
    }.items():
        done = start(tmp_path, **environment, **webhook)
        assert (done.returncode, told in done.stderr) == (1, True), done.stderr
    assert start(tmp_path, **SOUND, **webhook, PORTAL_STRIPE_KEY="rk_live_1").returncode == 0
    for secrets, code in (("whsec_1 whsec_2", 0), ("whsec_1 other", 1)):
        keys = {"PORTAL_STRIPE_KEY": "rk_live_1", "PORTAL_STRIPE_WEBHOOK_SECRET": secrets}
        assert start(tmp_path, **SOUND, **keys).returncode == code


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
    old = "o" * 40

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
            "PORTAL_SECRET_KEY": _LONG,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
