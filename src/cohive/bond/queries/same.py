"""Whether two members look like one person by how they sign in, and who made whom a steward.

Only for checks that ask for two people; nothing of it is shown but the answer.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator

from cohive.bond.models import Member, RoleGrant


def signs_in_alike(first: UUID, second: UUID) -> str:
    """`email` for one address under two spellings, `passkey` for one key; '' for neither.

    What stands behind a + before the @ is the same person's. A key made anew for each account
    cannot be told apart from another person's: browsers keep that secret. Two SQL queries.
    """
    addresses = [mailbox(text) for text in _emails(first, second)]
    if len(addresses) == 2 and addresses[0] == addresses[1]:
        return "email"
    keys: dict[UUID, set[str]] = {first: set(), second: set()}
    rows = Authenticator.objects.filter(
        user__member__agent__in=(first, second), type=Authenticator.Type.WEBAUTHN
    )
    for agent, data in rows.values_list("user__member__agent_id", "data"):
        credential = data.get("credential") or {}
        keys[agent].add(str(credential.get("rawId") or credential.get("id") or ""))
    return "passkey" if (keys[first] & keys[second]) - {""} else ""


def steward_by(agent: UUID) -> tuple[UUID, datetime] | None:
    """(who made her a steward, when); None when she is none. One SQL query."""
    rows = RoleGrant.objects.filter(member=agent, role="steward", revoked_at__isnull=True)
    return rows.values_list("granted_by_id", "granted_at").first()


def _emails(first: UUID, second: UUID) -> list[str]:
    rows = Member.objects.filter(agent__in=(first, second), user__isnull=False)
    return list(rows.values_list("user__email", flat=True))


def mailbox(email: str) -> str:
    """An address as its owner's: without what stands behind a +, in small letters."""
    name, _, host = email.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"
