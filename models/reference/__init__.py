"""The reference tables: CSV rows with source, confidence and validity dates, and one loader module a subject."""
