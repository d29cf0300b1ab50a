"""The screens: each draws a frozen view and posts what was pressed."""
