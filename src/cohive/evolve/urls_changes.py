"""Changing: fission, merging, rules tried on past sales, experiments. Addresses."""

from django.urls import URLPattern, path

from cohive.evolve.views import changes, experiments, rules, ways

urlpatterns: list[URLPattern] = [
    path("desk/changes/", changes.listed, name="changes"),
    path("desk/changes/treasury/", changes.fill, name="fill-treasury"),
    path("changes/split/<str:slug>/", changes.split, name="propose-split"),
    path("changes/merge/<str:slug>/", changes.merge, name="propose-merge"),
    path("changes/rules/try/", rules.try_rule, name="rule-try"),
    path("changes/rules/propose/", rules.propose, name="rule-propose"),
    path("changes/rules/<uuid:rule>/", rules.rule, name="rule"),
    path("changes/rules/<uuid:rule>/vote/", rules.vote, name="rule-vote"),
    path("changes/rules/<uuid:rule>/apply/", rules.apply, name="rule-apply"),
    path("changes/experiments/", experiments.listed, name="experiments"),
    path("changes/experiments/start/", experiments.start, name="experiment-start"),
    path("changes/experiments/you/", experiments.choose, name="experiment-choose"),
    path("changes/experiments/<uuid:experiment>/stop/", experiments.stop, name="experiment-stop"),
    path("changes/experiments/<uuid:experiment>/seen/", ways.seen, name="experiment-seen"),
    path("changes/experiments/<uuid:experiment>/opened/", ways.opened, name="experiment-opened"),
    path("changes/<uuid:change>/", changes.change, name="change"),
    path("changes/<uuid:change>/side/", changes.side, name="change-side"),
    path("changes/<uuid:change>/ask/", changes.open_vote, name="change-ask"),
    path("changes/<uuid:change>/vote/", changes.vote, name="change-vote"),
    path("changes/<uuid:change>/found/", changes.found, name="change-found"),
    path("changes/<uuid:change>/withdraw/", changes.withdraw, name="change-withdraw"),
    path("changes/<uuid:change>/undo/", changes.undo, name="change-undo"),
]
