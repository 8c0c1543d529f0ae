"""How the tables of a store came to be what they are: one Alembic revision for each schema number."""
