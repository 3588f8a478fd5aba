"""The demo shop "Tea & Thimble": a small real site with its own port, run by `python -m otklik.demo.shop`."""
