"""An objection in a real browser, at both widths: entered by an officer, heard and decided by joris, read by a link."""

from collections.abc import Callable

from grants.decisions.flows import decide
from grants.decisions.models import Decision, Objection
from portal.post.models import Message
from portal.realm import within
from tests import decisions, proposals
from tests.browser.conftest import Look, Site
from tests.browser.pages import everywhere, press
from tests.grants.decisions.rows_of_objections import token_in

Open = Callable[..., Look]
SEND = "main form[method=post] button[type=submit]"


def refused(site: Site) -> Decision:
    """Return a refusal that daan told."""
    world = site.world
    with within(world.city.public_id):
        decisions.mandate(world.city, at=world.at)
        district = world.city.districts.get(slug="delfshaven-schiemond")
        made = proposals.reviewed(district, title="Bezwaar in de browser", cents=2_600_00, at=world.at)
        waits = decisions.prepared(made, decisions.a_refusal(), at=world.at)
        decide(waits, by=world.known("daan"), at=world.at)
    return Decision.objects.get(pk=waits.pk)


def test_otto_enters_an_objection_and_joris_decides_on_it(site: Site, browser_page: Open) -> None:
    world, refusal = site.world, refused(site)
    otto = browser_page(world.known("otto"))
    otto.open(f"/decisions/{refusal.public_id}/")
    press(otto, "main a[href$='/objection/']")
    assert everywhere(otto) == []
    otto.page.fill("textarea[name=text]", "De actie past juist goed bij de doelen.")
    press(otto, SEND)
    assert everywhere(otto) == []
    entered = Objection.objects.get(decision=refusal)

    joris = browser_page(world.known("joris"))
    joris.open("/home/")
    assert everywhere(joris) == []
    press(joris, f"main a[href$='/objections/{entered.public_id}/']")
    assert everywhere(joris) == []
    press(joris, "main a[href$='/hearing/']")
    assert everywhere(joris) == []
    joris.page.select_option("select[name=not_heard]", "waived")
    press(joris, SEND)
    press(joris, "main a[href$='/decide/']")
    assert everywhere(joris) == []
    press(joris, SEND)
    assert everywhere(joris) == []
    joris.page.check("input[name=outcome][value=upheld]")
    joris.page.fill("textarea[name=reasons]", "De weging klopte niet.")
    press(joris, "button[name=preview]")
    assert joris.page.locator("article.letter").count() == 1
    assert everywhere(joris) == []
    press(joris, SEND)
    assert everywhere(joris) == []

    entered.refresh_from_db()
    refusal.refresh_from_db()
    assert (entered.outcome, refusal.replaced_at) == ("upheld", entered.decided_at)
    told = Message.objects.get(kind="decisions.objection_letter", about_id=entered.public_id)
    visitor = browser_page(None)
    assert visitor.open(f"/objections/letter/{token_in(told.plain_text)}/") == 200
    assert everywhere(visitor) == []
