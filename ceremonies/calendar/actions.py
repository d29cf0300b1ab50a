"""What may be asked of the dated list of one-off days."""

from ceremonies.act import Action


class AddDay(Action, frozen=True, kw_only=True):
    """Enter a day that the bank holidays don't know.

    Attributes:
        date: for example "2023-05-08".
        name: for example "Coronation of King Charles III".
        working: False for a holiday proclaimed once; True for a bank holiday that is moved away from this day.
        source: where that is written, for example "London Gazette, 7 November 2022".
    """

    date: str
    name: str
    working: bool
    source: str


class RemoveDay(Action, frozen=True, kw_only=True):
    """Take a day off the list again. Deadlines that have started keep their instants."""

    date: str
    reason: str


CalendarAction = AddDay | RemoveDay
