-- Trigger: a former username is taken for everybody but the user who had it. It is refused like the username of another
-- account. A user who takes it back no longer needs it to be held.
CREATE OR REPLACE FUNCTION refuse_held_username() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (
		SELECT FROM held_usernames h
		WHERE h.username = NEW.username AND h.user_id IS DISTINCT FROM NEW.id AND h.until > now()
	) THEN
		RAISE EXCEPTION 'This username is held.' USING ERRCODE = 'unique_violation', CONSTRAINT = 'users_username_unique';
	END IF;
	DELETE FROM held_usernames h WHERE h.username = NEW.username;
	RETURN NULL;
END
$$;
