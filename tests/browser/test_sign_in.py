"""Every way in, in a real browser: password, mailed code, authenticator app, passkey; and out again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.post.models import Message
from tests.browser.conftest import Look, Site
from tests.make import person
from wijkraden.people.models import User

Open = Callable[..., Look]
PASSWORD = "demo-portal"


@pytest.fixture
def visitor(site: Site, request: pytest.FixtureRequest) -> User:
    """Someone with a password and an account of her own, so that no other test meets her second factors."""
    name = request.node.name.removeprefix("test_").replace("_", "-")[:40]
    user = person(name, at=timezone.now())
    User.objects.filter(pk=user.pk).update(language="en")
    return User.objects.get(pk=user.pk)


def type_password(page: Page, user: User) -> None:
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def app_code(secret: str, step: int = 1) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step])))


def has_no_complaints(look: Look) -> None:
    assert look.complaints == []


def test_password(browser_page: Open, visitor: User) -> None:
    look = browser_page(None)
    look.open("/account/")
    type_password(look.page, visitor)

    expect(look.page.locator("h1")).to_have_text("My account")
    has_no_complaints(look)


def test_wrong_password_says_so_and_keeps_the_address(browser_page: Open, visitor: User) -> None:
    look = browser_page(None)
    look.open("/accounts/login/")
    look.page.fill("input[name=login]", visitor.email)
    look.page.fill("input[name=password]", "wrong")
    look.page.press("input[name=password]", "Enter")

    expect(look.page.locator("#error-summary")).to_be_visible()
    expect(look.page.locator("input[name=login]")).to_have_value(visitor.email)


def test_mailed_code(browser_page: Open, visitor: User) -> None:
    look = browser_page(None)
    look.open("/accounts/login/code/?next=/account/")
    look.page.fill("input[name=email]", visitor.email)
    look.page.press("input[name=email]", "Enter")
    expect(look.page.locator("input[name=code]")).to_be_visible()
    text = Message.objects.get(to=visitor, kind="accounts.login_code").plain_text
    code = next(word for word in text.split() if "-" in word and word.isupper())
    look.page.fill("input[name=code]", code)
    look.page.press("input[name=code]", "Enter")

    expect(look.page.locator("h1")).to_have_text("My account")
    has_no_complaints(look)


def test_authenticator_app_and_recovery_code(browser_page: Open, visitor: User) -> None:
    look = browser_page(None)
    page = look.page
    look.open("/accounts/2fa/totp/activate/")
    type_password(page, visitor)
    expect(page.locator("img.qr")).to_be_visible()
    secret = page.locator("#authenticator_secret").inner_text()
    page.fill("input[name=code]", app_code(secret, 0))
    page.press("input[name=code]", "Enter")
    expect(page.locator("#recovery_codes li")).to_have_count(10)
    recovery = page.locator("#recovery_codes li").first.inner_text()
    has_no_complaints(look)

    for code in (app_code(secret, 1), recovery):
        again = browser_page(None)
        again.open("/accounts/login/?next=/account/")
        type_password(again.page, visitor)
        expect(again.page.locator("input[name=code]")).to_be_visible()
        again.page.fill("input[name=code]", code)
        again.page.press("input[name=code]", "Enter")
        expect(again.page.locator("h1")).to_have_text("My account")
        has_no_complaints(again)


def test_passkey(browser_page: Open, visitor: User) -> None:
    look = browser_page(None)
    page = look.page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    look.open("/accounts/2fa/webauthn/add/")
    type_password(page, visitor)
    page.fill("input[name=name]", "My telephone")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    expect(page.locator("#recovery_codes")).to_be_visible()
    page.context.clear_cookies()

    look.open("/accounts/login/?next=/account/")
    page.click("#passkey_login")

    expect(page.locator("h1")).to_have_text("My account")
    has_no_complaints(look)


def test_sign_out(browser_page: Open, visitor: User) -> None:
    look = browser_page(visitor)
    look.open("/accounts/logout/")
    look.page.click("main form button:has-text('Sign out')")
    look.open("/account/")

    expect(look.page.locator("input[name=password]")).to_be_visible()


def test_session_that_ends_while_typing(browser_page: Open, visitor: User) -> None:
    look = browser_page(visitor)
    page = look.page
    look.open("/account/details/")
    page.fill("input[name=phone]", "06 12341234")
    page.context.clear_cookies(name="sessionid")
    page.click("main form.form button.nl-button--primary")
    expect(page.locator(".messages [role=status], .messages [role=alert]")).to_be_visible()
    type_password(page, visitor)

    expect(page.locator("input[name=phone]")).to_have_value("06 12341234")
    assert User.objects.get(pk=visitor.pk).phone == ""
    page.click("main form.form button.nl-button--primary")
    expect(page.locator("h1")).to_have_text("My account")
    assert User.objects.get(pk=visitor.pk).phone == "06 12341234"


def test_warning_before_the_session_ends(browser_page: Open, visitor: User, site: Site) -> None:
    from django.contrib.sessions.models import Session

    key = site.session_of(visitor)
    look = browser_page(visitor)
    look.page.clock.install()
    look.open("/account/")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() + timedelta(minutes=5))
    look.page.clock.fast_forward("00:31")
    warning = look.page.locator("[role=alert].session-warning")
    expect(warning).to_contain_text("You will soon be signed out.")
    warning.locator("button").click()

    expect(warning).to_contain_text("You stay signed in.")
    assert (Session.objects.get(pk=key).expire_date - timezone.now()).total_seconds() > 11 * 3600
