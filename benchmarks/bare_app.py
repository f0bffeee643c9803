"""The smallest Textual app there is: what any start-up is compared with."""

from textual.app import App
from textual.widget import Widget


class Hello(Widget):
    def render(self) -> str:
        return "a bare Textual app"


class BareApp(App[None]):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self):
        yield Hello()


if __name__ == "__main__":
    BareApp().run()
