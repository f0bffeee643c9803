"""FictionBook: its metadata, and its elements as markup."""
