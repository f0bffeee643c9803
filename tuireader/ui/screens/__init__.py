"""The screens, and what they do when a key is pressed: a module for each part of it."""
