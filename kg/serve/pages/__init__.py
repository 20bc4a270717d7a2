"""The explorer's pages, made on the server: data go in as text, never as markup (Jinja with autoescape)."""
