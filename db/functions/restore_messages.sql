-- Restores the messages that an action has removed, exactly as they were but for their revision, and forgets what was
-- kept of them. Messages of a channel share a revision, in the order of their seqs: at most p_at_once of them, and so
-- many that they take no more than about p_bytes as JSON.
--
-- The channels are locked by the caller. Returns each with its last_rev before and after, and the users whom the messages
-- mention. Users who no longer exist are left out, and
-- so are mentions of users who have left the server.
CREATE OR REPLACE FUNCTION restore_messages(p_action bigint, p_at_once int, p_bytes int) RETURNS json
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	-- The author, the times, the nonce, the summaries of a thread and of reactions, and the names of it all.
	v_around CONSTANT int := 700;
	v_users json;
	v_channels json;
BEGIN
	WITH sized AS (
		-- A short message counts as its share of p_bytes, so that p_at_once of these are as much as fits.
		SELECT r.channel_id, r.seq, r.kept -> 'message' AS was, c.last_rev, coalesce(sum(
				greatest(octet_length((r.kept -> 'message')::text) + v_around, p_bytes / p_at_once)
			) OVER (PARTITION BY r.channel_id ORDER BY r.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
		FROM removed_messages r JOIN channels c ON c.id = r.channel_id WHERE r.action_id = p_action
	), placed AS (
		SELECT channel_id, seq, was,
			last_rev + dense_rank() OVER (PARTITION BY channel_id ORDER BY before / p_bytes) AS rev
		FROM sized
	)
	UPDATE messages m SET rev = p.rev, deleted_at = NULL, content = p.was ->> 'content',
		edited_at = (p.was ->> 'edited_at')::timestamptz, mentions = nullif(p.was -> 'mentions', 'null'),
		emoji = nullif(p.was -> 'emoji', 'null'),
		attachments = nullif(p.was -> 'attachments', 'null'), embeds = nullif(p.was -> 'embeds', 'null'),
		poll = nullif(p.was -> 'poll', 'null'), system = nullif(p.was -> 'system', 'null'),
		pinned_at = (p.was ->> 'pinned_at')::timestamptz,
		pinned_by = (SELECT u.id FROM users u WHERE u.id = (p.was ->> 'pinned_by')::bigint)
	FROM placed p WHERE m.channel_id = p.channel_id AND m.seq = p.seq;

	INSERT INTO versions SELECT v.* FROM removed_messages r
	CROSS JOIN LATERAL jsonb_populate_recordset(NULL::versions, r.kept -> 'versions') v WHERE r.action_id = p_action;
	INSERT INTO reactions SELECT v.* FROM removed_messages r
	CROSS JOIN LATERAL jsonb_populate_recordset(NULL::reactions, r.kept -> 'reactions') v
	WHERE r.action_id = p_action AND EXISTS (SELECT FROM users u WHERE u.id = v.user_id);
	INSERT INTO votes SELECT v.* FROM removed_messages r
	CROSS JOIN LATERAL jsonb_populate_recordset(NULL::votes, r.kept -> 'votes') v
	WHERE r.action_id = p_action AND EXISTS (SELECT FROM users u WHERE u.id = v.user_id);
	INSERT INTO saved SELECT v.* FROM removed_messages r
	CROSS JOIN LATERAL jsonb_populate_recordset(NULL::saved, r.kept -> 'saved') v
	WHERE r.action_id = p_action AND EXISTS (SELECT FROM users u WHERE u.id = v.user_id)
	ON CONFLICT DO NOTHING;
	WITH there AS (
		INSERT INTO mentions SELECT v.* FROM removed_messages r
		CROSS JOIN LATERAL jsonb_populate_recordset(NULL::mentions, r.kept -> 'mentions') v
		JOIN channels c ON c.id = r.channel_id
		WHERE r.action_id = p_action
			AND EXISTS (SELECT FROM memberships j WHERE j.server_id = c.server_id AND j.user_id = v.user_id)
		ON CONFLICT DO NOTHING RETURNING channel_id, user_id
	)
	SELECT json_agg(DISTINCT jsonb_build_object('channelId', channel_id, 'userId', user_id)) INTO v_users FROM there;

	WITH run AS (
		SELECT m.channel_id, m.rev, count(*) AS n, range_agg(int8range(m.seq, m.seq, '[]')) AS seqs
		FROM removed_messages r JOIN messages m ON m.channel_id = r.channel_id AND m.seq = r.seq
		WHERE r.action_id = p_action GROUP BY m.channel_id, m.rev
	), logged AS (
		INSERT INTO changes (channel_id, rev, kind, seqs, action_id)
		SELECT channel_id, rev, 'restored', seqs, p_action FROM run
	), moved AS (
		UPDATE channels c SET deleted_count = c.deleted_count - t.n, last_rev = t.last
		FROM (SELECT channel_id, sum(n) AS n, min(rev) - 1 AS first, max(rev) AS last FROM run GROUP BY channel_id) t
		WHERE c.id = t.channel_id RETURNING c.id, t.first, t.last
	)
	SELECT json_agg(json_build_object('channelId', id, 'from', first, 'to', last) ORDER BY id) INTO v_channels FROM moved;

	DELETE FROM removed_messages r WHERE r.action_id = p_action;
	RETURN json_build_object('channels', coalesce(v_channels, '[]'), 'mentioned', coalesce(v_users, '[]'));
END
$$;
