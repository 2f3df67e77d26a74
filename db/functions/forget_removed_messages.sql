-- Forgets what was kept of a deleted channel's messages. A foreign key would be checked for each message that an action
-- removes, which takes a fifth of its time.
CREATE OR REPLACE FUNCTION forget_removed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM removed_messages WHERE channel_id = OLD.id;
	RETURN NULL;
END
$$;
