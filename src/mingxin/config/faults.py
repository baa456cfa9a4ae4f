"""How a fault of the site is written down: where in the code, and nothing that a visitor sent but the path."""

import logging
import traceback


class PlainFault(logging.Formatter):
    """Time, path without its query, kind of exception and the places in the code; no message, for it may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        path = "".join(sign if sign.isprintable() else "�" for sign in getattr(request, "path", ""))
        lines = [f"{self.formatTime(record)} {record.levelname} {getattr(record, 'status_code', '')} {path}"]
        if record.exc_info and record.exc_info[0] is not None:
            lines.append(record.exc_info[0].__name__)
            places = traceback.extract_tb(record.exc_info[2])
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
        return "\n".join(lines)
