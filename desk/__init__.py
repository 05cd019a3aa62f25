"""The desk: how people see what was found, and decide on it: the web page and the HTTP API."""
