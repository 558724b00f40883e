"""People who can log in, and what they prove beside the password that it is them."""

from .second_factor import RecoveryCode, SecondFactor
from .user import User

__all__ = ["RecoveryCode", "SecondFactor", "User"]
