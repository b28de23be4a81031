"""From a certified answer to the words and reasons of an audit."""
