"""Many officers at once on one house: none of them meets an error, and nothing that was acknowledged is lost."""
