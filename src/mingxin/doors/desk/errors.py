"""Pages for what did not work: calm, in words, with what to do next."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mingxin.access.actions.standing import ALTERED
from mingxin.kernel.refusal import Refusal

BUSY: Final = "busy"  # the last word of the code of a refusal after whose `seconds` it is worth asking again
# The last word of the code of a refusal that tells of a state which has meanwhile changed.
CONFLICTS: Final = frozenset({"state", "answered", "changed", "taken", "already", "gone", "running"})


def page(request: HttpRequest, status: int, title: str, message: str, remedy: str) -> HttpResponse:
    """For htmx a fragment that fits where the answer was awaited."""
    template = "desk/parts/refusal.html" if request.headers.get("HX-Request") else "desk/error.html"
    return render(request, template, {"title": title, "message": message, "remedy": remedy}, status=status)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    kind = refusal.code.rpartition(".")[2]
    if refusal.code in ("permit.none", "permit.rows"):
        return page(request, 403, "不能办理", refusal.message, refusal.remedy)
    if refusal.code == ALTERED:
        return page(request, 403, "账户与操作日志不符", refusal.message, refusal.remedy)
    if kind == BUSY:
        return asked_again_later(
            page(request, 503, "请稍后再试", refusal.message, f"{refusal.remedy}您填写的内容没有保存。"), refusal
        )
    return page(request, 409 if kind in CONFLICTS else 400, "没有办成", refusal.message, refusal.remedy)


def asked_again_later(answer: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal that says after how many `seconds` it is worth asking again."""
    answer["Retry-After"] = str(refusal.data["seconds"])
    return answer


def not_found(request: HttpRequest) -> HttpResponse:
    return page(request, 404, "没有找到这个页面", "网址可能有误，或者它已经不在了。", "请从左侧菜单重新进入。")


def bad_request(request: HttpRequest) -> HttpResponse:
    return page(request, 400, "无法理解这个请求", "请求的内容不完整或者格式不对。", "请返回上一页重新填写。")


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    return page(
        request, 413, "文件太大", f"一次最多上传 {most} MB，没有接收任何内容。", "请分几次上传，或者把文件拆小后再传。"
    )


def forbidden(request: HttpRequest) -> HttpResponse:
    return page(request, 403, "不能办理", "您的岗位不能办理这项工作。", "需要办理的，请联系为您安排岗位的管理员。")


def expired_form(request: HttpRequest) -> HttpResponse:
    return page(
        request, 403, "页面已过期", "页面打开太久，或者您已在别处重新登录。", "请返回上一页，刷新后再提交一次。"
    )


def unreadable(request: HttpRequest) -> HttpResponse:
    return _bare(
        request,
        503,
        "这条信息暂时读不出来",
        "数据库中有一个值读不出来。这一页因此什么也没有列出，也没有生成文件：不是没有信息。",
        "是哪张表、哪一行、哪一栏，已经写入服务的日志。请联系系统管理员；修复以前，请不要据此认定没有信息。",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _bare(
        request,
        500,
        "系统暂时出了问题",
        "刚才的操作没有完成，问题已经记录。",
        "请稍后重试；反复出现时，请联系系统管理员。",
    )


def _bare(request: HttpRequest, status: int, title: str, message: str, remedy: str) -> HttpResponse:
    """Without menu and notices: the database itself may be what is away."""
    words = {"title": title, "message": message, "remedy": remedy, "frame": None, "messages": ()}
    return render(request, "desk/error.html", words, status=status)
