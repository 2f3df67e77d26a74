-- Gives a new channel the access of its group, and a new thread the access and the slow mode of its channel.
CREATE OR REPLACE FUNCTION place_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.parent_id IS NOT NULL THEN
		-- Waits for a change of the channel's access, which does not see this thread yet.
		SELECT c.private, c.view_restricted, c.restricted, c.group_id, c.follows_group, c.archived_at, c.slow_mode_s
		INTO NEW.private, NEW.view_restricted, NEW.restricted, NEW.group_id, NEW.follows_group, NEW.archived_at,
			NEW.slow_mode_s
		FROM channels c WHERE c.id = NEW.parent_id FOR SHARE;
	ELSE
		NEW.private := false;
	END IF;
	RETURN NEW;
END
$$;
