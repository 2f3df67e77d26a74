-- Brings the copies in these memberships up to date with the members' roles. It changes every row, even to the same
-- values, so that it waits for the appends that have read the row.
CREATE OR REPLACE FUNCTION refresh_members(p_server bigint, p_users bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM 1 FROM memberships m WHERE m.server_id = p_server AND m.user_id = ANY (p_users)
	ORDER BY m.user_id FOR NO KEY UPDATE;
	UPDATE memberships m SET role_ids = h.ids, role_bits = h.bits, rank = h.rank
	FROM (
		SELECT u.id, coalesce(array_agg(r.id ORDER BY r.id) FILTER (WHERE r.id IS NOT NULL), '{}') AS ids,
			coalesce(bit_or(r.permissions), 0) AS bits, coalesce(max(r.position), 0) AS rank
		FROM unnest(p_users) AS u(id)
		LEFT JOIN member_roles h ON h.server_id = p_server AND h.user_id = u.id
		LEFT JOIN roles r ON r.id = h.role_id
		GROUP BY u.id
	) h
	WHERE m.server_id = p_server AND m.user_id = h.id;
END
$$;
