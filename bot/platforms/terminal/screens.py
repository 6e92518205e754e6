"""The help screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from bot.platforms.terminal.entries import Words


class Help(ModalScreen[None]):
    """What one can do here. Any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "dismiss", show=False) for key in ("escape", "f1", "enter", "q")
    ]

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        """Show one box."""
        with VerticalScroll(id="help") as box:
            box.border_title = self._words("demo-help-title")
            box.border_subtitle = self._words("demo-help-close")
            yield Static(self._words("demo-help"), markup=False)
