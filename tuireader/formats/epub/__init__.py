"""EPUB: the archive, the package in it, its contents and its metadata."""
