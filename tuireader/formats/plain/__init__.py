"""Plain text: paragraphs, headings and chapters that nothing but white space and words tell."""
