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
--> statement-breakpoint
-- The permissions of a member in a channel or thread, as the bits of lib/auth/permissions.ts; 0 without a membership,
-- and 0 if they may not view it. lib/auth/member-permissions.ts is the same rule in TypeScript, and a test holds both
-- equal.
--
-- The member's roles are read from the membership's row and not from member_roles: whoever holds a lock on that row
-- reads its newest state, while the statement's snapshot may be older.
CREATE OR REPLACE FUNCTION channel_bits(c channels, s servers, m memberships) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	c_all CONSTANT bigint := 68719476735;
	c_view CONSTANT bigint := 1;
	c_read_only CONSTANT bigint := 3;
	c_frozen CONSTANT bigint := 655363;
	c_send CONSTANT bigint := 4;
	c_send_in_threads CONSTANT bigint := 8;
	c_administrator CONSTANT bigint := 1073741824;
	c_write CONSTANT bigint := 15032400892;
	v_possible bigint := c_all & ~withheld_bits(s, m);
	v_bits bigint := (s.everyone_bits | m.role_bits) & v_possible;
	v_is_owner boolean := m.user_id = s.owner_id;
	v_channel bigint := CASE WHEN NOT c.follows_group THEN coalesce(c.parent_id, c.id) END;
	v_group bigint := CASE WHEN c.follows_group THEN c.group_id END;
	v_roles CONSTANT bigint[] := m.role_ids;
	v_override record;
	v_deny_everyone bigint := 0;
	v_allow_everyone bigint := 0;
	v_deny_roles bigint := 0;
	v_allow_roles bigint := 0;
	v_deny_user bigint := 0;
	v_allow_user bigint := 0;
BEGIN
	IF m.user_id IS NULL OR c.id IS NULL THEN RETURN 0; END IF;
	IF v_is_owner OR v_bits & c_administrator <> 0 THEN
		v_bits := c_all;
	ELSIF c.restricted THEN
		-- A loop over the few rows that concern the member takes two thirds of the time of aggregating them.
		FOR v_override IN
			SELECT o.scope, o.allow, o.deny FROM overrides o
			WHERE (o.channel_id = v_channel OR o.group_id = v_group)
				AND (o.scope = 0 OR o.role_id = ANY (v_roles) OR o.user_id = m.user_id)
		LOOP
			IF v_override.scope = 0 THEN
				v_deny_everyone := v_override.deny;
				v_allow_everyone := v_override.allow;
			ELSIF v_override.scope = 1 THEN
				v_deny_roles := v_deny_roles | v_override.deny;
				v_allow_roles := v_allow_roles | v_override.allow;
			ELSE
				v_deny_user := v_override.deny;
				v_allow_user := v_override.allow;
			END IF;
		END LOOP;
		v_bits := v_bits & ~v_deny_everyone | v_allow_everyone;
		v_bits := v_bits & ~v_deny_roles | v_allow_roles;
		v_bits := v_bits & ~v_deny_user | v_allow_user;
	END IF;
	IF v_bits & c_view = 0 THEN RETURN 0; END IF;
	IF NOT v_is_owner AND (
		m.accepted_at IS NULL OR m.timed_out_until > statement_timestamp() OR s.raid_until IS NOT NULL AND is_newcomer(s, m)
	) THEN
		v_bits := v_bits & c_read_only;
	END IF;
	IF s.frozen_at IS NOT NULL THEN v_bits := v_bits & c_frozen; END IF;
	IF c.parent_id IS NOT NULL THEN
		v_bits := CASE WHEN v_bits & c_send_in_threads <> 0 THEN v_bits | c_send ELSE v_bits & ~c_send END;
	END IF;
	IF c.archived_at IS NOT NULL THEN v_bits := v_bits & ~c_write; END IF;
	RETURN v_bits & v_possible;
END
$$;
