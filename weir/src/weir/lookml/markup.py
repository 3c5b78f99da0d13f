"""A little HTML."""

from html import escape


def tag(name: str, *content: str, **attributes: object) -> str:
    """An element. Content is HTML; attributes are escaped, and left out where they are None.

    A trailing underscore is dropped and other underscores become dashes: `class_`, `data_field`.
    """
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{shown}>{''.join(content)}</{name}>"


def words(text: object) -> str:
    """Text as HTML."""
    return escape(str(text))
