"""A program like Keyroom's: a clock ticks on its screen, and it steps aside for the strong room's private turns.

Arguments: a rehearsal's software token (folder, label, serial), a folder for what is written, and "screen" or "lines".
"""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static

from app.strongroom import protocol as p
from app.strongroom.client import StrongRoom
from app.strongroom.step_aside import ask_beside, ask_beside_lines
from ceremonies.errors import KeyroomError
from ceremonies.sealing import SMALLEST_COST

MODULE, LABEL, SERIAL, FOLDER, FORM = sys.argv[1:6]
ADDRESS = p.TokenAddress(kind="software", module=MODULE, label=LABEL, serial=SERIAL)
MEDIA = (f"{FOLDER}/one", f"{FOLDER}/two")


def begin() -> StrongRoom:
    room = StrongRoom.start(p.Begin(kind="rehearsal", cost=SMALLEST_COST, lines=FORM == "lines"))
    Path(FOLDER, "pid").write_text(str(room.pid))
    return room


REQUESTS = (
    p.OpenToken(token=ADDRESS, people=("P-01",)),
    p.Generate(key="REC-0001", m=2, n=3, taken=(), media=MEDIA),
    p.HandOut(share=1, alias="K-01", carrier="words", seconds=600),
    p.Prove(share=1, alias="K-01", carrier="words"),
)


class Aside(App[None]):
    """Says what came of each request."""

    BINDINGS = [("q", "quit", "leave")]  # noqa: RUF012 - as Textual has it

    def compose(self) -> ComposeResult:
        yield Static(id="clock")
        yield Static(id="said")

    def on_mount(self) -> None:
        self.ticks, self.said, self.typed = 0, [], ""
        self.set_interval(0.05, self.tick)
        self.room = begin()
        self.run_worker(self.act())

    def tick(self) -> None:
        self.ticks += 1
        self.query_one("#clock", Static).update(f"TICK {self.ticks} TYPED {self.typed}.")

    def on_key(self, event) -> None:
        if event.character and event.character.isprintable():
            self.typed += event.character

    def tell(self, sentence: str) -> None:
        self.said.append(sentence)
        self.query_one("#said", Static).update("\n".join(self.said))

    async def act(self) -> None:
        try:
            for request in REQUESTS:
                reply = await ask_beside(self, self.room, request)
                self.tell(f"SAID {type(reply).__name__}")
        except KeyroomError as error:
            self.tell(f"ERROR {error}")
        self.tell("THE END")


def lines() -> None:
    with begin() as room:
        try:
            for request in REQUESTS:
                print(f"SAID {type(ask_beside_lines(room, request)).__name__}", flush=True)
        except KeyroomError as error:
            print(f"ERROR {error}", flush=True)
    input("THE END ")


if __name__ == "__main__":
    if FORM == "lines":
        lines()
    else:
        app = Aside()
        app.run()
        app.room.close()
