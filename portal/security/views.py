"""Answers to a request that failed a guard."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long."""
    return render(request, "errors/403.html", status=403)
