-- Brings the channels of a server up to date when the permissions of @everyone change.
CREATE OR REPLACE FUNCTION after_everyone_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_channels(array(SELECT c.id FROM channels c WHERE c.server_id = NEW.id AND c.parent_id IS NULL));
	RETURN NULL;
END
$$;
