"""allauth's pages and mails are ours: every address, every mail; joining and the ways in."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import allauth
import pytest
from allauth import urls as allauth_urls
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from cohive.bond import letters, operations, queries
from cohive.bond.models import Member, Place, User
from cohive.bond.queries import PlaceView
from tests.bond.conftest import Cast, signed_in

pytestmark = pytest.mark.django_db

OURS = ('id="main"', "/static/look/tokens.css")


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def _names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= _names(pattern.url_patterns)
        elif pattern.name:
            found.add(pattern.name)
    return found


ARGUMENTS = {
    "account_confirm_email": ["made-up"],
    "account_reset_password_from_key": ["abc", "made-up"],
}


def test_no_page_of_allauth_is_its_own(cast: Cast) -> None:
    names = _names(allauth_urls.urlpatterns)
    assert {"account_login", "account_signup", "mfa_add_webauthn"} <= names
    names -= {"mfa_remove_webauthn", "mfa_edit_webauthn"}
    seen = 0
    for browser in (Client(), signed_in(cast.mei)):
        for name in sorted(names):
            address = reverse(name, args=ARGUMENTS.get(name, []))
            methods = ("get",) if name == "account_logout" else ("get", "post")
            seen += sum(_is_ours(browser, method, address) for method in methods)
    assert seen >= 25


def _is_ours(browser: Client, method: str, address: str) -> bool:
    """False when it only leads elsewhere; fails when the page is not from our base."""
    answer = getattr(browser, method)(address)
    if answer.status_code in (301, 302, 405):
        return False
    page = answer.content.decode()
    assert all(sign in page for sign in OURS), (address, method, answer.status_code)
    return True


def test_the_pages_of_a_passkey_are_ours(cast: Cast) -> None:
    passkey = Authenticator.objects.create(
        user=User.objects.get(email="mei@example.org"),
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "My phone", "credential": {}},
    )
    browser = signed_in(cast.mei)
    for name in ("mfa_index", "mfa_list_webauthn"):
        assert "My phone" in browser.get(reverse(name)).content.decode()
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        address = reverse(name, args=[passkey.pk])
        assert _is_ours(browser, "get", address)
        assert signed_in(cast.noor).get(address).status_code == 404
    assert browser.post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 302
    assert not Authenticator.objects.exists()


def test_too_many_joinings_from_one_address_get_our_page(place: PlaceView) -> None:
    browser = Client()
    answers = [browser.post("/account/signup/", {"email": "x"}) for _ in range(21)]
    assert answers[-1].status_code == 429
    assert "Wait a minute, then go on." in answers[-1].content.decode()


def test_every_template_of_a_page_that_is_on_has_ours() -> None:
    theirs = Path(allauth.__file__).parent / "templates"
    ours = Path(letters.__file__).parent / "templates"
    off = re.compile(r"base|phone|passkey|code(?<!login_code)\.html|trust|snippets|messages|email/")
    for folder in ("account", "mfa", "mfa/webauthn"):
        for page in (theirs / folder).glob("*.html"):
            if off.search(page.name) and page.name != "confirm_login_code.html":
                continue
            if page.name == "signup_form.html":
                continue
            assert (ours / folder / page.name).exists(), page.name


def test_every_mail_of_allauth_has_a_letter() -> None:
    theirs = Path(allauth.__file__).parent / "templates"
    prefixes = {
        f"{folder}/{file.name.removesuffix('_message.txt')}"
        for folder in ("account/email", "mfa/email")
        for file in (theirs / folder).glob("*_message.txt")
    }
    assert prefixes == set(letters.LETTERS) | letters.UNUSED


def test_every_message_and_error_is_said_in_our_words() -> None:
    theirs = Path(allauth.__file__).parent / "templates"
    known = {
        f"account/messages/{file.name}" for file in (theirs / "account/messages").glob("*.txt")
    }
    silent = {"account/messages/logged_in.txt", "account/messages/phone_verified.txt",
              "account/messages/phone_verification_sent.txt"}  # fmt: skip
    assert known - silent <= set(letters.SAID)


@pytest.mark.parametrize("prefix", sorted(letters.LETTERS))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_letter_has_text_and_page_in_the_place_s_look(
    cast: Cast, prefix: str, language: str
) -> None:
    letter = letters.LETTERS[prefix]
    known = {"to_email": "new@example.org", "from_email": "old@example.org",
             "deleted_email": "old@example.org", "place_name": "Night Ferry"}  # fmt: skip
    operations.deliver_mail(
        to_address="mei@example.org",
        subject=letter.subject,
        template="bond/mail/letter",
        context={
            "paragraphs": [text % known for text in letter.paragraphs],
            "button": letter.button,
            "link": "http://localhost:8000/x?a=1&b=2" if letter.link else "",
            "code": "K7-QX" if letter.has_code else "",
        },
        language=language,
    )
    [sent] = mail.outbox
    assert sent.from_email.startswith("Night Ferry <")
    assert "%(" not in sent.body + sent.subject
    assert "&amp;" not in sent.body
    if letter.link:
        assert "http://localhost:8000/x?a=1&b=2" in sent.body
    page, kind = sent.alternatives[0]
    assert kind == "text/html"
    assert "Night Ferry 夜渡" in page
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in page


def test_joining_with_a_password_signs_in_at_once(place: PlaceView) -> None:
    browser = Client()
    answer = browser.post(
        "/account/signup/",
        {"email": "Kit@example.org", "name": "Kit Larsen", "password1": "a very long sentence"},
    )
    assert answer.status_code == 302
    member = Member.objects.get(name="Kit Larsen")
    assert member.user is not None
    assert EmailAddress.objects.get(user=member.user).email == "kit@example.org"
    assert browser.get("/me/", follow=True).status_code == 200
    [sent] = mail.outbox
    assert sent.subject == "Welcome to Night Ferry"


def test_joining_without_a_password_sends_a_link_that_works_once(place: PlaceView) -> None:
    browser, elsewhere = Client(), Client()
    answer = browser.post("/account/signup/?next=/offers/", {"email": "kit@example.org"})
    assert answer["Location"].startswith("/account/login/code/confirm/")
    assert browser.get("/me/").status_code == 302
    [sent] = mail.outbox
    link = re.search(r"http://[^/]+(/sign-in/\S+)", sent.body)
    assert link is not None
    assert elsewhere.get(link.group(1)).status_code == 200
    assert elsewhere.get("/me/").status_code == 302, "opening a link signs nobody in"
    assert elsewhere.post(link.group(1)).status_code == 302
    assert elsewhere.get("/me/", follow=True).status_code == 200
    assert EmailAddress.objects.get(email="kit@example.org").verified
    again = Client().post(link.group(1))
    assert again.status_code == 410
    assert "This link has been used up" in again.content.decode()


def test_the_code_of_the_mail_works_where_it_was_asked_for(cast: Cast) -> None:
    browser = Client()
    browser.post("/account/login/", {"login": "mei@example.org", "password": ""})
    [sent] = mail.outbox
    code = re.search(r"^ {4}(\S+)$", sent.body, re.MULTILINE)
    assert code is not None
    wrong = browser.post("/account/login/code/confirm/", {"code": "nonsense"})
    assert "This code does not fit." in wrong.content.decode()
    assert browser.post("/account/login/code/confirm/", {"code": code.group(1)}).status_code == 302
    assert browser.get("/me/", follow=True).status_code == 200


def _joined_by_a_stranger() -> Client:
    """Somebody joins with Kit's address and a password of his own, and adds a passkey."""
    stranger = Client()
    given = {"email": "kit@example.org", "name": "Kit", "password1": STRANGERS}
    assert stranger.post("/account/signup/", given).status_code == 302
    user = User.objects.get(email="kit@example.org")
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    assert stranger.get("/settings/").status_code == 200
    mail.outbox.clear()
    return stranger


STRANGERS = "a stranger's sentence"


@pytest.mark.parametrize("way", ["link", "code", "reset"])
def test_who_proves_an_address_is_alone_with_it(place: PlaceView, way: str) -> None:
    stranger, kit = _joined_by_a_stranger(), Client()
    asked = "/account/password/reset/" if way == "reset" else "/account/login/code/"
    kit.post(asked, {"email": "kit@example.org"})
    body = str(mail.outbox[-1].body)
    if way == "code":
        code = re.search(r"^ {4}(\S+)$", body, re.MULTILINE)
        assert code is not None
        kit.post("/account/login/code/confirm/", {"code": code.group(1)})
    elif way == "link":
        link = re.search(r"http://[^/]+(/sign-in/\S+)", body)
        assert link is not None
        kit.post(link.group(1))
    else:
        link = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", body)
        assert link is not None
        form = kit.get(link.group(1), follow=True).redirect_chain[-1][0]
        kit.post(form, {"password1": "her own long sentence", "password2": "her own long sentence"})
    assert kit.get("/settings/").status_code == 200
    assert stranger.get("/settings/").status_code == 302
    assert not Authenticator.objects.exists()
    user = User.objects.get(email="kit@example.org")
    assert not user.check_password(STRANGERS)
    assert user.check_password("her own long sentence") == (way == "reset")
    assert EmailAddress.objects.get(user=user).verified


def test_who_says_that_she_joined_keeps_her_password(place: PlaceView) -> None:
    browser = _joined_by_a_stranger()
    address = EmailAddress.objects.get(email="kit@example.org")
    browser.post(f"/account/confirm-email/{EmailConfirmationHMAC(address).key}/")
    address.refresh_from_db()
    assert address.verified
    assert User.objects.get(email="kit@example.org").check_password(STRANGERS)
    assert Authenticator.objects.count() == 1


def test_a_proven_address_keeps_password_and_passkeys_at_every_sign_in(cast: Cast) -> None:
    user = User.objects.get(email="mei@example.org")
    user.set_password(STRANGERS)
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    url = operations.sign_in_url(agent=cast.mei, at=timezone.now())
    Client().post(url.removeprefix("http://localhost:8000"))
    user.refresh_from_db()
    assert user.check_password(STRANGERS)
    assert Authenticator.objects.count() == 1


def test_one_address_is_not_written_to_again_and_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cohive.bond.adapter.LETTERS_AN_HOUR", 2)
    for _ in range(4):
        cache.clear()  # allauth's own limits end with a minute, or with another network address
        answer = Client().post("/account/login/code/", {"email": "Mei@example.org"})
    assert answer.status_code == 400
    assert "Too many tries" in answer.content.decode()
    assert len(mail.outbox) == 2


def test_a_sign_in_link_is_too_old_after_half_an_hour(cast: Cast) -> None:
    url = operations.sign_in_url(agent=cast.mei, at=timezone.now() - timedelta(minutes=31))
    answer = Client().get(url.removeprefix("http://localhost:8000"))
    assert answer.status_code == 410


def test_an_unknown_address_gets_a_mail_and_the_page_tells_no_difference(cast: Cast) -> None:
    known, unknown = Client(), Client()
    first = known.post("/account/login/code/", {"email": "mei@example.org"})
    second = unknown.post("/account/login/code/", {"email": "nobody@example.org"})
    assert first["Location"] == second["Location"]
    assert [sent.subject for sent in mail.outbox] == [
        "Your way in to Night Ferry",
        "Nobody has joined with this address",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": "mei@example.org"}, "Somebody has joined with this address already."),
        ({"name": "Mei Qiao"}, "Somebody here is called that already."),
        ({"password1": "short"}, "at least 10 characters"),
        ({"email": ""}, "required"),
    ],
)
def test_joining_is_refused_at_the_field(cast: Cast, change: dict[str, str], sentence: str) -> None:
    given = {"email": "kit@example.org", "name": "Kit", "password1": "a very long sentence"}
    answer = Client().post("/account/signup/", {**given, **change})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Member.objects.count() == 4


def test_e_mail_and_password_that_do_not_belong_together(cast: Cast) -> None:
    answer = Client().post("/account/login/", {"login": "mei@example.org", "password": "wrong"})
    assert "E-mail and password do not belong together." in answer.content.decode()


def test_five_wrong_tries_ask_for_a_minute(cast: Cast) -> None:
    browser = Client()
    given = {"login": "mei@example.org", "password": "wrong"}
    pages = [browser.post("/account/login/", given).content.decode() for _ in range(6)]
    assert "Too many tries" in pages[5]
    assert "Too many tries" not in pages[4]


def test_the_password_is_reset_by_mail(cast: Cast) -> None:
    browser = Client()
    browser.post("/account/password/reset/", {"email": "mei@example.org"})
    [sent] = mail.outbox
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", sent.body)
    assert link is not None
    page = browser.get(link.group(1), follow=True)
    address = page.redirect_chain[-1][0]
    given = {"password1": "another long sentence", "password2": "another long sentence"}
    assert browser.post(address, given).status_code == 302
    assert User.objects.get(email="mei@example.org").check_password("another long sentence")


def test_the_address_changes_only_when_the_new_one_is_confirmed(cast: Cast) -> None:
    browser = signed_in(cast.mei)
    browser.post("/account/email/", {"email": "new@example.org", "action_add": "1"})
    assert queries.email_of(cast.mei) == "mei@example.org"
    fresh = EmailAddress.objects.get(email="new@example.org")
    key = EmailConfirmationHMAC.create(fresh).key
    assert "new@example.org" in browser.get(f"/account/confirm-email/{key}/").content.decode()
    browser.post(f"/account/confirm-email/{key}/")
    assert queries.email_of(cast.mei) == "new@example.org"
    assert "Your address was changed" in [sent.subject for sent in mail.outbox]


def test_a_passkey_is_one_more_way_in_and_never_a_second_lock(cast: Cast) -> None:
    user = User.objects.get(email="mei@example.org")
    user.set_password("a very long sentence")
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    browser = Client()
    given = {"login": "mei@example.org", "password": "a very long sentence"}
    browser.post("/account/login/", given)
    assert browser.get("/me/", follow=True).status_code == 200


def test_scripts_of_passkeys_are_files_and_nothing_is_inline(cast: Cast) -> None:
    for browser, address in (
        (Client(), "/account/login/"),
        (signed_in(cast.mei), "/account/2fa/webauthn/add/"),
    ):
        page = browser.get(address).content.decode()
        assert "/static/mfa/js/webauthn.js" in page
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
            assert 'type="application/json"' in attributes or not body.strip()
        assert not re.search(r"\son\w+=", page)


def test_a_kept_name_is_claimed_by_its_private_link_only(cast: Cast, now: datetime) -> None:
    agent = operations.make_unclaimed(name="Armin", key="armin@one", by=cast.ruben, at=now)
    browser = Client()
    assert browser.get("/claim/").status_code == 302
    url = operations.one_tap_url(agent=agent, path="/claim/", at=timezone.now())
    address = url.removeprefix("http://localhost:8000")
    assert "Kept for Armin" in browser.get(address).content.decode()
    assert browser.post(address)["Location"] == "/account/signup/"
    browser.post("/account/signup/", {"email": "a@example.org", "password1": "a very long one"})
    assert queries.cards([agent])[agent].state == "active"
    assert queries.email_of(agent) == "a@example.org"
    assert "claimed already" in Client().get(address).content.decode()


def test_a_low_door_opens_only_its_own_path_until_its_day(cast: Cast, now: datetime) -> None:
    fresh = operations.one_tap_url(agent=cast.mei, path="/offers/", at=timezone.now())
    token = fresh.split("door=")[1]
    assert Client().get(f"/claim/?door={token}").status_code == 404
    old = operations.one_tap_url(
        agent=cast.mei, path="/claim/", at=timezone.now() - timedelta(days=15)
    )
    answer = Client().get(old.removeprefix("http://localhost:8000"))
    assert answer.status_code == 400
    assert "This link is too old." in answer.content.decode()
    assert Client().get("/claim/?door=made-up").status_code == 400


def test_nobody_joins_a_place_that_is_not_open(db: None) -> None:
    answer = Client().get("/account/signup/")
    assert "Not open yet" in answer.content.decode()


def test_a_mail_needs_an_address(cast: Cast, now: datetime) -> None:
    agent: UUID = operations.make_unclaimed(name="A", key="k", by=cast.ruben, at=now)
    sent = operations.deliver_mail(
        to_agent=agent, subject="x", template="bond/mail/letter", context={}
    )
    assert not sent
    assert mail.outbox == []


def test_a_line_end_in_what_somebody_wrote_adds_no_header(cast: Cast) -> None:
    Place.objects.update(name="Night\nFerry")
    sent = operations.deliver_mail(
        to_address="kit@example.org",
        subject="About %(title)s",
        template="bond/mail/letter",
        context={
            "title": "Ebb\r\nBcc: everybody@example.org",
            "paragraphs": [],
            "code": "",
            "link": "",
        },
    )
    assert sent
    [letter] = mail.outbox
    assert letter.subject == "About Ebb Bcc: everybody@example.org"
    assert letter.recipients() == ["kit@example.org"]
    assert "\n" not in letter.from_email
