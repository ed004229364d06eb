"""One's own settings: name and page, language and time, ways in, taking everything, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohive.bond import operations, queries
from cohive.bond.access import acting, member_required
from cohive.bond.forms.settings import LeaveForm, ProfileForm, TongueForm
from cohive.bond.views.answers import UNFIT, done_or_refused, limit
from cohive.look.context import offered_languages
from cohive.look.viewers import place_of, viewer_of

TAKEOUTS_IN_TEN_MINUTES = 5


@require_safe
@member_required
def settings(request: HttpRequest) -> HttpResponse:
    """Everything one can set, each part with its own button."""
    return _settings(request, _profile_form(request), _tongue_form(request), status=200)


@require_POST
@member_required
def save_profile(request: HttpRequest) -> HttpResponse:
    """Save who one is here."""
    form = ProfileForm(request.POST)
    if done_or_refused(
        form,
        lambda: operations.change_profile(
            by=acting(request), at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("bond:settings"))
    return _settings(request, form, _tongue_form(request), status=UNFIT)


@require_POST
@member_required
def save_tongue(request: HttpRequest) -> HttpResponse:
    """Save language and time zone."""
    form = _tongue_form(request, bound=True)
    if done_or_refused(
        form,
        lambda: operations.set_tongue(by=acting(request), at=timezone.now(), **form.cleaned_data),
    ):
        return HttpResponseRedirect(reverse("bond:settings") + "#tongue")
    return _settings(request, _profile_form(request), form, status=UNFIT)


def _settings(
    request: HttpRequest, profile: ProfileForm, tongue: TongueForm, *, status: int
) -> HttpResponse:
    agent = acting(request)
    data = {
        "profile_form": profile,
        "tongue_form": tongue,
        "agent": agent,
        "member": queries.profile(agent),
        "ways_in": queries.ways_in(agent),
    }
    return render(request, "bond/settings.html", data, status=status)


def _profile_form(request: HttpRequest) -> ProfileForm:
    member = queries.profile(acting(request))
    if member is None:
        return ProfileForm()
    return ProfileForm(
        initial={
            "name": member.name,
            "name_other": member.name_alt,
            "about": member.about,
            "skills": ", ".join(member.skills),
            "interests": ", ".join(member.interests),
            "needs": ", ".join(member.needs),
        }
    )


def _tongue_form(request: HttpRequest, *, bound: bool = False) -> TongueForm:
    languages = offered_languages(place_of(request))
    if bound:
        return TongueForm(request.POST, languages=languages)
    viewer = viewer_of(request)
    active = next((language.code for language in languages if language.is_active), "")
    return TongueForm(
        initial={
            "language": active,
            "time_zone": viewer.time_zone if viewer else "",
        },
        languages=languages,
    )


@require_POST
@member_required
def takeout(request: HttpRequest) -> HttpResponse:
    """Everything this place keeps of her, as one JSON file."""
    limit(request, "bond.takeout", TAKEOUTS_IN_TEN_MINUTES)
    answer = JsonResponse(
        queries.everything_of(acting(request)),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Content-Disposition"] = 'attachment; filename="everything.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@member_required
def leave(request: HttpRequest) -> HttpResponse:
    """Delete one's account; the shown name is written once more to be sure."""
    viewer = viewer_of(request)
    name = viewer.name if viewer else ""
    form = LeaveForm(request.POST or None, shown_name=name)
    agent = acting(request)
    if request.method == "POST" and done_or_refused(
        form,
        lambda: operations.delete_account(
            by=agent, at=timezone.now(), withdraw_posts=form.cleaned_data["withdraw_posts"]
        ),
    ):
        logout(request)
        messages.success(request, _("Your account is deleted. Thank you for having been here."))
        return HttpResponseRedirect("/")
    data = {"form": form, "agent": agent}
    return render(request, "bond/leave.html", data, status=UNFIT if form.errors else 200)
