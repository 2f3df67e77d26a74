-- Brings the memberships up to date whose roles were given or taken.
CREATE OR REPLACE FUNCTION after_member_role_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	v_server bigint;
	v_users bigint[];
BEGIN
	IF TG_OP = 'DELETE' THEN
		FOR v_server, v_users IN SELECT r.server_id, array_agg(DISTINCT r.user_id) FROM old_rows r GROUP BY r.server_id LOOP
			PERFORM refresh_members(v_server, v_users);
		END LOOP;
	ELSE
		FOR v_server, v_users IN SELECT r.server_id, array_agg(DISTINCT r.user_id) FROM new_rows r GROUP BY r.server_id LOOP
			PERFORM refresh_members(v_server, v_users);
		END LOOP;
	END IF;
	RETURN NULL;
END
$$;
