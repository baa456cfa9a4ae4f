"""What a registration's row says of names."""


def former_names(said: str) -> list[str]:
    """Those in a cell of 曾用名, which may hold several: 甲公司；乙公司、丙公司."""
    return [name for part in said.replace("；", ";").replace("、", ";").split(";") if (name := part.strip())]
