"""What the commands that compute on a file read, before the engine sees it."""
