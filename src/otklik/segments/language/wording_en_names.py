"""Standard events and properties (docs/reference/names.md) as a sentence about people says them, English."""

from collections.abc import Mapping
from typing import Final

from otklik.segments.language.wording_base import EventWords

EVENTS: Final[Mapping[str, EventWords]] = {
    "$session_started": EventWords("Session started", "visited the site", "did not visit the site"),
    "$page_viewed": EventWords("Page viewed", "viewed a page", "did not view a page"),
    "$element_clicked": EventWords("Element clicked", "clicked an element", "did not click an element"),
    "$field_filled": EventWords("Field filled", "filled in a field", "did not fill in a field"),
    "$form_submitted": EventWords("Form submitted", "submitted a form", "did not submit a form"),
    "$scrolled": EventWords("Page scrolled", "scrolled a page", "did not scroll a page"),
    "$exit_intent": EventWords("Exit intent", "were about to leave a page", "were not about to leave a page"),
    "$time_on_page": EventWords("Time on page", "stayed on a page", "did not stay on a page"),
    "$time_on_site": EventWords("Time on site", "stayed on the site", "did not stay on the site"),
    "$identified": EventWords("Identified", "were identified", "were not identified"),
    "$registered": EventWords("Registered", "signed up", "did not sign up"),
    "$signed_in": EventWords("Signed in", "signed in", "did not sign in"),
    "$signed_out": EventWords("Signed out", "signed out", "did not sign out"),
    "$merged": EventWords("Merged", "were merged with another card", "were not merged with another card"),
    "$unmerged": EventWords(
        "Unmerged", "were separated from another card", "were not separated from another card"
    ),
    "$email_changed": EventWords("Email changed", "changed their email", "did not change their email"),
    "$phone_changed": EventWords("Phone changed", "changed their phone", "did not change their phone"),
    "$name_changed": EventWords("Name changed", "changed their name", "did not change their name"),
    "$property_changed": EventWords(
        "Property changed", "had a property changed", "did not have a property changed"
    ),
    "$product_viewed": EventWords("Product viewed", "viewed a product", "did not view a product"),
    "$cart_added": EventWords(
        "Added to cart", "added a product to the cart", "did not add a product to the cart"
    ),
    "$cart_removed": EventWords(
        "Removed from cart", "removed a product from the cart", "did not remove a product from the cart"
    ),
    "$favorite_added": EventWords(
        "Added to favourites", "added a product to favourites", "did not add a product to favourites"
    ),
    "$category_viewed": EventWords("Category viewed", "viewed a category", "did not view a category"),
    "$search_performed": EventWords("Search performed", "searched the site", "did not search the site"),
    "$cart_viewed": EventWords("Cart viewed", "viewed the cart", "did not view the cart"),
    "$order_started": EventWords("Order started", "started an order", "did not start an order"),
    "$order_completed": EventWords("Order completed", "placed an order", "did not place an order"),
    "$order_paid": EventWords("Order paid", "paid for an order", "did not pay for an order"),
    "$order_cancelled": EventWords("Order cancelled", "cancelled an order", "did not cancel an order"),
    "$order_refunded": EventWords("Order refunded", "returned an order", "did not return an order"),
    "$order_status_changed": EventWords(
        "Order status changed", "had an order change status", "did not have an order change status"
    ),
    "$message_sent": EventWords("Message sent", "were sent a message", "were not sent a message"),
    "$message_delivered": EventWords("Message delivered", "received a message", "did not receive a message"),
    "$message_shown": EventWords("Message shown", "were shown a message", "were not shown a message"),
    "$message_read": EventWords("Message read", "read a message", "did not read a message"),
    "$message_clicked": EventWords("Message clicked", "clicked in a message", "did not click in a message"),
    "$message_closed": EventWords("Message closed", "closed a message", "did not close a message"),
    "$message_replied": EventWords("Message replied", "replied to a message", "did not reply to a message"),
    "$message_unsubscribed": EventWords(
        "Unsubscribed in a message", "unsubscribed in a message", "did not unsubscribe in a message"
    ),
    "$message_complained": EventWords(
        "Message complained", "complained about a message", "did not complain about a message"
    ),
    "$message_bounced": EventWords(
        "Message bounced", "could not be reached by a message", "were never out of reach of a message"
    ),
    "$message_failed": EventWords(
        "Message failed", "lost, through a failure, a message", "did not lose, through a failure, a message"
    ),
    "$message_skipped": EventWords(
        "Message skipped", "were left out of a message", "were not left out of a message"
    ),
    "$goal_reached": EventWords("Goal reached", "reached a goal", "did not reach a goal"),
    "$experiment_assigned": EventWords(
        "Experiment assigned", "joined an experiment", "did not join an experiment"
    ),
    "$segment_entered": EventWords("Entered a segment", "entered a segment", "did not enter a segment"),
    "$segment_left": EventWords("Left a segment", "left a segment", "did not leave a segment"),
    "$list_joined": EventWords("Joined a list", "joined a list", "did not join a list"),
    "$list_left": EventWords("Left a list", "left a list", "did not leave a list"),
    "$score_reached": EventWords("Score reached", "reached a score", "did not reach a score"),
    "$subscribed": EventWords("Subscribed", "subscribed", "did not subscribe"),
    "$unsubscribed": EventWords("Unsubscribed", "unsubscribed", "did not unsubscribe"),
    "$consent_given": EventWords("Consent given", "gave consent", "did not give consent"),
    "$consent_withdrawn": EventWords("Consent withdrawn", "withdrew consent", "did not withdraw consent"),
    "$conversation_started": EventWords(
        "Conversation started", "started a conversation", "did not start a conversation"
    ),
    "$conversation_closed": EventWords(
        "Conversation closed", "finished a conversation", "did not finish a conversation"
    ),
    "$conversation_reopened": EventWords(
        "Conversation reopened", "reopened a conversation", "did not reopen a conversation"
    ),
    "$conversation_replied": EventWords(
        "Conversation replied", "were answered in a conversation", "were not answered in a conversation"
    ),
    "$rated": EventWords("Rated", "left a rating", "did not leave a rating"),
    "$call_started": EventWords("Call started", "started a call", "did not start a call"),
    "$call_finished": EventWords("Call finished", "spoke on the phone", "did not speak on the phone"),
    "$call_missed": EventWords("Call missed", "called and got no answer", "had no missed call"),
    "$task_created": EventWords("Task created", "gave cause for a task", "did not give cause for a task"),
    "$task_done": EventWords("Task done", "had a task done", "did not have a task done"),
    "$promo_code_issued": EventWords("Promo code issued", "got a promo code", "did not get a promo code"),
    "$promo_code_used": EventWords("Promo code used", "used a promo code", "did not use a promo code"),
}

PROPERTIES: Final[Mapping[str, str]] = {
    "$name": "name",
    "$first_name": "first name",
    "$last_name": "last name",
    "$email": "email",
    "$phone": "phone",
    "$avatar": "avatar",
    "$gender": "gender",
    "$birthday": "birthday",
    "$city": "city",
    "$country": "country",
    "$time_zone": "time zone",
    "$language": "language",
    "$first_seen": "first seen",
    "$last_seen": "last seen",
    "$sessions_count": "number of sessions",
    "$pages_count": "number of pages viewed",
    "$initial_referrer": "first referrer",
    "$initial_landing_url": "first landing page",
    "$initial_utm_source": "first utm_source",
    "$initial_utm_medium": "first utm_medium",
    "$initial_utm_campaign": "first utm_campaign",
    "$initial_channel_kind": "first kind of source",
    "$last_referrer": "last referrer",
    "$last_landing_url": "last landing page",
    "$last_utm_source": "last utm_source",
    "$last_utm_medium": "last utm_medium",
    "$last_utm_campaign": "last utm_campaign",
    "$last_channel_kind": "last kind of source",
    "$gclid": "gclid",
    "$yclid": "yclid",
    "$fbclid": "fbclid",
    "$ga_client_id": "Google Analytics client ID",
    "$ym_client_id": "Metrica ClientID",
    "$cart_amount": "cart amount",
    "$cart_items": "cart items",
    "$viewed_products": "viewed products",
    "$ordered_items": "ordered items",
    "$orders_count": "number of orders",
    "$paid_orders_count": "number of paid orders",
    "$revenue": "revenue",
    "$last_payment": "last payment",
    "$last_order_at": "date of the last order",
    "$last_order_status": "status of the last order",
    "$average_cheque": "average order value",
    "$discount": "discount",
    "$customer_group": "customer group",
    "$user_id": "user ID",
    "$score": "score",
    "$stage": "stage",
    "$rfm": "RFM cell",
    "$rfm_group": "RFM group",
    "$company": "company",
    "$company_id": "company ID",
    "amount": "amount",
    "price": "price",
    "quantity": "quantity",
    "category": "category",
    "name": "name",
    "product_id": "product ID",
    "order_id": "order ID",
    "items": "items",
    "status": "status",
    "old_status": "previous status",
    "coupon": "coupon",
    "currency": "currency",
    "url": "page address",
    "path": "page path",
    "title": "title",
    "referrer": "referrer",
    "query": "query",
    "message_id": "message",
    "topic": "topic",
    "channel": "channel",
    "link": "link",
    "variant": "variant",
    "reason": "reason",
    "goal": "goal",
    "score": "score",
    "segment": "segment",
    "list": "list",
    "operator": "operator",
    "property": "property",
    "old": "previous value",
    "new": "new value",
    "first": "first",
    "source": "source",
    "text": "text",
    "form": "form",
    "element": "element",
    "device": "device",
    "browser": "browser",
    "os": "OS",
    "city": "city",
    "country": "country",
}

CHANNELS: Final[Mapping[str, str]] = {
    "chat": "chat",
    "popup": "popups",
    "form": "forms",
    "email": "email",
    "web_push": "web push",
    "app_push": "app push",
    "sms": "SMS",
    "telegram": "Telegram",
    "vk": "VK",
    "max": "MAX",
    "facebook": "Facebook",
    "callback": "callback",
    "webhook": "webhooks",
    "task": "tasks",
}
