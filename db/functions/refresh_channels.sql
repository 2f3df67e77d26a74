-- Brings the copies in these channels and their threads up to date with the overrides. It locks every row, even if its
-- values stay the same, so that it waits for the appends that have read the row.
CREATE OR REPLACE FUNCTION refresh_channels(p_channels bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM 1 FROM channels c WHERE c.id = ANY (p_channels) OR c.parent_id = ANY (p_channels)
	ORDER BY c.id FOR NO KEY UPDATE;
	WITH seen AS (
		SELECT c.id, c.group_id, c.follows_group,
			s.everyone_bits & ~coalesce(bit_or(o.deny) FILTER (WHERE o.scope = 0), 0)
				| coalesce(bit_or(o.allow) FILTER (WHERE o.scope = 0), 0) AS bits,
			coalesce(bit_or(o.deny) FILTER (WHERE o.scope > 0), 0) AS denied, count(o.id) > 0 AS restricted
		FROM channels c JOIN servers s ON s.id = c.server_id
		LEFT JOIN overrides o ON o.channel_id = CASE WHEN NOT c.follows_group THEN c.id END
			OR o.group_id = CASE WHEN c.follows_group THEN c.group_id END
		WHERE c.id = ANY (p_channels) AND c.parent_id IS NULL
		GROUP BY c.id, s.everyone_bits
	)
	UPDATE channels c SET private = n.bits & 1 = 0, view_restricted = n.bits & 3 <> 3 OR n.denied & 3 <> 0,
		restricted = n.restricted, group_id = n.group_id, follows_group = n.follows_group
	FROM seen n
	WHERE n.id = coalesce(c.parent_id, c.id) AND (c.id = ANY (p_channels) OR c.parent_id = ANY (p_channels))
		AND (c.private, c.view_restricted, c.restricted, c.group_id, c.follows_group)
			IS DISTINCT FROM (n.bits & 1 = 0, n.bits & 3 <> 3 OR n.denied & 3 <> 0, n.restricted, n.group_id, n.follows_group);
END
$$;
