-- Whether a member may only read because they have joined during raid mode, which lasts.
CREATE OR REPLACE FUNCTION is_newcomer(s servers, m memberships) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce(s.raid_until > statement_timestamp() AND s.newcomers_may = 'read' AND m.joined_at >= s.raid_since, false)
$$;
