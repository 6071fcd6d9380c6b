"""The command line: one module a command group reads arguments, calls a room and renders."""
