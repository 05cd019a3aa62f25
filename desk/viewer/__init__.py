"""The page viewer: components in plain JavaScript, served from the package, and their Python ends."""

from typing import Any

from nicegui.element import Element
from nicegui.json import dumps

Json = dict[str, Any]


class Review(Element, component="review.js"):
    """The review page's component: draws `file`, speaks `words`, and hears `answer` after what it emitted.

    It emits `decide` (finding, action, reason, id), `correct` (key, text, spot), `withdraw` (key) and `read`
    (paper, page, box, key).
    """

    def __init__(self, file: Json, words: dict[str, str]) -> None:
        super().__init__()
        self._answers = 0
        self._props["content"] = dumps(file)  # as text: NiceGUI would watch over every part of it
        self._props["words"] = words
        self._props["answer"] = {"kind": ""}

    def answer(self, kind: str, *, file: Json | None = None, **told: Any) -> None:
        """Tell what came of an event, and show `file` from now on."""
        self._answers += 1
        if file is not None:
            self._props["content"] = dumps(file)
        self._props["answer"] = {"kind": kind, "number": self._answers, **told}
        self.update()


class Uploading(Element, component="upload.js"):
    """The upload page's component; `most` bounds a file in bytes. It emits `follow` (id) when it has sent files."""

    def __init__(
        self, upload: Json, words: dict[str, str], most: dict[str, int], csrf: str, recent: list[Json]
    ) -> None:
        super().__init__()
        told = {"upload": upload, "words": words, "most": most, "csrf": csrf, "recent": recent}
        self._props.update(told)

    def show(self, upload: Json) -> None:
        """Show how an upload fares."""
        self._props["upload"] = upload
        self.update()
