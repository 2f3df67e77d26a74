-- Deletes new mentions of users who have blocked the author, whatever inserted them. It is the function of the trigger
-- blocked_mentions, which runs once per statement, because one message can mention thousands of users.
CREATE OR REPLACE FUNCTION forget_blocked_mentions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM mentions n USING called c, messages m, blocks b
	WHERE m.channel_id = c.channel_id AND m.seq = c.seq AND b.user_id = c.user_id AND b.blocked_id = m.author_id
		AND n.user_id = c.user_id AND n.channel_id = c.channel_id AND n.seq = c.seq;
	RETURN NULL;
END
$$;
