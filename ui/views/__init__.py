"""The pages of the app, one script each; `ui.components.page.frame` lists them."""
