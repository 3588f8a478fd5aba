"""The demo: a small real shop, its simulated visitors, and 90 days of its real orders.

Data: "Online Retail", Daqing Chen, UCI Machine Learning Repository, 2015, doi 10.24432/C5BW33, CC BY 4.0.
"""
