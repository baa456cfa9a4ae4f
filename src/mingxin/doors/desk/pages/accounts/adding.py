"""A new account, and the slip with its temporary password."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mingxin.access.actions.accounts import Opened, open_account
from mingxin.access.keeping import posts_open, require_fit
from mingxin.access.models import StaffRole
from mingxin.access.permits import Act
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.forms import AddForm
from mingxin.doors.desk.pages.accounts.office_post import ask_first
from mingxin.doors.desk.pages.accounts.sides import side_of, told_in
from mingxin.doors.desk.pages.accounts.words import item_names, items_of, posts_in_words
from mingxin.doors.parts.side import DESK_PATH
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    side = side_of(request)
    units = list(units_for(request.holder, request.act).select_related("region").order_by("name"))
    if not units:
        raise Refusal(
            "account.no_unit",
            "还没有登记单位。",
            "请先用 mingxin unit add 登记信用办所在的单位，其余单位由信用办在工作台登记。",
        )
    is_ours = request.act is Act.KEEP_COLLEAGUES
    form = AddForm(
        request.POST if request.method == "POST" else None,
        units=units,
        roles=side.roles,
        items=items_of(units, today()) if is_ours else {},
        with_staff=is_ours,
        initial={"roles": [StaffRole.STEWARD.value] if is_ours else [], "staff": "regular"},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        unit = next(u for u in units if u.pk == given["unit"]) if "unit" in given else units[0]
        roles = [StaffRole(role) for role in given["roles"]]
        with told_in(
            form,
            account_login_taken="login",
            person_unnamed="name",
            post_contract_staff="roles",
            account_not_organ="roles",
        ):
            for role in roles:
                require_fit(role, unit)
            if asked := ask_first(request, form, roles, name=given["name"], unit=unit, back=side.list_address()):
                return asked
            made = open_account(
                login=given["login"],
                name=given["name"],
                unit=unit,
                roles=roles,
                items=given.get("items", []),
                is_contract_staff=given.get("staff") == "contract",
                by=request.holder,
                at=now(),
            )
            return slip(request, made, f"已建立{made.person.name}的账户")
    context = {"form": form, "side": side, "unit": units[0] if len(units) == 1 else None, "back": side.list_address()}
    return render(request, "desk/accounts/add.html", context)


def slip(request: DeskRequest, made: Opened, title: str) -> HttpResponse:
    """Once, in this very answer: the password is kept nowhere."""
    side, password, on = side_of(request), made.password, today()
    context = {
        "title": title,
        "side": side,
        "person": made.person,
        "posts": posts_in_words(list(posts_open(made.person, on=on)), item_names(), on),
        "fours": [password[start : start + 4] for start in range(0, len(password), 4)],
        "entrance": f"{settings.SITE_URL}{DESK_PATH}",
        "is_code_due": settings.SECOND_FACTOR == "required",
        "onward": side.address("", made.person.pk),
        "another": side.address("add"),
        "list": side.list_address(),
    }
    return render(request, "desk/accounts/slip.html", context)
