"""Rules of signing in: which passwords are refused, how a username is proposed, how long a link lasts."""
