-- Gives a new channel the access of its group, and a new thread the access of its channel.
CREATE OR REPLACE FUNCTION place_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.parent_id IS NOT NULL THEN
		-- Waits for a change of the channel's access, which does not see this thread yet.
		SELECT c.private, c.view_restricted, c.restricted, c.group_id, c.follows_group, c.archived_at
		INTO NEW.private, NEW.view_restricted, NEW.restricted, NEW.group_id, NEW.follows_group, NEW.archived_at
		FROM channels c WHERE c.id = NEW.parent_id FOR SHARE;
	ELSE
		NEW.private := false;
	END IF;
	RETURN NEW;
END
$$;
