"""The web house: a face that turns requests into queries and actions and shows pages."""
