"""Archive of Our Own: its downloads and its pages, as markup and as text."""
