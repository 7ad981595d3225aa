"""What passes between the page and the site, observed and decoded; nothing here asks for anything."""
