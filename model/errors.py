"""What can go wrong for the person at the keyboard."""


class BadInput(Exception):
    """The input is wrong. The text is the whole message: the file and line, the thing, the value, what to do."""


class Failure(Exception):
    """A right request could not be carried out (a disk, a database, a worker). The text says why and what remains."""
