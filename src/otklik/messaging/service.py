"""What other rooms may ask of messaging."""

from otklik.messaging.contents import check_content, keep_content
from otklik.messaging.explaining import explain, get_send
from otklik.messaging.mail.composing import has_way_to_leave
from otklik.messaging.mail.reports import take_report
from otklik.messaging.mail.repository_suppression import Suppressed
from otklik.messaging.mail.standing import register_paused
from otklik.messaging.mail.suppression import find_suppressed, suppress
from otklik.messaging.matching import register_matcher
from otklik.messaging.noting import note
from otklik.messaging.planning import (
    pause_scenario,
    plan_sends,
    resume_scenario,
    stop_scenario,
    stop_sends,
)
from otklik.messaging.promo.samples import find_faults as find_promo_faults
from otklik.messaging.quiet import QuietHours, quiet_until
from otklik.messaging.releasing import register_filter
from otklik.messaging.repository import list_contents, list_left
from otklik.messaging.repository_site import is_site_used
from otklik.messaging.running import wake
from otklik.messaging.settings import get_settings
from otklik.messaging.telling import describe as describe_send
from otklik.messaging.telling import register_decided

__all__ = [
    "QuietHours",
    "Suppressed",
    "check_content",
    "describe_send",
    "explain",
    "find_promo_faults",
    "find_suppressed",
    "get_send",
    "get_settings",
    "has_way_to_leave",
    "is_site_used",
    "keep_content",
    "list_contents",
    "list_left",
    "note",
    "pause_scenario",
    "plan_sends",
    "quiet_until",
    "register_decided",
    "register_filter",
    "register_matcher",
    "register_paused",
    "resume_scenario",
    "stop_scenario",
    "stop_sends",
    "suppress",
    "take_report",
    "wake",
]
