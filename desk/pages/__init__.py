"""The screens: each module answers for one page, and hands what it shows to a template or a component."""
