-- Mistyped words are found by what was meant, in the index of words: trigrams of whole messages were slower to
-- ask and dearer to keep than everything else of a message.
DROP INDEX conversation_parts_like;
