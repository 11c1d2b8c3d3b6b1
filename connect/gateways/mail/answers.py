"""The meaning of a mail server's answers: RFC 5321, section 4.2, and the finer codes of RFC 3463 where it has them."""

import re
import smtplib

from connect.gateways.base import Answer, Outcome

UNFIT = Outcome(Answer.OURS, reason="bad_letter")
# The letter had begun to leave: whether the server has it, nobody knows before a second try under the same Message-ID.
CUT_IN_DATA = Outcome(Answer.LATER, reason="cut", may_have_left=True)

_FINER = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})\b")
_NOBODY = {("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("2", "1")}  # no such mailbox or host, moved, disabled
_NOBODY_BLUNT = (550, 551, 553)
_SERVICE_ENDS = 421
_WANTS_SIGN_IN = (530, 534, 535, 538)
_TOO_LARGE = 552


def of_connection(error: Exception) -> Outcome:
    """No session, or one that broke before a letter began to leave."""
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError):
        return Outcome(Answer.CLOSED, reason=_reason(getattr(error, "smtp_code", 0), type(error).__name__))
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code // 100 == 5:
        return Outcome(Answer.CLOSED, reason=_reason(error.smtp_code))
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    return Outcome(Answer.LATER, reason=_reason(code, type(error).__name__))


def of_sender(code: int) -> Outcome:
    """MAIL FROM was refused: that concerns every letter, unless it is for the size of this one."""
    if code == _TOO_LARGE:
        return Outcome(Answer.OURS, reason=_reason(code))
    return Outcome(Answer.CLOSED if code // 100 == 5 else Answer.LATER, reason=_reason(code))


def of_recipient(code: int, words: bytes) -> Outcome:
    """RCPT TO was refused. Only a certain no retires an address: a full mailbox or a policy does not."""
    if code == _SERVICE_ENDS:
        return Outcome(Answer.LATER, reason=_reason(code))
    if code // 100 == 4:
        return Outcome(Answer.LATER, reason=_reason(code), alone=True)
    if code in _WANTS_SIGN_IN:
        return Outcome(Answer.CLOSED, reason=_reason(code))
    finer = _FINER.search(words.decode("utf-8", "replace"))
    nobody = finer.groups() in _NOBODY if finer else code in _NOBODY_BLUNT
    return Outcome(Answer.GONE if nobody else Answer.OURS, reason=_reason(code))


def of_data(code: int) -> Outcome:
    """The server's word about the letter itself, before or after it was handed over."""
    if code // 100 == 2:
        return Outcome(Answer.TAKEN)
    if code in _WANTS_SIGN_IN:
        return Outcome(Answer.CLOSED, reason=_reason(code))
    return Outcome(Answer.OURS if code // 100 == 5 else Answer.LATER, reason=_reason(code))


def _reason(code: int, name: str = "") -> str:
    return f"smtp_{code}" if code > 0 else name
