"""The reader: a wiki in the browser, served on loopback or written out as a folder that opens without a server."""
