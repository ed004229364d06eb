"""What one can do here: every write of the room, one atomic door each."""

from cohive.create.operations.agreements import (
    answer_agreement,
    offer_agreement,
)
from cohive.create.operations.challenges import (
    count_votes,
    move_challenge,
    open_challenge,
)
from cohive.create.operations.contracted import log_contracted, mark_by_contract
from cohive.create.operations.contributions import (
    confirm_by_time,
    confirm_contribution,
    explain_contribution,
    log_contribution,
    question_contribution,
    weigh_contribution,
    withdraw_contribution,
)
from cohive.create.operations.decisions import (
    conclude_ballot,
    decide,
    open_ballot,
    vote_decision,
)
from cohive.create.operations.ideas import (
    credit_idea,
    make_idea,
)
from cohive.create.operations.parents import (
    cite_source,
    name_parent,
)
from cohive.create.operations.product_pictures import (
    add_picture,
    order_pictures,
    remove_picture,
)
from cohive.create.operations.products import (
    add_stage_source,
    create_product,
    edit_product,
    end_sale,
    put_on_sale,
    remove_stage_source,
    set_plan,
    set_variants,
)
from cohive.create.operations.scores import (
    score_work,
)
from cohive.create.operations.terms import (
    accept_terms,
    publish_terms,
    publish_voted_keep,
)
from cohive.create.operations.works import (
    replace_picture,
    submit_work,
    withdraw_work,
)

__all__ = [
    "accept_terms",
    "add_picture",
    "add_stage_source",
    "answer_agreement",
    "cite_source",
    "conclude_ballot",
    "confirm_by_time",
    "confirm_contribution",
    "count_votes",
    "create_product",
    "credit_idea",
    "decide",
    "edit_product",
    "end_sale",
    "explain_contribution",
    "log_contracted",
    "log_contribution",
    "make_idea",
    "mark_by_contract",
    "move_challenge",
    "name_parent",
    "offer_agreement",
    "open_ballot",
    "open_challenge",
    "order_pictures",
    "publish_terms",
    "publish_voted_keep",
    "put_on_sale",
    "question_contribution",
    "remove_picture",
    "remove_stage_source",
    "replace_picture",
    "score_work",
    "set_plan",
    "set_variants",
    "submit_work",
    "vote_decision",
    "weigh_contribution",
    "withdraw_contribution",
    "withdraw_work",
]
