"""Columns as a spreadsheet names them: A, B, …, Z, AA."""


def letter_of(index: int) -> str:
    """The letter of a column, counted from 0."""
    letter = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letter = chr(ord("A") + rest) + letter
    return letter


def index_of(letter: str) -> int:
    """The column, counted from 0, of a letter."""
    index = 0
    for char in letter:
        index = index * 26 + ord(char) - ord("A") + 1
    return index - 1
