"""Who comes in, and from where.

guard     hosts, pages of other sites, and what every answer says to a browser
visitors  links that open once, and the cookie that a browser has from then on
"""
