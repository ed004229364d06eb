"""Addresses of campaigns, of the calendar and of what members carry."""

from django.urls import path

from cohive.spread.views import campaign_moments, campaigns, carrying

urlpatterns = [
    path("desk/campaigns/", campaigns.all_campaigns, name="campaigns"),
    path("desk/campaigns/new/", campaigns.begin, name="new-campaign"),
    path("desk/campaigns/moments/", campaign_moments.calendar, name="moments"),
    path(
        "desk/campaigns/moments/<uuid:moment>/take-off/",
        campaign_moments.take_off,
        name="take-moment-off",
    ),
    path("desk/campaigns/<uuid:campaign>/", campaigns.one_campaign, name="campaign"),
    path("desk/campaigns/<uuid:campaign>/change/", campaigns.change, name="change-campaign"),
    path("desk/campaigns/<uuid:campaign>/close/", campaigns.close, name="close-campaign"),
    path("campaigns/", carrying.all_carried, name="carrying"),
    path("campaigns/<uuid:campaign>/", carrying.carry, name="carry"),
]
