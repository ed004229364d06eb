"""The two vocabularies of the journal.

`Verb`: the activity types of ActivityStreams 2.0 (W3C Recommendation 2017) that Cohive uses.
`Action`: the actions of ValueFlows 1.0 on economic resources.
"""

from enum import StrEnum


class Verb(StrEnum):
    """Who did what (ActivityStreams 2.0 activity types)."""

    ACCEPT = "Accept"
    ADD = "Add"
    ANNOUNCE = "Announce"
    ARRIVE = "Arrive"
    CREATE = "Create"
    DELETE = "Delete"
    FLAG = "Flag"
    FOLLOW = "Follow"
    INVITE = "Invite"
    JOIN = "Join"
    LEAVE = "Leave"
    LIKE = "Like"
    OFFER = "Offer"
    QUESTION = "Question"
    REJECT = "Reject"
    REMOVE = "Remove"
    UNDO = "Undo"
    UPDATE = "Update"
    VIEW = "View"


class Action(StrEnum):
    """What happened to a resource or its rights (ValueFlows actions)."""

    CITE = "cite"
    CONSUME = "consume"
    DELIVER_SERVICE = "deliverService"
    PRODUCE = "produce"
    RAISE = "raise"
    LOWER = "lower"
    TRANSFER = "transfer"
    TRANSFER_ALL_RIGHTS = "transferAllRights"
    TRANSFER_CUSTODY = "transferCustody"
    USE = "use"
    WORK = "work"


class Stage(StrEnum):
    """The six stages a product's money goes to, in the order every page shows them."""

    IDEA = "idea"
    DESIGN = "design"
    PACKAGING = "packaging"
    PRODUCTION = "production"
    DISSEMINATION = "dissemination"
    SALE = "sale"
