"""The addresses of accounts: signing in, one's own account, the users whom one manages, the cards of villages."""

from django.urls import path

from halfsky.web.views import account, accounts_import, cards, me, provider, tokens, users

urlpatterns = [
    path("users", users.users, name="users"),
    path("users/new", users.new, name="user_new"),
    path("users/import", accounts_import.users_import, name="users_import"),
    path("users/template.xlsx", accounts_import.template, name="users_template"),
    path("users/handouts/<int:number>", accounts_import.handout, name="users_handout"),
    path("users/addresses", users.addresses, name="user_addresses"),
    path("users/<int:number>", users.user, name="user"),
    path("users/<int:number>/edit", users.edit, name="user_edit"),
    path("users/<int:number>/roles", users.give, name="user_give"),
    path("users/<int:number>/roles/<int:grant>/end", users.end, name="user_end"),
    path("users/<int:number>/roles/<int:grant>/hand-over", users.hand_over, name="user_hand_over"),
    path("users/<int:number>/password", users.reset, name="user_reset"),
    path("users/<int:number>/switch", users.switch, name="user_switch"),
    path("users/<int:number>/unlock", users.unlock, name="user_unlock"),
    path("users/<int:number>/factor", users.factor, name="user_factor"),
    path("users/<int:number>/sessions", users.sessions, name="user_sessions"),
    path("users/<int:number>/unbind", users.unbind, name="user_unbind"),
    path("account", me.account, name="account"),
    path("account/edit", me.edit, name="account_edit"),
    path("account/factor", me.factor, name="account_factor"),
    path("account/factor/off", me.factor_off, name="account_factor_off"),
    path("account/codes", me.codes, name="account_codes"),
    path("account/sessions", me.sessions, name="account_sessions"),
    path("account/tokens", tokens.tokens, name="account_tokens"),
    path("account/tokens/<int:number>/end", tokens.end, name="account_token_end"),
    path("account/roles/<int:number>/lend", me.lend, name="account_lend"),
    path("account/loans/<int:number>/end", me.take_back, name="account_take_back"),
    path("cards", cards.cards, name="cards"),
    path("cards/<int:number>/withdraw", cards.withdraw, name="card_withdraw"),
    path("card/<str:token>", cards.card, name="card"),
    path("sign-in", account.sign_in, name="sign_in"),
    path("sign-in/second", account.second, name="sign_in_second"),
    path("sign-in/provider", provider.provider, name="provider"),
    path("sign-in/provider/back", provider.back, name="provider_back"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("password", account.password, name="password"),
]
