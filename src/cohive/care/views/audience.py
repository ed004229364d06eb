"""The desk's pages of people: whom the place knows, a file on its way in, what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bridges.audience import PARTS, PeopleMapping, PeopleProposal, propose_people
from cohive.care.forms_audience import COLUMN_LABELS, PeopleFileForm, ProofForm
from cohive.care.operations import audience as operations
from cohive.care.queries import audience as queries
from cohive.care.queries.segments import segments
from cohive.look.refusals import refuse
from cohive.words.refusals import Missing, Refused


@require_http_methods(["GET", "POST"])
@role_required("steward")
@never_cache
def audience(request: HttpRequest) -> HttpResponse:
    """Whom the place knows, the files they came by, segments; and the way in for a file."""
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            if given.size > operations.FILE_BYTES_MAX:
                raise Refused(
                    "This file is larger than %(limit)s MiB.",
                    field="file",
                    limit=operations.FILE_BYTES_MAX // 1024**2,
                )
            import_id = operations.give_file(
                name=given.name, content=given.read(), by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("care:audience-file", import_id=import_id)
    return render(
        request,
        "care/audience.html",
        {
            "form": form,
            "counts": queries.audience_counts(),
            "imports": queries.imports(),
            "segments": segments(at=timezone.now()),
            "now": timezone.now(),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@role_required("steward")
@never_cache
def file(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """A given file: what its columns mean, and keeping its people."""
    view = queries.audience_import(import_id)
    path = operations.file_path(import_id)
    if view is None or view.state != "given" or not path.exists():
        raise Missing(operations.NOT_THERE)
    proposal = propose_people(path, field="file")
    proof = ProofForm(request.POST or None)
    chosen = _chosen(request) if request.method == "POST" else _remembered(proposal)
    refusal: Refused | None = None
    if request.method == "POST" and proof.is_valid():
        try:
            mapping = _mapping(chosen, proof) if proposal.header else None
            kept = operations.keep_people(
                audience_import=import_id, mapping=mapping, by=acting(request), at=timezone.now()
            )
        except Refused as found:
            if found.field in proof.fields:
                refuse(proof, found)
            else:
                refusal = found
        else:
            messages.success(
                request,
                ngettext(
                    "%(num)s person is kept. Nobody became a member.",
                    "%(num)s people are kept. Nobody became a member.",
                    kept.people_new,
                )
                % {"num": kept.people_new},
            )
            return redirect("care:audience")
    status = 422 if refusal or proof.errors else 200
    return render(request, "care/audience_file.html", {
        "file": view,
        "kind": proposal.kind,
        "rows": _rows(proposal, chosen),
        "options": _options(proposal),
        "proof": proof,
        "refusal": refusal,
    }, status=status)  # fmt: skip


def _remembered(proposal: PeopleProposal) -> dict[str, str]:
    """What each column becomes: as chosen for such a file before, else as proposed."""
    text = queries.remembered_columns(proposal.header_digest)
    mapping = PeopleMapping.from_json(text) if text else proposal.mapping
    return {part: getattr(mapping, part) for part in PARTS} if mapping else {}


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {part: request.POST.get(part, "").strip()[:200] for part in PARTS}


def _mapping(chosen: dict[str, str], proof: ProofForm) -> PeopleMapping:
    since = proof.cleaned_data["agreed_since"]
    return PeopleMapping(
        **chosen,
        agreed_since=since.isoformat() if since else "",
        agreed_words=proof.cleaned_data["agreed_words"],
    )


def _rows(proposal: PeopleProposal, chosen: dict[str, str]) -> list[dict[str, object]]:
    """One line for each part a column may be, with an example that shows no whole address."""
    first = dict(zip(proposal.header, proposal.rows[0], strict=False)) if proposal.rows else {}
    return [
        {
            "name": part,
            "label": COLUMN_LABELS[part],
            "value": chosen.get(part, ""),
            "sample": _veiled(first.get(chosen.get(part, ""), "")),
        }
        for part in PARTS
        if proposal.header
    ]


def _veiled(text: str) -> str:
    """An example cell; of an address only what stands before the sign."""
    head, at_sign, _host = text.strip().partition("@")
    return f"{head[:20]}@…" if at_sign else head[:40]


def _options(proposal: PeopleProposal) -> list[tuple[str, str]]:
    return [("", _("leave out")), *((name, name) for name in proposal.header)]


@require_POST
@role_required("steward")
def drop(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Throw the file away."""
    operations.drop_file(audience_import=import_id, by=acting(request), at=timezone.now())
    messages.success(request, _("The file is thrown away. Nobody was kept."))
    return redirect("care:audience")


@require_POST
@role_required("steward")
def ask(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Send the claim mail, once."""
    operations.ask_people(audience_import=import_id, by=acting(request), at=timezone.now())
    messages.success(request, _("The claim mail is on its way to everybody who agreed to mail."))
    return redirect("care:audience")


@require_POST
@role_required("steward")
def take_back(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Undo an import."""
    gone = operations.take_back(audience_import=import_id, by=acting(request), at=timezone.now())
    messages.success(
        request,
        ngettext(
            "%(num)s person is erased. Who came by herself stays.",
            "%(num)s people are erased. Who came by herself stays.",
            gone,
        )
        % {"num": gone},
    )
    return redirect("care:audience")
