"""What is said of a file that asked for more than any honest one does."""

from enum import StrEnum
from typing import Final

from mingxin.kernel.refusal import Refusal

CODE: Final = "file.beyond_limits"
_REMEDY: Final = (
    "请新建一个空白工作簿，只把要报送的数据粘贴进去，另存为 xlsx 或 CSV 后重新报送；仍不成功的，请联系平台维护人员。"
)


class Beyond(StrEnum):
    MEMORY = "memory"
    TIME = "time"
    LIFE = "life"
    FAULT = "fault"


_SENTENCES: Final = {
    Beyond.MEMORY: "读取和检查这个文件所需的内存超过限度，平台已停止办理；其他报送不受影响。",
    Beyond.TIME: "读取和检查这个文件所需的时间超过限度，平台已停止办理；其他报送不受影响。",
    Beyond.LIFE: "读取和检查这个文件时程序两次中断，平台已停止办理；其他报送不受影响。",
    Beyond.FAULT: "这个文件的内部结构有误，平台无法读取；其他报送不受影响。",
}


def beyond(why: Beyond) -> Refusal:
    return Refusal(CODE, _SENTENCES[why], _REMEDY, why=why.value)


def crowded() -> Refusal:
    """Said to whoever waits for others' files and gives up."""
    return Refusal("reading.crowded", "同时办理的文件较多，暂时轮不到这一项，没有改动任何内容。", "请稍候几分钟再试。")
