-- Why a member may only read in a channel whatever their roles, as an error code; null if there is no such reason.
CREATE OR REPLACE FUNCTION read_only_reason(c channels, s servers, m memberships) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN m.user_id IS NULL THEN NULL
		WHEN s.frozen_at IS NOT NULL THEN 'frozen'
		WHEN c.archived_at IS NOT NULL THEN 'archived'
		WHEN m.user_id = s.owner_id THEN NULL
		WHEN m.timed_out_until > statement_timestamp() THEN 'timed_out'
		WHEN m.accepted_at IS NULL THEN 'rules_not_accepted'
		WHEN is_newcomer(s, m) THEN 'raid_mode'
	END
$$;
