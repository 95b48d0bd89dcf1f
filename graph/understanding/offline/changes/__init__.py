"""Changes to clients by rules: orders, corrections of what was created, answers, taking back."""
