"""Works that FanFicFare has saved, as markup and as text."""
