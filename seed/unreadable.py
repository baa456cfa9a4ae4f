"""Why a file of the invented city cannot be read or laid, in words for whoever tries the demonstration."""


def why(error: OSError) -> str:
    """文件不存在, 没有权限 …; the system's own words where there are none of ours."""
    known = (
        (FileNotFoundError, "文件不存在"),
        (PermissionError, "没有权限"),
        (IsADirectoryError, "是文件夹，不是文件"),
        ((FileExistsError, NotADirectoryError), "文件夹的位置上有同名的文件"),
    )
    return next((words for kind, words in known if isinstance(error, kind)), error.strerror or "无法读取")
