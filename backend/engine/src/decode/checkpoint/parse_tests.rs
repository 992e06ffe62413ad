//! Configurations as models ship them, and what is refused.
