"""The pages that every visitor's test goes through: name → (who opens it, its address)."""

from tests.browser.conftest import CITY, NATION

HERE = f"/at/{CITY}/2025"
PAGES = {
    "sign-in": ("", "/sign-in"),
    "first": ("office", HERE),
    "empty": ("nation-office", "/at/450802000000/2024"),
    "plan": ("office", f"{HERE}/plans/women-2021"),
    "plan, all columns": ("office", f"{HERE}/plans/women-2021?columns=all"),
    "plan without a rate": ("nation-office", f"/at/{NATION}/2024/plans/women-2021"),
    "indicator": ("office", f"{HERE}/plans/women-2021/W1.02"),
    "indicator without data": ("nation-office", "/at/450802000000/2024/plans/women-2021/W1.02"),
    "duties": ("office", f"{HERE}/duties/women-2021"),
    "place": ("office", f"{HERE}/place"),
    "search": ("office", f"{HERE}/search?q=率"),
    "documents": ("office", f"{HERE}/documents"),
    "packs": ("admin", "/packs"),
    "users": ("admin", "/users"),
    "new user": ("admin", "/users/new"),
    "import users": ("admin", "/users/import"),
    "user": ("admin", "/users/2"),
    "cards": ("admin", "/cards"),
    "account": ("office", "/account"),
    "second factor": ("office", "/account/factor"),
    "log": ("admin", "/log"),
    "password": ("office", "/password"),
    "refusal": ("office", "/nowhere"),
}
