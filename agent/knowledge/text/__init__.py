"""Words of a text: characters, numerals, dates, names, negations; everything that is English."""
