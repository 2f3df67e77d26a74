-- Gives a new server its role @everyone, with everyoneDefaults of lib/auth/permissions.ts.
CREATE OR REPLACE FUNCTION create_everyone_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO roles (server_id, name, handle, position, is_everyone, permissions)
	VALUES (NEW.id, 'everyone', 'everyone', 0, true, 15036584447);
	RETURN NULL;
END
$$;
