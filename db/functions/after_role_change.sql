-- Brings the server and the memberships up to date whose role was created or changed.
--
-- Locks: the channels first if @everyone changes, because they depend on it and appends lock them before memberships.
CREATE OR REPLACE FUNCTION after_role_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	v_server bigint;
	v_bits bigint;
	v_users bigint[];
BEGIN
	FOR v_server, v_bits IN SELECT r.server_id, r.permissions FROM new_rows r WHERE r.is_everyone LOOP
		PERFORM 1 FROM channels c WHERE c.server_id = v_server ORDER BY c.id FOR NO KEY UPDATE;
		UPDATE servers s SET everyone_bits = v_bits WHERE s.id = v_server AND s.everyone_bits <> v_bits;
	END LOOP;
	IF TG_OP = 'UPDATE' THEN
		FOR v_server, v_users IN
			SELECT n.server_id, array_agg(DISTINCT h.user_id)
			FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN member_roles h ON h.role_id = n.id
			WHERE (n.permissions, n.position) IS DISTINCT FROM (o.permissions, o.position)
			GROUP BY n.server_id
		LOOP
			PERFORM refresh_members(v_server, v_users);
		END LOOP;
	END IF;
	RETURN NULL;
END
$$;
