"""The client directory over HTTP: clients, their changes, files in and out."""
