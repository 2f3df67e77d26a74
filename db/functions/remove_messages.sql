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
			'embeds', embeds, 'poll', poll, 'system', system, 'pinned_at', pinned_at, 'pinned_by', pinned_by
		)) || coalesce(e.parts, '{}')
		FROM target t JOIN messages m ON m.channel_id = t.channel_id AND m.seq = t.seq
		LEFT JOIN extra e ON e.channel_id = t.channel_id AND e.seq = t.seq
	)
	SELECT json_agg(DISTINCT jsonb_build_object('channelId', channel_id, 'userId', user_id)) INTO v_users
	FROM gone_mentions;

	UPDATE messages m SET content = '', edited_at = NULL, mentions = NULL, emoji = NULL, attachments = NULL, embeds = NULL,
		poll = NULL, system = NULL, pinned_at = NULL, pinned_by = NULL, deleted_at = now(), rev = c.last_rev + 1
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
