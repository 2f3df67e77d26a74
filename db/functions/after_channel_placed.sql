-- Brings a channel up to date that was created, or moved to another group.
CREATE OR REPLACE FUNCTION after_channel_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_channels(array[NEW.id]);
	RETURN NULL;
END
$$;
