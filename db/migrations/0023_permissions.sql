ALTER TABLE roles ADD CONSTRAINT role_position UNIQUE (server_id, position) DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
-- The permissions of a member in their server as a whole, as the bits of lib/auth/permissions.ts; 0 without a
-- membership. lib/auth/member-permissions.ts is the same rule in TypeScript, and a test holds both equal.
CREATE OR REPLACE FUNCTION server_bits(s servers, m memberships) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	c_all CONSTANT bigint := 68719476735;
	c_read_only CONSTANT bigint := 3;
	c_administrator CONSTANT bigint := 1073741824;
	v_bits bigint := s.everyone_bits | m.role_bits;
BEGIN
	IF m.user_id IS NULL OR s.id IS NULL THEN RETURN 0; END IF;
	IF m.user_id = s.owner_id THEN RETURN c_all; END IF;
	IF v_bits & c_administrator <> 0 THEN v_bits := c_all; END IF;
	IF m.accepted_at IS NULL OR m.timed_out_until > statement_timestamp() THEN v_bits := v_bits & c_read_only; END IF;
	RETURN v_bits & c_all;
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
	c_send CONSTANT bigint := 4;
	c_send_in_threads CONSTANT bigint := 8;
	c_administrator CONSTANT bigint := 1073741824;
	c_write CONSTANT bigint := 15032400892;
	v_bits bigint := s.everyone_bits | m.role_bits;
	v_is_owner boolean := m.user_id = s.owner_id;
	v_channel bigint := CASE WHEN NOT c.follows_group THEN coalesce(c.parent_id, c.id) END;
	v_group bigint := CASE WHEN c.follows_group THEN c.group_id END;
	v_allow bigint[];
	v_deny bigint[];
BEGIN
	IF m.user_id IS NULL OR c.id IS NULL THEN RETURN 0; END IF;
	IF v_is_owner OR v_bits & c_administrator <> 0 THEN
		v_bits := c_all;
	ELSIF c.restricted THEN
		SELECT array_agg(coalesce(o.allow, 0) ORDER BY scope), array_agg(coalesce(o.deny, 0) ORDER BY scope) INTO v_allow, v_deny
		FROM generate_series(0, 2) AS scope LEFT JOIN (
			SELECT o.scope, bit_or(o.allow) AS allow, bit_or(o.deny) AS deny FROM overrides o
			WHERE (o.channel_id = v_channel OR o.group_id = v_group)
				AND (o.scope = 0 OR o.role_id = ANY (m.role_ids) OR o.user_id = m.user_id)
			GROUP BY o.scope
		) o USING (scope);
		FOR i IN 1..3 LOOP
			v_bits := (v_bits & ~v_deny[i]) | v_allow[i];
		END LOOP;
	END IF;
	IF v_bits & c_view = 0 THEN RETURN 0; END IF;
	IF NOT v_is_owner AND (m.accepted_at IS NULL OR m.timed_out_until > statement_timestamp()) THEN
		v_bits := v_bits & c_read_only;
	END IF;
	IF c.parent_id IS NOT NULL THEN
		v_bits := CASE WHEN v_bits & c_send_in_threads <> 0 THEN v_bits | c_send ELSE v_bits & ~c_send END;
	END IF;
	IF c.archived_at IS NOT NULL THEN v_bits := v_bits & ~c_write; END IF;
	RETURN v_bits & c_all;
END
$$;
--> statement-breakpoint
-- The permissions of a user in a channel or thread, as channel_bits() decides.
CREATE OR REPLACE FUNCTION member_bits(p_channel bigint, p_user bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	v_bits bigint;
BEGIN
	SELECT channel_bits(c, s, m) INTO v_bits
	FROM channels c JOIN servers s ON s.id = c.server_id
	JOIN memberships m ON m.server_id = s.id AND m.user_id = p_user
	WHERE c.id = p_channel;
	RETURN coalesce(v_bits, 0);
END
$$;
--> statement-breakpoint
-- Whether a user may view a channel or thread.
CREATE OR REPLACE FUNCTION may_view(p_channel bigint, p_user bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN member_bits(p_channel, p_user) & 1 <> 0;
END
$$;
--> statement-breakpoint
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
--> statement-breakpoint
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
	UPDATE channels c SET private = n.bits & 1 = 0, view_restricted = n.bits & 1 = 0 OR n.denied & 1 <> 0,
		restricted = n.restricted, group_id = n.group_id, follows_group = n.follows_group
	FROM seen n
	WHERE n.id = coalesce(c.parent_id, c.id) AND (c.id = ANY (p_channels) OR c.parent_id = ANY (p_channels))
		AND (c.private, c.view_restricted, c.restricted, c.group_id, c.follows_group)
			IS DISTINCT FROM (n.bits & 1 = 0, n.bits & 1 = 0 OR n.denied & 1 <> 0, n.restricted, n.group_id, n.follows_group);
END
$$;
--> statement-breakpoint
-- Sets the order in which an override counts.
CREATE OR REPLACE FUNCTION set_override_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.scope := CASE
		WHEN NEW.user_id IS NOT NULL THEN 2
		WHEN (SELECT r.is_everyone FROM roles r WHERE r.id = NEW.role_id) THEN 0
		ELSE 1
	END;
	RETURN NEW;
END
$$;
--> statement-breakpoint
-- Brings the channels up to date that overrides apply to, or applied to.
CREATE OR REPLACE FUNCTION after_override_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	v_channels bigint[];
	v_groups bigint[];
BEGIN
	IF TG_OP = 'DELETE' THEN
		SELECT array_agg(DISTINCT o.channel_id), array_agg(DISTINCT o.group_id) INTO v_channels, v_groups FROM old_rows o;
	ELSE
		SELECT array_agg(DISTINCT o.channel_id), array_agg(DISTINCT o.group_id) INTO v_channels, v_groups FROM new_rows o;
	END IF;
	PERFORM refresh_channels(array(
		SELECT c.id FROM channels c WHERE c.id = ANY (v_channels) OR (c.group_id = ANY (v_groups) AND c.follows_group AND c.parent_id IS NULL)
	));
	RETURN NULL;
END
$$;
--> statement-breakpoint
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
--> statement-breakpoint
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
--> statement-breakpoint
-- Brings the channels of a server up to date when the permissions of @everyone change.
CREATE OR REPLACE FUNCTION after_everyone_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_channels(array(SELECT c.id FROM channels c WHERE c.server_id = NEW.id AND c.parent_id IS NULL));
	RETURN NULL;
END
$$;
--> statement-breakpoint
-- Gives a new server its role @everyone, with everyoneDefaults of lib/auth/permissions.ts.
CREATE OR REPLACE FUNCTION create_everyone_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO roles (server_id, name, handle, position, is_everyone, permissions)
	VALUES (NEW.id, 'everyone', 'everyone', 0, true, 15036584447);
	RETURN NULL;
END
$$;
--> statement-breakpoint
-- Gives a new channel the access of its group, and a new thread the access of its channel.
CREATE OR REPLACE FUNCTION place_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.parent_id IS NOT NULL THEN
		-- Waits for a change of the channel's access, which does not see this thread yet.
		SELECT c.private, c.view_restricted, c.restricted, c.group_id, c.follows_group, c.archived_at
		INTO NEW.private, NEW.view_restricted, NEW.restricted, NEW.group_id, NEW.follows_group, NEW.archived_at
		FROM channels c WHERE c.id = NEW.parent_id FOR SHARE;
	ELSE
		NEW.private := false;
	END IF;
	RETURN NEW;
END
$$;
--> statement-breakpoint
-- Brings a channel up to date that was created, or moved to another group.
CREATE OR REPLACE FUNCTION after_channel_placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM refresh_channels(array[NEW.id]);
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER override_scope BEFORE INSERT OR UPDATE ON overrides FOR EACH ROW EXECUTE FUNCTION set_override_scope();
--> statement-breakpoint
CREATE TRIGGER overrides_inserted AFTER INSERT ON overrides REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION after_override_change();
--> statement-breakpoint
CREATE TRIGGER overrides_updated AFTER UPDATE ON overrides REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION after_override_change();
--> statement-breakpoint
CREATE TRIGGER overrides_deleted AFTER DELETE ON overrides REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION after_override_change();
--> statement-breakpoint
CREATE TRIGGER member_roles_inserted AFTER INSERT ON member_roles REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION after_member_role_change();
--> statement-breakpoint
CREATE TRIGGER member_roles_deleted AFTER DELETE ON member_roles REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION after_member_role_change();
--> statement-breakpoint
CREATE TRIGGER roles_inserted AFTER INSERT ON roles REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION after_role_change();
--> statement-breakpoint
CREATE TRIGGER roles_updated AFTER UPDATE ON roles REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION after_role_change();
--> statement-breakpoint
CREATE TRIGGER everyone_changed AFTER UPDATE OF everyone_bits ON servers
FOR EACH ROW EXECUTE FUNCTION after_everyone_change();
--> statement-breakpoint
CREATE TRIGGER channel_placed_before BEFORE INSERT ON channels FOR EACH ROW EXECUTE FUNCTION place_channel();
--> statement-breakpoint
CREATE TRIGGER channel_created AFTER INSERT ON channels
FOR EACH ROW WHEN (NEW.parent_id IS NULL) EXECUTE FUNCTION after_channel_placed();
--> statement-breakpoint
CREATE TRIGGER channel_moved AFTER UPDATE OF group_id, follows_group ON channels
FOR EACH ROW WHEN (NEW.parent_id IS NULL AND (OLD.group_id, OLD.follows_group) IS DISTINCT FROM (NEW.group_id, NEW.follows_group))
EXECUTE FUNCTION after_channel_placed();
--> statement-breakpoint
CREATE TRIGGER server_created AFTER INSERT ON servers FOR EACH ROW EXECUTE FUNCTION create_everyone_role();
--> statement-breakpoint
-- Every member may view every channel that is not private, and do there what members could do so far.
INSERT INTO roles (server_id, name, handle, position, is_everyone, permissions)
SELECT id, 'everyone', 'everyone', 0, true, 15036584447 FROM servers ORDER BY id;
--> statement-breakpoint
-- Private channels stay for their creator, and for the owner, who may do everything.
INSERT INTO overrides (channel_id, role_id, deny)
SELECT c.id, r.id, 1 FROM channels c JOIN roles r ON r.server_id = c.server_id AND r.is_everyone
WHERE c.private AND c.parent_id IS NULL ORDER BY c.id;
--> statement-breakpoint
INSERT INTO overrides (channel_id, user_id, allow)
SELECT c.id, c.creator_id, 1 FROM channels c WHERE c.private AND c.parent_id IS NULL ORDER BY c.id;
--> statement-breakpoint
UPDATE memberships SET accepted_at = joined_at;
