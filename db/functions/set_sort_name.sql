-- Trigger: keeps the name by which lists sort a member, and the names by which they are found.
CREATE OR REPLACE FUNCTION set_sort_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	SELECT lower(coalesce(NEW.nickname, u.display_name)),
		concat_ws(E'\n', u.username, lower(u.display_name), lower(NEW.nickname))
	INTO NEW.sort_name, NEW.search_names FROM users u WHERE u.id = NEW.user_id;
	RETURN NEW;
END
$$;
