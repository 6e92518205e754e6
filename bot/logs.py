"""Structured logs on standard error: what happened and of which kind, never what anybody said."""

import logging
import sys
import traceback

import structlog


def configure(level: str, form: str) -> None:
    """Set the least level that is written, and text or JSON."""
    least = logging.getLevelNamesMapping()[level.upper()]
    render = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def bare(error: BaseException) -> dict[str, str]:
    """Describe an error without its message, which may carry somebody's words: its type, and where it happened."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    where = " < ".join(f"{f.filename.rpartition('/')[2]}:{f.lineno}" for f in reversed(frames))
    return {"error": type(error).__name__, "where": where}
