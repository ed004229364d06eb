"""ActivityPub as Mastodon speaks it: signatures, documents, activities, peers. Without Django."""
