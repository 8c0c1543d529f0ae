"""The pages: one file each, with a component `Page`."""
