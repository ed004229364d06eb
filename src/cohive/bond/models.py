"""Placeholder for the vault and the circles."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class User(AbstractBaseUser):
    """Who may sign in; part of the vault."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    objects: BaseUserManager["User"] = BaseUserManager()
    USERNAME_FIELD = "email"
