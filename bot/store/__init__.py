"""All SQL, and nothing else: the database, its migrations, and one file for each family of tables."""
