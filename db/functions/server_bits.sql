-- The permissions of a member in their server as a whole, as the bits of lib/auth/permissions.ts; 0 without a
-- membership. lib/auth/member-permissions.ts is the same rule in TypeScript, and a test holds both equal.
CREATE OR REPLACE FUNCTION server_bits(s servers, m memberships) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	c_all CONSTANT bigint := 68719476735;
	c_read_only CONSTANT bigint := 3;
	c_frozen CONSTANT bigint := 655363;
	c_administrator CONSTANT bigint := 1073741824;
	v_possible bigint := c_all & ~withheld_bits(s, m);
	v_bits bigint := (s.everyone_bits | m.role_bits) & v_possible;
	v_is_owner boolean := m.user_id = s.owner_id;
BEGIN
	IF m.user_id IS NULL OR s.id IS NULL THEN RETURN 0; END IF;
	IF v_is_owner OR v_bits & c_administrator <> 0 THEN v_bits := c_all; END IF;
	IF NOT v_is_owner AND (
		m.accepted_at IS NULL OR m.timed_out_until > statement_timestamp() OR s.raid_until IS NOT NULL AND is_newcomer(s, m)
	) THEN
		v_bits := v_bits & c_read_only;
	END IF;
	IF s.frozen_at IS NOT NULL THEN v_bits := v_bits & c_frozen; END IF;
	RETURN v_bits & v_possible;
END
$$;
