"""Rules of documents: types and authority, numbers, signing, working days, the official form."""
