"""Getting a question to ChatGPT exactly once: model, files, text, proof; and everything else that is pressed."""
