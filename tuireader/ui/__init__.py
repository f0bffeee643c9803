"""All that knows Textual: the app, its screens, and what they are made of."""
