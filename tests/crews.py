"""A crew that does each errand here and now, for tests that are not about how work is run."""

from collections.abc import Iterable, Iterator, Sequence

from checks.history import History
from flows import errands
from flows.inbox import InboxFile
from flows.reading import Reading
from models.report import Report


class Here:
    def __init__(self) -> None:
        self.read_files: list[str] = []

    def read(self, files: Iterable[InboxFile]) -> Iterator[tuple[InboxFile, Reading]]:
        for file in files:
            self.read_files.append(file.name)
            yield file, Reading.model_validate_json(errands.read_one(str(file.path), file.sha256, "eng", {}))

    def judge(self, lots: Iterable[tuple[int, Sequence[Reading], History]]) -> Iterator[tuple[int, Report | Exception]]:
        for number, readings, history in lots:
            texts = [reading.model_dump_json() for reading in readings]
            yield number, Report.model_validate_json(errands.judge_one(texts, {}, history.model_dump_json()))
