-- Makes messages of one author tombstones, and keeps all that restore_messages() needs to restore them exactly: those of
-- the last p_hours hours in the channels p_purged (none if p_hours is null), and those named by p_channels with p_seqs.
-- A message that is a tombstone already stays as it is.
--
-- The channels are locked by the caller, who also moves their last_rev and writes to changes: each removed message
-- carries the revision after its channel's last_rev. Files and previews stay, readable for nobody, while there is a row
-- in removed_messages.
--
-- Returns the channels with the number of messages removed in each (`n`), and the users whom these mentioned.
CREATE OR REPLACE FUNCTION remove_messages(
	p_action bigint, p_author bigint, p_hours int, p_purged bigint[], p_channels bigint[], p_seqs bigint[]
) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	v_removed_channels bigint[];
	v_removed_seqs bigint[];
	v_users json;
	v_channels json;
BEGIN
	-- Locked by a statement of its own: a message that is being saved is saved before the next statement looks.
	SELECT array_agg(t.channel_id), array_agg(t.seq) INTO v_removed_channels, v_removed_seqs FROM (
		SELECT m.channel_id, m.seq FROM (
			SELECT m.channel_id, m.seq FROM messages m
			WHERE m.author_id = p_author AND m.created_at >= now() - make_interval(hours => p_hours)
				AND m.channel_id = ANY (p_purged) AND m.deleted_at IS NULL
			UNION SELECT p.channel_id, p.seq FROM unnest(p_channels, p_seqs) AS p(channel_id, seq)
		) p JOIN messages m ON m.channel_id = p.channel_id AND m.seq = p.seq
		WHERE m.author_id = p_author AND m.deleted_at IS NULL
		ORDER BY m.channel_id, m.seq FOR NO KEY UPDATE OF m
	) t;

	WITH target AS MATERIALIZED (
		SELECT channel_id, seq FROM unnest(v_removed_channels, v_removed_seqs) AS p(channel_id, seq)
	), gone_versions AS (
		DELETE FROM versions v USING target t WHERE v.channel_id = t.channel_id AND v.seq = t.seq RETURNING v.*
	), gone_reactions AS (
		DELETE FROM reactions v USING target t WHERE v.channel_id = t.channel_id AND v.seq = t.seq RETURNING v.*
	), gone_votes AS (
		DELETE FROM votes v USING target t WHERE v.channel_id = t.channel_id AND v.seq = t.seq RETURNING v.*
	), gone_saved AS (
		DELETE FROM saved v USING target t WHERE v.channel_id = t.channel_id AND v.seq = t.seq RETURNING v.*
	), gone_mentions AS (
		DELETE FROM mentions v USING target t WHERE v.channel_id = t.channel_id AND v.seq = t.seq RETURNING v.*
	), part AS (
		SELECT channel_id, seq, 'versions' AS name, jsonb_agg(to_jsonb(v)) AS value FROM gone_versions v GROUP BY channel_id, seq
		UNION ALL SELECT channel_id, seq, 'reactions', jsonb_agg(to_jsonb(v)) FROM gone_reactions v GROUP BY channel_id, seq
		UNION ALL SELECT channel_id, seq, 'votes', jsonb_agg(to_jsonb(v)) FROM gone_votes v GROUP BY channel_id, seq
		UNION ALL SELECT channel_id, seq, 'saved', jsonb_agg(to_jsonb(v)) FROM gone_saved v GROUP BY channel_id, seq
		UNION ALL SELECT channel_id, seq, 'mentions', jsonb_agg(to_jsonb(v)) FROM gone_mentions v GROUP BY channel_id, seq
	), extra AS (
		SELECT channel_id, seq, jsonb_object_agg(name, value) AS parts FROM part GROUP BY channel_id, seq
	), kept AS (
		INSERT INTO removed_messages (channel_id, seq, action_id, kept)
		SELECT m.channel_id, m.seq, p_action, jsonb_build_object('message', jsonb_build_object(
			'content', content, 'edited_at', edited_at, 'mentions', mentions, 'emoji', emoji, 'attachments', attachments,
			'embeds', embeds, 'poll', poll, 'pinned_at', pinned_at, 'pinned_by', pinned_by
		)) || coalesce(e.parts, '{}')
		FROM target t JOIN messages m ON m.channel_id = t.channel_id AND m.seq = t.seq
		LEFT JOIN extra e ON e.channel_id = t.channel_id AND e.seq = t.seq
	)
	SELECT json_agg(DISTINCT jsonb_build_object('channelId', channel_id, 'userId', user_id)) INTO v_users
	FROM gone_mentions;

	UPDATE messages m SET content = '', edited_at = NULL, mentions = NULL, emoji = NULL, attachments = NULL, embeds = NULL,
		poll = NULL, pinned_at = NULL, pinned_by = NULL, deleted_at = now(), rev = c.last_rev + 1
	FROM unnest(v_removed_channels, v_removed_seqs) AS t(channel_id, seq) JOIN channels c ON c.id = t.channel_id
	WHERE m.channel_id = t.channel_id AND m.seq = t.seq;

	WITH n AS (
		SELECT t.channel_id, count(*) AS n FROM unnest(v_removed_channels) AS t(channel_id) GROUP BY t.channel_id
	), counted AS (
		UPDATE channels c SET deleted_count = c.deleted_count + n.n FROM n WHERE c.id = n.channel_id
	)
	SELECT json_agg(json_build_object('channelId', n.channel_id, 'n', n.n) ORDER BY n.channel_id) INTO v_channels FROM n;

	RETURN json_build_object('channels', coalesce(v_channels, '[]'), 'mentioned', coalesce(v_users, '[]'));
END
$$;
--> statement-breakpoint
DROP FUNCTION restore_messages(bigint, int);
--> statement-breakpoint
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
		poll = nullif(p.was -> 'poll', 'null'), pinned_at = (p.was ->> 'pinned_at')::timestamptz,
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
--> statement-breakpoint
-- Forgets what was kept of a deleted channel's messages. A foreign key would be checked for each message that an action
-- removes, which takes a fifth of its time.
CREATE OR REPLACE FUNCTION forget_removed_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM removed_messages WHERE channel_id = OLD.id;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER forget_removed_messages AFTER DELETE ON channels FOR EACH ROW EXECUTE FUNCTION forget_removed_messages();
--> statement-breakpoint
-- PostgreSQL takes a millisecond and more to compress the ranges of one change.
ALTER TABLE changes ALTER COLUMN seqs SET STORAGE EXTERNAL;
