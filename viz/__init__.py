"""What people see and touch: figures, reports, the dashboard, the command line."""

if not __name__.startswith("approdo."):
    raise ImportError("import approdo.viz, not viz")
