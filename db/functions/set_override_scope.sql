-- Sets the order in which an override counts.
CREATE OR REPLACE FUNCTION set_override_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.scope := CASE
		WHEN NEW.user_id IS NOT NULL THEN 2
		WHEN (SELECT r.is_everyone FROM roles r WHERE r.id = NEW.role_id) THEN 0
		ELSE 1
	END;
	RETURN NEW;
END
$$;
