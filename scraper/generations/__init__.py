"""The generations of chatgpt.com's page, one data file each."""
