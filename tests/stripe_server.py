"""A server that answers as we understand Stripe Connect: with state, keys that count once, refusals and bad lines.

It is ours, and no proof of what Stripe does. What it takes it holds against the SDK's own types, so that a parameter
that Stripe does not have, or one that it must have, is refused here too. Amounts are cents.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import stripe
from stripe import params as shapes

from tests.stripe_wire import Thing, read, write

KEY, SECRET = "sk_test_of_ours", "whsec_of_ours"
VERSION = stripe.api_version
_OPTIONS = frozenset(stripe.RequestOptions.__annotations__)
DROP, LATE, DROP_UNDONE = "drop", "late", "drop undone"  # what a bad line does: after the act, or before it


class Refusal(Exception):
    """What Stripe says instead of doing it."""

    def __init__(
        self, code: str, words: str, *, status: int = 400, kind: str = "invalid_request_error"
    ) -> None:
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": words}}
        super().__init__(words)


@dataclass
class Call:
    """One request as it came in."""

    method: str
    path: str
    params: Thing
    key: str
    account: str


@dataclass
class StripeServer:
    """The state of such a Stripe, and the server in front of it; `with StripeServer() as one`."""

    balance: int = 1_000_000_00
    arrives_at_once: bool = False  # a payout is paid as soon as it is made
    patience: float = 0.5  # what a late answer takes, beyond what the portal waits
    calls: list[Call] = field(default_factory=list)
    things: dict[str, Thing] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)  # of the accounts of recipients
    banks: dict[str, list[Thing]] = field(default_factory=dict)
    shut_out: set[str] = field(default_factory=set)  # accounts that let us do nothing any more
    lacks: set[str] = field(default_factory=set)  # what the key may not do: ends of addresses
    _answers: dict[tuple[str, str], tuple[Thing, int, Thing]] = field(default_factory=dict)
    _trouble: list[tuple[str, str]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __enter__(self) -> StripeServer:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self, "GET")

            def do_POST(self) -> None:
                server.answer(self, "POST")

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its own name for it
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def trouble(self, path: str, how: str) -> None:
        """Let the next request to an address that ends so go wrong: a bad line, or a refusal by its code."""
        self._trouble.append((path, how))

    def forget_keys(self) -> None:
        """Forget what was answered to our keys, as after a day."""
        self._answers.clear()

    def made(self, kind: str) -> list[Thing]:
        """Return what was made of a kind, the first first: "transfer", "payout", "account"."""
        return [one for one in self.things.values() if one["object"] == kind]

    def asked(self, path: str, method: str = "POST") -> list[Call]:
        """Return the requests to an address that ends so."""
        return [one for one in self.calls if one.path.endswith(path) and one.method == method]

    def onboard(self, account: str, *, ending: str, number: str = "") -> None:
        """Let the recipient fill in all that is asked, with a bank account; a number has its own fingerprint."""
        bank = {
            "id": _id("ba"),
            "object": "bank_account",
            "account": account,
            "currency": "eur",
            "country": "NL",
            "last4": ending,
            "fingerprint": f"fp_{number or ending}",
            "default_for_currency": True,
        }
        self.banks[account] = [bank]
        found = self.things[account]
        found |= {"payouts_enabled": True, "details_submitted": True, "capabilities": {"transfers": "active"}}
        found["requirements"] = {"currently_due": [], "disabled_reason": None}

    def restrict(self, account: str) -> None:
        """Let Stripe ask more of a recipient."""
        self.things[account] |= {"payouts_enabled": False, "capabilities": {"transfers": "inactive"}}

    def arrive(self, payout: str) -> None:
        """Let the bank take a payout."""
        self.things[payout]["status"] = "paid"

    def bounce(self, payout: str, code: str = "account_closed") -> None:
        """Let a payout fail, also after it was paid: the money is with the recipient's account again."""
        found = self.things[payout]
        found |= {"status": "failed", "failure_code": code}
        self.balances[found["_account"]] += found["amount"]

    def event(
        self, kind: str, thing: str, *, account: str = "", event_id: str = "", **other: Any
    ) -> tuple[bytes, str]:
        """Return the body of a webhook and its signature; `other` is what it says otherwise than it should."""
        told = {
            "id": event_id or _id("evt"),
            "object": "event",
            "api_version": VERSION,
            "created": int(time.time()),
            "livemode": False,
            "type": kind,
            "data": {"object": _shown(self.things[thing]) if thing in self.things else {"id": thing}},
            **({"account": account} if account else {}),
            **other,
        }
        body = json.dumps(told)
        return body.encode(), signature(body)

    def answer(self, http: BaseHTTPRequestHandler, method: str) -> None:
        """Read a request, do it or not, and answer it or not."""
        where = urlsplit(http.path)
        sent = http.rfile.read(int(http.headers.get("Content-Length") or 0)).decode()
        asked = read(sent if method == "POST" else where.query)
        key = http.headers.get("Idempotency-Key", "")
        call = Call(method, where.path, asked, key, http.headers.get("Stripe-Account", ""))
        how = self._trouble_for(call)
        if how == DROP_UNDONE:
            http.close_connection = True
            return
        with self._lock:
            self.calls.append(call)
            try:
                if http.headers.get("Authorization") != f"Bearer {KEY}":
                    raise Refusal("", "Invalid API Key", status=401)
                if any(call.path.endswith(one) for one in self.lacks):
                    raise Refusal("", "The provided key does not have the required permissions.", status=403)
                status, body = self._once(call, how)
            except Refusal as refusal:
                status, body = refusal.status, refusal.body
        if how == DROP:
            http.close_connection = True
            return
        if how == LATE:
            time.sleep(self.patience)
        try:
            write(http, status, body)
        except OSError:
            http.close_connection = True  # nobody waits any more

    def _trouble_for(self, call: Call) -> str:
        with self._lock:
            for number, (path, _how) in enumerate(self._trouble):
                if call.path.endswith(path) and (call.method == "POST" or path.startswith("GET")):
                    return self._trouble.pop(number)[1]
        return ""

    def _once(self, call: Call, how: str) -> tuple[int, Thing]:
        """Do it, unless that key did: the same request has the same answer, also a refusal; another one is an error."""
        place = (call.account, call.key)
        own = call.method == "POST" and bool(call.key)
        said = {"path": call.path, **call.params}
        if own and place in self._answers:
            before, status, body = self._answers[place]
            if before != said:
                raise Refusal("", "Keys can only be used for the same request.", kind="idempotency_error")
            return status, body
        status, body = 200, {}
        try:
            act = self._act_for(call)  # what does not fit is not kept with the key
        except Refusal as refusal:
            return refusal.status, refusal.body
        try:
            if how not in {"", DROP, LATE}:
                raise Refusal(how, f"Refused: {how}")
            body = _shown(act())
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        if own:
            self._answers[place] = (said, status, body)
        return status, body

    def _act_for(self, call: Call) -> Callable[[], Thing]:
        _root, _v1, *parts = call.path.split("/")
        act: tuple[Any, Callable[[Thing], Thing]]
        match [call.method, *parts]:
            case ["POST", "accounts"]:
                act = shapes.AccountCreateParams, self._make_account
            case ["GET", "accounts", account]:
                act = shapes.AccountRetrieveParams, lambda _asked: self._get(account)
            case ["GET", "accounts", account, "external_accounts"]:
                banks = self.banks.get(account, [])
                act = shapes.AccountExternalAccountListParams, lambda _asked: _list(banks)
            case ["POST", "account_links"]:
                act = shapes.AccountLinkCreateParams, self._make_link
            case ["POST", "transfers"]:
                act = shapes.TransferCreateParams, self._make_transfer
            case ["GET", "transfers"]:
                act = shapes.TransferListParams, self._list_transfers
            case ["GET", "transfers", transfer]:
                act = shapes.TransferRetrieveParams, lambda _asked: self._get(transfer)
            case ["POST", "transfers", transfer, "reversals"]:
                act = shapes.TransferReversalCreateParams, lambda asked: self._reverse(transfer, asked)
            case ["POST", "payouts"]:
                act = shapes.PayoutCreateParams, lambda asked: self._pay_out(call.account, asked)
            case ["GET", "payouts"]:
                mine = [one for one in self.made("payout") if one["_account"] == call.account]
                act = shapes.PayoutListParams, lambda asked: _page(mine[::-1], asked)
            case ["GET", "payouts", payout]:
                act = shapes.PayoutRetrieveParams, lambda _asked: self._get(payout, of=call.account)
            case _:
                raise Refusal("", f"Unrecognized request URL ({call.method}: {call.path}).", status=404)
        return self._checked(call, *act)

    def _checked(self, call: Call, shape: Any, act: Callable[[Thing], Thing]) -> Callable[[], Thing]:
        """Refuse what the SDK's type of that request does not have, and what it must have and was not sent."""
        known = frozenset(shape.__annotations__) - _OPTIONS
        if strange := sorted(set(call.params) - known):
            raise Refusal("parameter_unknown", f"Received unknown parameters: {', '.join(strange)}")
        if missing := sorted(shape.__required_keys__ - set(call.params)):
            raise Refusal("parameter_missing", f"Missing required param: {', '.join(missing)}.")
        return lambda: act(call.params)

    def _get(self, thing: str, *, of: str = "") -> Thing:
        found = self.things.get(thing)
        if thing in self.shut_out:
            raise Refusal("account_invalid", "The provided key does not have access to it.", status=403)
        if found is None or found.get("_account", "") != of:
            raise Refusal("resource_missing", f"No such thing: '{thing}'", status=404)
        return found

    def keep(self, kind: str, prefix: str, **what: Any) -> Thing:
        """Have a thing, under an id of its own."""
        made = {"id": _id(prefix), "object": kind, "livemode": False, "created": int(time.time()), **what}
        self.things[made["id"]] = made
        return made

    def _make_account(self, asked: Thing) -> Thing:
        return self.keep(
            "account",
            "acct",
            country=asked.get("country"),
            controller=asked.get("controller"),
            settings=asked.get("settings"),
            metadata=asked.get("metadata", {}),
            capabilities={"transfers": "inactive"},
            payouts_enabled=False,
            details_submitted=False,
            requirements={"currently_due": ["external_account"], "disabled_reason": None},
        )

    def _make_link(self, asked: Thing) -> Thing:
        self._get(asked["account"])
        url = f"https://connect.stripe.test/setup/{asked['account']}/{_id('link')}"
        return {"object": "account_link", "url": url, "created": 1, "expires_at": 1}

    def _make_transfer(self, asked: Thing) -> Thing:
        cents, account = _cents(asked), asked["destination"]
        found = self._get(account)
        if found["capabilities"]["transfers"] != "active":
            raise Refusal("insufficient_capabilities_for_transfer", "The account cannot take transfers.")
        if cents > self.balance:
            raise Refusal("balance_insufficient", "You have insufficient funds in your Stripe account.")
        self.balance -= cents
        self.balances[account] = self.balances.get(account, 0) + cents
        return self.keep(
            "transfer",
            "tr",
            amount=cents,
            amount_reversed=0,
            reversed=False,
            currency="eur",
            destination=account,
            transfer_group=asked.get("transfer_group"),
            metadata=asked.get("metadata", {}),
        )

    def _list_transfers(self, asked: Thing) -> Thing:
        found = self.made("transfer")[::-1]
        if group := asked.get("transfer_group"):
            found = [one for one in found if one.get("transfer_group") == group]
        return _page(found, asked)

    def _reverse(self, transfer: str, asked: Thing) -> Thing:
        found = self._get(transfer)
        cents = int(asked["amount"])
        if cents > found["amount"] - found["amount_reversed"]:
            raise Refusal("", "Reversal amount is greater than unreversed amount on transfer")
        if cents > self.balances.get(found["destination"], 0):
            raise Refusal("balance_insufficient", "The account has insufficient funds.")
        self.balances[found["destination"]] -= cents
        self.balance += cents
        found["amount_reversed"] += cents
        found["reversed"] = found["amount_reversed"] == found["amount"]
        return self.keep("transfer_reversal", "trr", amount=cents, currency="eur", transfer=transfer)

    def _pay_out(self, account: str, asked: Thing) -> Thing:
        cents = _cents(asked)
        self._get(account)
        if asked.get("destination") not in {one["id"] for one in self.banks.get(account, [])}:
            raise Refusal("resource_missing", "No such external account.")
        if cents > self.balances.get(account, 0):
            raise Refusal("balance_insufficient", "You have insufficient funds in your Stripe account.")
        self.balances[account] -= cents
        return self.keep(
            "payout",
            "po",
            amount=cents,
            currency="eur",
            status="paid" if self.arrives_at_once else "pending",
            arrival_date=int(time.time()),
            destination=asked["destination"],
            failure_code=None,
            metadata=asked.get("metadata", {}),
            _account=account,
        )


def signature(body: str, *, at: float | None = None, secret: str = SECRET) -> str:
    """Return the header with which Stripe signs a webhook at that moment."""
    made = stripe.WebhookSignature.generate_signature_header(body, secret, int(at or time.time()))
    return str(made)


def _id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(8)}"


def _cents(asked: Thing) -> int:
    if asked.get("currency") != "eur" or int(asked["amount"]) <= 0:
        raise Refusal("parameter_invalid_integer", "Invalid amount or currency.")
    return int(asked["amount"])


def _page(found: list[Thing], asked: Thing) -> Thing:
    """Return what is asked of a list, the newest first: made since then, after that one, and so many."""
    since = int(asked.get("created", {}).get("gte", 0))
    found = [one for one in found if one["created"] >= since]
    ids = [one["id"] for one in found]
    first = ids.index(asked["starting_after"]) + 1 if "starting_after" in asked else 0
    most = int(asked.get("limit", 10))
    return _list(found[first : first + most], has_more=len(found) > first + most)


def _list(found: list[Thing], *, has_more: bool = False) -> Thing:
    return {"object": "list", "url": "/", "has_more": has_more, "data": [_shown(one) for one in found]}


def _shown(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if not name.startswith("_")}
