"""Pages for what did not work: in the same look, saying what to do next, never repeating what was asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NOT_FOUND = (
    "没有找到这个页面",
    "网址可能输入有误，或者这条信息从未公示。",
    "请从首页重新查询，或通过网站地图查找栏目。",
)
GONE = (
    "这条信息已不再公示",
    "它的公示已经结束，本平台不再提供其内容。公示期满、信用修复、撤回，或者更正以后依规则不再公示的，都会停止公示；"
    "仅更正内容的，继续公示，并注明更正日期。",
    "如果您保存或转载过这条信息，请一并删除。",
)


def page(request: HttpRequest, status: int, words: tuple[str, str, str], note: str = "") -> HttpResponse:
    title, meaning, next_step = words
    context = {"title": title, "meaning": meaning, "next_step": next_step, "note": note}
    return render(request, "portal/error.html", context, status=status)


def gone(request: HttpRequest, note: str) -> HttpResponse:
    return page(request, 410, GONE, note)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404, NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400, ("无法理解这个请求", "请求的内容不完整或者格式不对。", "请返回上一页重新填写。"))


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    return page(request, 413, ("文件太大", f"一次最多上传 {most} MB，没有接收任何内容。", "请核对选择的文件后重试。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403, ("不能这样提交", "页面可能已经过期，或者浏览器禁用了 Cookie。", "请刷新页面后重试。"))


def unreadable(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        503,
        (
            "这条信息暂时读不出来",
            "数据库中有一个值读不出来。这一页因此什么也没有列出：不是没有信息，也不是查询有误。",
            "问题已经记录，管理人员会处理。请改日再来；急需的，请与承办单位联系。",
        ),
    )


def catalogue_altered(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        503,
        (
            "网站暂时不能查询",
            "本平台的目录与登记的记载不符，在查明以前不能据此展示任何信息：不是没有信息，也不是查询有误。",
            "问题已经记录，管理人员会处理。请改日再来；急需的，请与承办单位联系。",
        ),
    )


def no_addresses(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        503,
        (
            "网站暂时不能查询",
            "本平台缺少一个密钥文件，暂时给不出信息的编号和网址：不是没有信息，也不是查询有误。",
            "问题已经记录，管理人员会处理。请稍后再来；急需的，请与承办单位联系。",
        ),
    )


def out_of_order(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        503,
        (
            "网站暂时不能办理",
            "本平台的运行环境有一处需要管理人员处理：不是没有信息，也不是您的操作有误。",
            "问题已经记录。请稍后再来；急需的，请与承办单位联系。",
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        500,
        ("系统暂时出了问题", "刚才的操作没有完成，问题已经记录。", "请稍后重试；反复出现时，请与承办单位联系。"),
    )
