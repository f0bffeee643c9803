"""PDF: from glyphs on pages to rows, paragraphs and chapters."""
