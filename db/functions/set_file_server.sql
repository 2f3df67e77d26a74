-- Trigger: a file belongs to the server of its channel, also when the channel is gone.
CREATE OR REPLACE FUNCTION set_file_server() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	SELECT c.server_id INTO NEW.server_id FROM channels c WHERE c.id = NEW.channel_id;
	RETURN NEW;
END
$$;
