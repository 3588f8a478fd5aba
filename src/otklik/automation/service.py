"""What other rooms may ask of automation."""

from otklik.automation.browsing import BrowserTrigger, fire, list_browser_triggers

__all__ = ["BrowserTrigger", "fire", "list_browser_triggers"]
