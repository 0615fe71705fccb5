"""How answers are arranged on a page: shapes and hues, lines, filters, addresses. No rule of the field lives here."""
