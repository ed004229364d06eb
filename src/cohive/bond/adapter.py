"""Where allauth meets this room: who joins, what is said, what mails look like, which way in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext

from cohive.bond import arriving
from cohive.bond.forms.account import JoinForm
from cohive.bond.letters import ERRORS, LETTERS, SAID
from cohive.bond.models import Member, User
from cohive.bond.operations.doors import sign_in_url
from cohive.bond.operations.mail import deliver_mail, mail_frame
from cohive.bond.operations.members import claim, join
from cohive.bond.queries.people import member_of_user
from cohive.bond.queries.place import place
from cohive.guard.operations import allow

LETTERS_AN_HOUR = 20
HOUR_SECONDS = 60 * 60
CLAIM_KEY = "bond_claim"
"""The session keeps the agent somebody came to claim by her private link."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's questions answered by this room's operations."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """One can join once there is a place."""
        del request
        return place() is not None

    def save_user(
        self, request: HttpRequest, user: User, form: JoinForm, commit: bool = True
    ) -> User:
        """Join, or claim what a private link kept; the form holds the transaction."""
        del commit
        user.password = form.secret
        data = form.cleaned_data
        now = timezone.now()
        what = {
            "email": data["email"],
            "name": data.get("name", ""),
            "at": now,
            "language": get_language() or "",
            "time_zone": data.get("time_zone", ""),
            "user": user,
        }
        claimed = request.session.pop(CLAIM_KEY, "")
        if claimed:
            claim(agent=UUID(claimed), **what)
        else:
            arriving.tell(request, agent=join(**what), at=now)
        return user

    def is_login_by_code_required(self, login: Any) -> bool:
        """Who joins without a password comes in by the link or code in her mail."""
        if login.signup and login.user is not None and not login.user.has_usable_password():
            return True
        return bool(super().is_login_by_code_required(login))

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be led there: here, and an address at all."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # such as "http://[", which allauth takes apart once more
            return False

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Every mail of allauth as a letter of ours."""
        letter = LETTERS[template_prefix]
        if not letter.is_notice:
            _allow_mail(email)
        known = {**mail_frame(), **context, "email": email}
        if template_prefix == "account/email/login_code":
            known["sign_in_url"] = self._sign_in_url(email)
        deliver_mail(
            to_address=email,
            subject=letter.subject,
            template="bond/mail/letter",
            context={
                **{name: value for name, value in known.items() if isinstance(value, str)},
                "paragraphs": [gettext(text) % known for text in letter.paragraphs],
                "button": gettext(letter.button) if letter.button else "",
                "link": known.get(letter.link, "") if letter.link else "",
                "code": known.get("code", "") if letter.has_code else "",
            },
            language=get_language() or "",
        )

    def _sign_in_url(self, email: str) -> str:
        agent = (
            Member.objects.filter(user__email__iexact=email, state="active")
            .values_list("agent_id", flat=True)
            .first()
        )
        if agent is None:
            return ""
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        next_path = wanted if wanted and self.is_safe_url(wanted) else ""
        return sign_in_url(agent=agent, at=timezone.now(), next_path=next_path)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Mapping[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What is said after a step, in our words, or nothing."""
        text = message
        if not text and message_template and message_template in SAID:
            sentence = gettext(SAID[message_template])
            text = sentence % dict(message_context) if message_context else sentence
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """An error in our words."""
        if code in ERRORS:
            text = gettext(ERRORS[code])
            return ValidationError(text % args if args else text, code=code)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def get_user_display_name(self, user: User) -> str:
        """The member's pen name."""
        return _shown_name(user)


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """A passkey is one more way in, never a second lock: link and password go on working."""

    def is_mfa_enabled(self, user: User, types: object = None) -> bool:
        """No second step is ever asked."""
        del user, types
        return False

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The device shows the place's name."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        here = place()
        return {**entity, "name": here.name if here else "Cohive"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, object]:
        """The device shows the pen name beside the address."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": _shown_name(user)}

    def generate_authenticator_name(self, user: User, type: object) -> str:  # noqa: A002
        """What a new passkey is called until she names it."""
        del user, type
        return gettext("Passkey of %(day)s") % {"day": timezone.localdate().isoformat()}


def _allow_mail(email: str) -> None:
    """Refuse to write to an address again and again: whoever asks need not be who reads."""
    who, now = email.strip().lower(), timezone.now()
    allow(what="bond.letter", who=who, limit=LETTERS_AN_HOUR, seconds=HOUR_SECONDS, at=now)


def _shown_name(user: User) -> str:
    agent = member_of_user(user)
    name = Member.objects.filter(agent=agent).values_list("name", flat=True).first()
    return str(name or user.email)
