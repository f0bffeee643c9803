"""What screens are made of: widgets, boxes that open over a screen, and rows and lines of lists."""
