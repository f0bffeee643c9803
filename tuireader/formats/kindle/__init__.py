"""MOBI and AZW3: the database of Palm, the headers, the indexes and the packed text."""
