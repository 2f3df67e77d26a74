-- Trigger: keeps the name by which lists sort a member, the names by which they are found, and whether their account has
-- a second factor.
CREATE OR REPLACE FUNCTION set_sort_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	SELECT lower(coalesce(NEW.nickname, u.display_name)),
		concat_ws(E'\n', u.username, lower(u.display_name), lower(NEW.nickname)), u.has_factor
	INTO NEW.sort_name, NEW.search_names, NEW.has_factor FROM users u WHERE u.id = NEW.user_id;
	RETURN NEW;
END
$$;
