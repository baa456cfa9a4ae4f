"""What stands before every page of the desk: is somebody signed in, does the sign-in hold, is the act permitted."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from mingxin.access.actions import sessions
from mingxin.access.actions.standing import require_as_told
from mingxin.access.models import Person
from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import holder_by, posts_of
from mingxin.doors.desk import duties, errors
from mingxin.doors.desk.answers import see_other
from mingxin.doors.desk.ended import ended_of
from mingxin.doors.parts.side import DESK_PATH
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request that has passed the guard: who asks, with the posts of the day, and under which act."""

    person: Person
    holder: Holder
    act: Act


def guarded(view: View, act: Act | None, *, while_due: bool, counts: bool) -> View:
    @wraps(view)
    def guarding(request: DeskRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            if act is not None:
                stopped = _admit(request, act, while_due=while_due, counts=counts)
                if stopped is not None:
                    return stopped
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return errors.refused(request, refusal)

    return guarding


def _admit(request: DeskRequest, act: Act, *, while_due: bool, counts: bool) -> HttpResponse | None:
    """None where the page may be shown; the request then knows its holder."""
    user, at = request.user, now()
    if not isinstance(user, Person):
        return _to_sign_in(request, ended_of(request))
    ended = sessions.keep(
        person=user, session_key=request.session.session_key or "", spans=sessions.spans(), at=at, counts=counts
    )
    if ended:
        logout(request)
        return _to_sign_in(request, ended)
    request.person, request.act = user, act
    due = duties.first_due(user, at, method=request.session.get(duties.METHOD_KEY, ""))
    if due and not while_due:
        return _answer(request, reverse(due))
    posts = posts_of(user, on=at.date())
    if request.method == "POST":
        require_as_told(user, posts, at)
    request.holder = holder_by(user, posts, on=at.date())
    request.holder.require(act)
    return None


def _to_sign_in(request: HttpRequest, reason: str) -> HttpResponse:
    """Back to the page that was asked for; after a form, to the page where it stood, and its loss is said."""
    asked = {"reason": reason} if reason else {}
    if request.method == "GET" and not request.headers.get("HX-Request"):
        asked["next"] = request.get_full_path()
    elif stood := _stood_on(request):
        asked["next"] = stood
    if request.method == "POST":
        asked["lost"] = "yes"
    return _answer(request, f"{reverse('desk:sign_in')}?{urlencode(asked)}" if asked else reverse("desk:sign_in"))


def _stood_on(request: HttpRequest) -> str:
    """The page of this desk from which the request came; "" where that is another site's, or nobody says."""
    came = urlsplit(request.headers.get("Referer", ""))
    is_own = came.netloc == request.get_host() and came.path.startswith(DESK_PATH)
    return urlunsplit(("", "", came.path, came.query, "")) if is_own else ""


def _answer(request: HttpRequest, address: str) -> HttpResponse:
    """htmx would put the page into the fragment it awaits: it is told to go there instead."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return see_other(address)
