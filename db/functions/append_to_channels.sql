-- Stores messages of many channels in one transaction and one round trip: the group commit over channels.
--
-- The drafts come as parallel arrays, those of a channel one after the other and in their order; no two of a channel
-- have the same nonce.
-- p_replies may be empty if no draft is a reply. A draft has a text and possibly a reply, and no mention, attachment,
-- poll or echo: those are for append_messages.
--
-- Returns the channels whose drafts are all stored, and numbered in the order of the arrays from lastSeq + 1 and
-- lastRev + 1. A channel is left out, and nothing of it is stored, if append_messages has to decide about it alone:
--   it does not exist, or another transaction has locked it or the membership of an author,
--   it has slow mode, by itself or by raid mode, or an author may not post there now,
--   a message with this nonce is already stored, or the message that a draft replies to does not exist.
-- `followers` are the users who follow this thread because of this call. A message keeps the number of joins that its
-- append has seen, as in append_messages.
--
-- Locks: the channels in the order of their ids, then the memberships of the authors. It waits for neither, so no
-- channel delays the others, and two calls cannot deadlock. It waits at most 100 ms for any other lock, such as a read
-- marker that is moving, and then fails without storing anything.
-- Plans: PostgreSQL may plan a statement while a table is empty and keep the plan when it is large. So no plan here may
-- scan a table, or look up a nonce by its channel or its author.
CREATE OR REPLACE FUNCTION append_to_channels(
	p_channels bigint[], p_authors bigint[], p_nonces uuid[], p_contents text[], p_replies bigint[]
) RETURNS json LANGUAGE plpgsql
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET lock_timeout = '100ms' AS $$
DECLARE
	v_now timestamptz(3) := clock_timestamp();
	v_channels channels[];
	v_stored json;
BEGIN
	SELECT array_agg(held.c) INTO v_channels FROM (
		SELECT c FROM channels c WHERE c.id = ANY (p_channels) ORDER BY c.id FOR NO KEY UPDATE SKIP LOCKED
	) held;

	-- This statement has a newer snapshot than the one above: it sees every nonce that was stored, and every join that
	-- was counted, before the locks.
	WITH place AS MATERIALIZED (
		SELECT c.id, c.server_id, c.view_restricted, c.parent_id, c.first_seq, c.last_seq, c.last_rev, c.uncounted_count, s.join_rev,
			c::channels AS channel, s::servers AS server,
			-- Whether every member may send here who is not held to reading: spares most authors the call below.
			NOT c.restricted AND c.archived_at IS NULL AND s.frozen_at IS NULL AND coalesce(s.raid_until <= v_now, true)
				AND s.everyone_bits & 1 <> 0
				AND s.everyone_bits & CASE WHEN c.parent_id IS NULL THEN 4 ELSE 8 END <> 0 AS open
		FROM unnest(v_channels) AS c JOIN servers s ON s.id = c.server_id
		WHERE c.slow_mode_s = 0 AND (s.raid_until IS NULL OR s.raid_until <= v_now OR s.raid_slow_mode_s = 0)
	), draft AS MATERIALIZED (
		SELECT d.*, c.parent_id, c.last_seq, c.last_rev, c.join_rev,
			w.user_id IS NOT NULL AND (d.reply IS NULL OR d.reply BETWEEN c.first_seq AND c.last_seq) AND (
				SELECT m.seq FROM messages m
				WHERE m.nonce = d.nonce AND m.author_id + 0 = d.author_id AND m.channel_id + 0 = d.channel_id
			) IS NULL AS fits
		FROM unnest(p_channels, p_authors, p_nonces, p_contents, p_replies)
			WITH ORDINALITY AS d(channel_id, author_id, nonce, content, reply, n)
		JOIN place c ON c.id = d.channel_id
		LEFT JOIN LATERAL (
			SELECT m.user_id FROM memberships m
			WHERE m.server_id = c.server_id AND m.user_id = d.author_id
				AND (
					c.open AND m.accepted_at IS NOT NULL AND m.timed_out_until IS NULL
					OR channel_bits(c.channel, c.server, m) & 4 <> 0
				)
			FOR SHARE OF m SKIP LOCKED
		) w ON true
	), whole AS MATERIALIZED (
		SELECT channel_id, count(*) AS size, min(n) - 1 AS before, array_agg(author_id) AS authors
		FROM draft GROUP BY channel_id HAVING bool_and(fits)
	), kept AS MATERIALIZED (
		SELECT d.*, d.n - w.before AS nth FROM draft d JOIN whole w ON w.channel_id = d.channel_id
	), born AS (
		INSERT INTO messages (
			channel_id, seq, born_rev, rev, nonce, author_id, content, reply_to, created_at, join_rev
		)
		SELECT channel_id, last_seq + nth, last_rev + nth, last_rev + nth, nonce, author_id, content, reply, v_now, join_rev
		FROM kept
	), marked AS (
		INSERT INTO reads AS r (user_id, channel_id, last_read_seq)
		SELECT author_id, channel_id, max(last_seq + nth) FROM kept
		GROUP BY channel_id, author_id ORDER BY channel_id, author_id
		ON CONFLICT (user_id, channel_id) DO UPDATE SET last_read_seq = greatest(r.last_read_seq, excluded.last_read_seq)
	), head AS (
		UPDATE channels c SET last_seq = c.last_seq + w.size, last_rev = c.last_rev + w.size
		FROM whole w WHERE c.id = w.channel_id
	), following AS (
		-- An author in a thread follows it.
		INSERT INTO follows AS f (user_id, channel_id)
		SELECT DISTINCT author_id, channel_id FROM kept WHERE parent_id IS NOT NULL
		ON CONFLICT (user_id, channel_id) DO UPDATE SET following = true WHERE NOT f.following
		RETURNING user_id, channel_id
	)
	SELECT json_agg(k) INTO v_stored FROM (
		SELECT c.id AS "channelId", c.last_seq AS "lastSeq", c.last_rev AS "lastRev", c.server_id AS "serverId",
			c.view_restricted AS hidden, c.parent_id AS "parentId", c.uncounted_count AS uncounted,
			(
				SELECT json_agg(json_build_object(
					'id', u.id, 'username', u.username, 'displayName', u.display_name, 'avatarUrl', u.avatar_url,
					-- Not joined: a plan of a small table may hash all memberships of the server.
					'nickname', (SELECT n.nickname FROM memberships n WHERE n.server_id = c.server_id AND n.user_id = u.id)
				)) FROM users u WHERE u.id = ANY (w.authors)
			) AS people,
			(SELECT coalesce(json_agg(f.user_id), '[]') FROM following f WHERE f.channel_id = c.id) AS followers
		FROM whole w JOIN place c ON c.id = w.channel_id
	) k;
	RETURN json_build_object('at', v_now, 'channels', v_stored);
END
$$;
