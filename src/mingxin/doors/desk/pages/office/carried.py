"""What was looked at is what is entered: a preview goes to the browser and comes back under seal.

Nothing is kept in between, whichever process answers next, and what was cut from a file never reaches a disk.
"""

from typing import Any, Final

from django.core import signing

from mingxin.doors.desk.guard import DeskRequest
from mingxin.kernel.refusal import Refusal

FIELD: Final = "carried"
_SALT: Final = "desk.office.preview"
_SECONDS: Final = 3600


def seal(request: DeskRequest, kind: str, value: object) -> str:
    """For the hidden field FIELD of a preview; `value` as JSON knows it."""
    return signing.dumps([kind, request.holder.person, value], salt=_SALT, compress=True)


def opened(request: DeskRequest, kind: str) -> Any:
    """What this person previewed within the hour. Raises Refusal where it is anything else."""
    try:
        said, person, value = signing.loads(request.POST.get(FIELD, ""), salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError):
        said, person, value = "", None, None
    if said != kind or person != request.holder.person:
        raise Refusal("preview.gone", "预览已经过期。", "请重新上传文件，核对后再导入。")
    return value
