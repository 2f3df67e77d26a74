-- Trigger: keeps the names of the user in the lists of members.
CREATE OR REPLACE FUNCTION after_display_name_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- The trigger of the memberships makes the names.
	UPDATE memberships m SET nickname = m.nickname WHERE m.user_id = NEW.id;
	RETURN NULL;
END
$$;
