"""Clients out of files: tables and vCards, read, checked and added to the directory."""
