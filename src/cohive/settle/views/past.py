"""Statements from past sales in the browser: file, columns, makers, statements."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from fractions import Fraction
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from cohive.bond.access import acting, role_required
from cohive.bridges.sales import (
    ColumnMapping,
    Proposal,
    SalesFile,
    propose_mapping,
    read_makers,
    read_sales,
)
from cohive.look.refusals import refuse
from cohive.settle.operations import (
    finish_draft,
    import_past_sales,
    keep_draft,
    remember_mapping,
    statement_token,
)
from cohive.settle.operations.drafts import FILE_BYTES_MAX, draft_path
from cohive.settle.queries import past
from cohive.trade.once import moves_value
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

COLUMNS = (
    ("date", gettext_lazy("Day of sale")),
    ("product", gettext_lazy("Product")),
    ("quantity", gettext_lazy("Number of pieces")),
    ("gross", gettext_lazy("Paid by the buyer")),
    ("fees", gettext_lazy("Fees")),
    ("tax", gettext_lazy("Tax")),
    ("net", gettext_lazy("Amount after fees")),
    ("currency", gettext_lazy("Currency")),
    ("id", gettext_lazy("Number of the row")),
)
STATES = {
    "member": gettext_lazy("member"),
    "opened": gettext_lazy("opened, not claimed"),
    "not_opened": gettext_lazy("not opened yet"),
}
TONES = {"member": "good", "opened": "lamp", "not_opened": ""}
EXAMPLE_ROWS = 12


class FileForm(forms.Form):
    """The sales file."""

    file = forms.FileField(
        label=gettext_lazy("The sales file"),
        help_text=gettext_lazy(
            "CSV of Bandcamp, Shopify, DistroKid or any other shop, up to 200 MB. "
            "It stays on this server."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.gz,text/csv"}),
    )


class MakersForm(forms.Form):
    """Who made what, as a file or as lines, and what the house keeps."""

    makers_file = forms.FileField(
        label=gettext_lazy("Makers from a file instead"),
        required=False,
        help_text=gettext_lazy("product, maker, weight, email, made_from"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    makers = forms.CharField(
        label=gettext_lazy("Who made what, one line each"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Weights are whole numbers, relative within a product. “made_from” names the product "
            "it grew from: it keeps half and passes half on, unless a column “keep” says otherwise."
        ),
    )
    house = forms.DecimalField(
        label=gettext_lazy("The house keeps, in percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=0,
        help_text=gettext_lazy("Of what is left after fees and tax."),
    )


@role_required("maker", "steward")
@require_http_methods(["GET", "POST"])
def statements(request: HttpRequest) -> HttpResponse:
    """What was made so far, and the way in for the next file."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > FILE_BYTES_MAX:
                raise Refused("This file is larger than 200 MB.", field="file")
            draft = keep_draft(
                name=file.name, content=file.read(), by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("settle:statements-draft", draft=draft)
    found = past.past_statements()
    return render(
        request,
        "settle/statements.html",
        {
            "form": form,
            "totals": past.past_totals(),
            "imports": past.imports(),
            "statements": [
                {
                    "item": each,
                    "state": STATES[each.state],
                    "tone": TONES[each.state],
                    "token": statement_token(each.link) if each.link else "",
                }
                for each in found
            ],
        },
        status=422 if request.method == "POST" else 200,
    )


@dataclass(frozen=True)
class _Step:
    """A draft as far as it could be read."""

    draft: past.DraftView
    proposal: Proposal
    sales: SalesFile | None
    refusal: Refused | None


@role_required("maker", "steward")
@require_http_methods(["GET", "POST"])
@moves_value()
def draft(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The next step of an uploaded file: its columns, if it needs them, then its makers."""
    view = past.draft(draft, by=acting(request))
    if view is None or view.is_done or not draft_path(draft).exists():
        raise Missing("This file was read in already, or is not here any more.")
    if request.method == "POST" and request.POST.get("step") == "columns":
        return _choose_columns(request, view)
    try:
        step = _read(view)
    except Refused as refusal:
        refused = {"refusal": refusal}
        return render(request, "settle/statements_refused.html", refused, status=422)
    if step.sales is None:
        return _columns_page(request, step, status=200 if step.refusal is None else 422)
    form = MakersForm(request.POST or None, request.FILES or None, initial=_initial(step.sales))
    if request.method == "POST" and form.is_valid():
        done = _import(request, view, step.sales, form)
        if done is not None:
            return done
    return _makers_page(request, step, form)


def _read(view: past.DraftView) -> _Step:
    """Look at the file; read it whole where its columns are known."""
    path = draft_path(view.id)
    proposal = propose_mapping(path, field="file")
    if proposal.kind:
        return _Step(view, proposal, read_sales(path, field="file"), None)
    text = view.mapping or past.remembered_mapping(proposal.header_digest)
    if not text:
        return _Step(view, proposal, None, None)
    try:
        sales = read_sales(path, mapping=ColumnMapping.from_json(text), field="file")
    except Refused as refusal:
        return _Step(view, proposal, None, refusal)
    return _Step(view, proposal, sales, None)


def _choose_columns(request: HttpRequest, view: past.DraftView) -> HttpResponse:
    """Try the chosen columns on the whole file; keep them only if it can be read."""
    path = draft_path(view.id)
    proposal = propose_mapping(path, field="file")
    known = {field.name for field in fields(ColumnMapping)}
    chosen = {
        name: request.POST.get(name, "").strip()
        for name in (*(key for key, _label in COLUMNS), "currency_code", "product_name")
        if name in known
    }
    try:
        mapping = ColumnMapping(**chosen)  # type: ignore[arg-type]
        sales = read_sales(path, mapping=mapping, field="file")
    except Refused as refusal:
        step = _Step(view, proposal, None, refusal)
        return _columns_page(request, step, status=422, chosen=chosen)
    del sales
    remember_mapping(
        draft=view.id,
        header_digest=proposal.header_digest,
        mapping=mapping.to_json(),
        at=timezone.now(),
    )
    return redirect("settle:statements-draft", draft=view.id)


def _columns_page(
    request: HttpRequest, step: _Step, *, status: int, chosen: dict[str, str] | None = None
) -> HttpResponse:
    mapping = step.proposal.mapping
    values = chosen or {name: str(getattr(mapping, name)) for name, _label in COLUMNS}
    first = step.proposal.rows[0] if step.proposal.rows else ()
    samples = dict(zip(step.proposal.header, first, strict=False))
    options = [("", _("not in this file")), *((name, name) for name in step.proposal.header)]
    return render(
        request,
        "settle/statements_columns.html",
        {
            "draft": step.draft,
            "columns": [
                {
                    "name": name,
                    "label": label,
                    "value": values[name],
                    "sample": samples.get(values[name], ""),
                }
                for name, label in COLUMNS
            ],
            "options": options,
            "currency_code": (chosen or {}).get("currency_code", mapping.currency_code),
            "product_name": (chosen or {}).get("product_name", mapping.product_name),
            "refusal": step.refusal,
        },
        status=status,
    )


def _initial(sales: SalesFile) -> dict[str, str]:
    """Lines to begin with: every product of the file, waiting for its makers."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow(["product", "maker", "weight", "email", "made_from"])
    for product in sales.products():
        rows.writerow([product, "", 1, "", ""])
    return {"makers": buffer.getvalue()}


def _import(
    request: HttpRequest, view: past.DraftView, sales: SalesFile, form: MakersForm
) -> HttpResponse | None:
    """Read the makers and import; on a refusal the form says what to mend."""
    upload = form.cleaned_data["makers_file"]
    text = upload.read() if upload else form.cleaned_data["makers"].encode()
    field = "makers_file" if upload else "makers"
    try:
        makers = read_makers(text, field=field)
        done = import_past_sales(
            sales=sales,
            makers=makers,
            house=Fraction(form.cleaned_data["house"]) / 100,
            name=view.name,
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        if refusal.field == "makers":
            refusal.field = field
        refuse(form, refusal)
        return None
    finish_draft(draft=view.id, at=timezone.now())
    if done.rows_new:
        said = ngettext(
            "%(count)s new row was divided.", "%(count)s new rows were divided.", done.rows_new
        ) % {"count": done.rows_new}
        messages.success(request, said)
    else:
        messages.info(request, _("Every row of this file was known already: nothing changed."))
    return redirect("settle:statements")


def _makers_page(request: HttpRequest, step: _Step, form: MakersForm) -> HttpResponse:
    sales = step.sales
    assert sales is not None  # noqa: S101 - the page is for files that were read
    nets: dict[tuple[str, str], int] = {}
    for sale in sales.sales:
        key = (sale.product, sale.net.currency)
        nets[key] = nets.get(key, 0) + sale.net.minor
    products = [(title, Money(minor, currency)) for (title, currency), minor in nets.items()]
    return render(
        request,
        "settle/statements_makers.html",
        {
            "draft": step.draft,
            "kind": sales.kind,
            "rows": len(sales.sales),
            "first": sales.first,
            "last": sales.last,
            "skipped": sales.skipped[:EXAMPLE_ROWS],
            "skipped_count": len(sales.skipped),
            "waiting_count": len(sales.waiting),
            "products": products,
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )
