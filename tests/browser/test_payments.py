"""Payments in a real browser: pim prepares, petra releases and downloads, the statement of the bank is read."""

from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from grants.money import format_euros
from grants.payments.models import Batch, Order
from portal.realm import within
from tests import payments
from tests.browser.conftest import Look, Site
from tests.browser.pages import everywhere, press
from tests.grants.payments.rows import granted
from tests.payments import Booked, camt, out

Open = Callable[..., Look]


def prepared_by_pim(look: Look) -> str:
    """Prepare what is ticked and put it in a batch; return where the batch stands."""
    assert look.open("/payments/to-pay/") == 200
    assert everywhere(look) == []
    press(look, "main form button[type=submit]")
    assert look.page.url.endswith("/payments/prepared/")
    assert everywhere(look) == []
    press(look, "main form button[type=submit]")
    assert "/payments/batches/" in look.page.url
    assert look.page.locator("a[href$='/release/']").count() == 0
    assert everywhere(look) == []
    return look.page.url.removeprefix(look.site.url)


def test_one_payer_prepares_another_releases_and_the_bank_tells(
    site: Site, browser_page: Open, tmp_path: Path
) -> None:
    at = timezone.now()
    with within(site.world.city.public_id):
        payments.account(site.world.city, at=at)
        for _one in range(2):
            granted(site.world)
    path = prepared_by_pim(browser_page(site.world.known("pim")))

    batch = Batch.objects.get(public_id=path.split("/")[3])
    assert batch.count >= 2

    petra = browser_page(site.world.known("petra"))
    assert petra.open(path) == 200
    assert everywhere(petra) == []
    press(petra, "a[href$='/release/']")
    button = petra.page.locator("main form button[type=submit]")
    assert button.inner_text() == f"Geef {batch.count} betalingen vrij: {format_euros(batch.cents)}"
    assert everywhere(petra) == []
    press(petra, "main form button[type=submit]")
    with petra.page.expect_download() as download:
        petra.page.locator("a[href$='/file/']").click()
    batch.refresh_from_db()
    assert Path(download.value.path()).read_text(encoding="utf-8") == batch.file
    assert everywhere(petra) == []

    read_by(petra, batch, tmp_path / "afschrift.xml")


def read_by(petra: Look, batch: Batch, statement: Path) -> None:
    """Read the statement that tells that the batch was paid, with a line that nobody knows."""
    told = [
        *(out(one) for one in Order.objects.filter(batch=batch)),
        Booked(3_50, text="Onbekend", reference="BROWSER"),
    ]
    statement.write_bytes(camt(told, number="BROWSER-1", on=timezone.localdate()))
    petra.open("/payments/statements/")
    petra.page.set_input_files("input[type=file]", statement)
    press(petra, "main form button[type=submit]")
    assert everywhere(petra) == []
    assert petra.page.locator("#unmatched-caption").count() == 1
    press(petra, "main a[href*='/payments/lines/']")
    assert everywhere(petra) == []
    petra.page.check("input[value=fee]")
    press(petra, "main form button[type=submit]")
    assert petra.page.url.endswith("/payments/unmatched/")
    assert everywhere(petra) == []
