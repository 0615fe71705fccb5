"""The second factor: codes of an authenticator (TOTP, RFC 6238) and recovery codes for the day the telephone is lost.

The secret is kept sealed; a code counts once, its step being noted; of recovery codes only digests are kept.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from halfsky.actions.acting import acting, home
from halfsky.actions.failures import Origin, address_key, demand_open, failed, user_key
from halfsky.actions.users import demand_over, named
from halfsky.kernel.access import NOT_SIGNED_IN, Viewer
from halfsky.kernel.refusals import problem
from halfsky.store.house import House
from halfsky.store.locks import writing
from halfsky.store.models import User
from halfsky.store.sealing import digest, seal_text, unseal_text
from halfsky.store.viewers import viewer_of

WRONG_CODE = problem(
    "400.706",
    ("动态口令不对，或已经用过。", "The code is wrong, or was used already."),
    (
        "请输入验证器上最新的6位数字，并核对手机时间；也可以用一个恢复码。",
        "Enter the newest six digits and check the clock of your telephone, or use a recovery code.",
    ),
)
HAS_NONE = problem(
    "409.701",
    ("该账号没有启用动态口令。", "This account has no second factor."),
    ("请刷新页面。", "Reload the page."),
)
DIGITS, STEP, SLACK = 6, 30, 1
RECOVERY, LETTERS = 10, "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """A fresh secret of 160 bits, as authenticators take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address_of(house: House, username: str, secret: str) -> str:
    """The address that an authenticator reads from the QR code."""
    issuer = quote(house.settings.title.zh)
    return f"otpauth://totp/{issuer}:{quote(username)}?secret={secret}&issuer={issuer}&digits={DIGITS}&period={STEP}"


def enrol(house: House, viewer: Viewer, secret: str, code: str) -> tuple[str, ...]:
    """Take a secret into use once a code shows that the authenticator has it; returns the recovery codes, this once."""
    user = _oneself(viewer)
    step = _step_of(house, secret, code, after=0)
    if step is None:
        raise WRONG_CODE.at()
    codes = _new_codes()
    with acting(house, viewer, "users.factor_on", viewer.name, home(house, user)):
        user.factor = seal_text(house.folder, f"user.factor.{user.pk}", secret)
        user.factor_step = step
        _keep_codes(house, user, codes)
    return codes


def renew_codes(house: House, viewer: Viewer) -> tuple[str, ...]:
    """Fresh recovery codes in place of all earlier ones, shown this once."""
    user = _oneself(viewer)
    if not user.factor:
        raise HAS_NONE.at()
    codes = _new_codes()
    with acting(house, viewer, "users.codes", viewer.name, home(house, user)):
        _keep_codes(house, user, codes)
    return codes


def drop(house: House, viewer: Viewer, username: str) -> None:
    """Take the second factor away: one's own, or that of a user whom one manages (who has lost her telephone)."""
    user = named(username)
    if user.pk != viewer.user_id:
        demand_over(house, viewer, user)
    if not user.factor:
        raise HAS_NONE.at()
    with acting(house, viewer, "users.factor_off", username, home(house, user)):
        user.factor, user.factor_step, user.recovery = "", 0, []
        user.save(update_fields=["factor", "factor_step", "recovery"])


def prove_code(house: House, user: User, code: str, origin: Origin) -> None:
    """Refuse unless the code is that of the user's authenticator now, or a recovery code not yet used."""
    keys = [user_key(user.username, known=True), address_key(origin)]
    demand_open(house, keys)
    plain = "".join(code.split()).lower()
    if not (_spend_step(house, user, plain) or _spend_code(house, user, plain)):
        failed(house, keys, origin, "second")
        raise WRONG_CODE.at()


def _spend_step(house: House, user: User, code: str) -> bool:
    """Whether it is a code of now; its step and all before it are then used up."""
    secret = unseal_text(house.folder, f"user.factor.{user.pk}", user.factor)
    step = _step_of(house, secret, code, after=user.factor_step)
    if step is None:
        return False
    with writing():
        return bool(User.objects.filter(pk=user.pk, factor_step__lt=step).update(factor_step=step))


def _spend_code(house: House, user: User, code: str) -> bool:
    """Whether it is one of the recovery codes; it is then used up."""
    said = digest(house.folder, f"user.recovery.{user.pk}", code.replace("-", ""))
    if said not in User.objects.get(pk=user.pk).recovery:
        return False
    with acting(house, viewer_of(house, user), "users.code_used", user.username, home(house, user)) as act:
        kept = User.objects.get(pk=user.pk)
        if said not in kept.recovery:  # Another window was quicker.
            raise WRONG_CODE.at()
        kept.recovery.remove(said)
        kept.save(update_fields=["recovery"])
        act.detail = {"left": len(kept.recovery)}
    return True


def _step_of(house: House, secret: str, code: str, after: int) -> int | None:
    """The step whose code this is, of those around now that come after the last one used."""
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    totp = TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP)
    now = int(house.now().timestamp()) // STEP
    for step in range(now - SLACK, now + SLACK + 1):
        if step > after and hmac.compare_digest(totp.generate(step * STEP).decode(), code):
            return step
    return None


def _new_codes() -> tuple[str, ...]:
    made = ("".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(RECOVERY))
    return tuple(f"{code[:5]}-{code[5:]}" for code in made)


def _keep_codes(house: House, user: User, codes: tuple[str, ...]) -> None:
    user.recovery = [digest(house.folder, f"user.recovery.{user.pk}", c.replace("-", "")) for c in codes]
    user.save(update_fields=["factor", "factor_step", "recovery"])


def _oneself(viewer: Viewer) -> User:
    if viewer.user_id is None:
        raise NOT_SIGNED_IN.at()
    return User.objects.get(pk=viewer.user_id)
