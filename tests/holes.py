"""Sentences with holes: what is left in a page when a name, a number or a word was missing where it should stand."""

import re

HOLES = (
    r"(^|[，。：；、（])\s*的[\u4e00-\u9fff]|[向告诉]\s*的[\u4e00-\u9fff]",  # 的服务窗口: of whom?
    r"(?<!方)向\s*[，。：；、）]|告诉\s*[，。：；]",
    r"[：:]\s*[，。；、）]",
    r"[，；：、]\s*[，。；：、）]",
    r"。\s*[，；：、]",
    r"（\s*[），。、；]|《\s*》|“\s*”|「\s*」|(?<!“)〔\s*〕",
    r"[（，。；、]\s*电话\s*[，。；）]",
    r"第[ \t]+(?=[行批版号份页])|[共有计][ \t]+(?=[条行批家项份])",
    r"\b(None|null|undefined|NaN|True|False)\b",
    r"\{\{|\{%|\}\}|%\}|\[object|QuerySet|<[a-z]+\.[a-z]",
    r"\b(desk|portal):[a-z_]+",
    r"\{['\"][A-Za-z_]+['\"]\s*:",
)


def holes(text: str) -> list[str]:
    """Each hole with what stands round it."""
    return [
        text[max(0, found.start() - 20) : found.end() + 20].replace("\n", "⏎")
        for pattern in HOLES
        for found in re.finditer(pattern, text, re.MULTILINE)
    ]


def printed(html: str) -> str:
    """What a reader of the page sees, one line for each block."""
    body = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", "", html)
    lines = re.sub(r"</?(p|li|h\d|dt|dd|td|th|tr|div|section|option|form|label|a|ul|nav|summary)\b[^>]*>", "\n", body)
    text = re.sub(r"<[^>]+>", "", lines)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&#x27;", "'"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return re.sub(r"[ \t]*\n\s*", "\n", text)
