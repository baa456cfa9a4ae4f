"""QR codes as drawings."""

import io

import segno


def svg_for(text: str) -> str:
    """text as a QR code in SVG: error correction M, quiet zone of four modules, scaled by whoever places it."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", xmldecl=False, omitsize=True, dark="#000000")
    return drawing.getvalue().decode("utf-8")
