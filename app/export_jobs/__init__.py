"""Exports that the worker makes: asked for, made with progress, fetched by who asked, and deleted after some days."""
