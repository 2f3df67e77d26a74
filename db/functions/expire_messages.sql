-- Removes the first messages of a channel that are older than the days for which the instance (p_instance_days), the
-- server and the channel keep messages, and older than p_before: at most p_limit of them. The log then begins later, and
-- has no holes from its new first_seq on. All of it is one change of the channel, which takes its next revision. A
-- message stays as long as an earlier one does.
--
-- A thread goes with the message that it began on, with all of its replies. Those of a batch have no more than p_limit
-- replies. If the thread of the first message alone has more, nothing is removed and `thread` names it: called for it,
-- this removes its replies, likewise in batches.
--
-- Returns null if the channel does not exist, or if messages are kept for ever; otherwise `removed`, the number of
-- messages, and if there are any the new `firstSeq` and `rev`, the keys of the `files` whose rows are gone, and the
-- `threads` that are gone, each with its followers.
--
-- Locks: the search index of the channel, so that it does not store what is removed here; then the channel, then its
-- threads, in the order of their ids.
CREATE OR REPLACE FUNCTION expire_messages(
	p_channel bigint, p_before timestamptz, p_instance_days int, p_limit int
) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	v_channel channels;
	v_days int;
	v_before timestamptz;
	v_from bigint;
	v_to bigint;
	v_large channels;
	v_threads bigint[];
	v_gone json;
	v_files text[];
	v_uncounted bigint;
	v_deleted bigint;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('search ' || p_channel, 0));
	SELECT c.* INTO v_channel FROM channels c WHERE c.id = p_channel FOR NO KEY UPDATE;
	IF NOT FOUND THEN RETURN NULL; END IF;
	SELECT least(p_instance_days, s.keep_days, c.keep_days) INTO v_days
	FROM channels c JOIN servers s ON s.id = c.server_id WHERE c.id = coalesce(v_channel.parent_id, p_channel);
	IF v_days IS NULL THEN RETURN NULL; END IF;
	v_before := least(p_before, now() - make_interval(days => v_days));
	IF v_channel.parent_id IS NOT NULL THEN
		SELECT CASE WHEN m.created_at < v_before THEN 'infinity' ELSE '-infinity' END::timestamptz INTO v_before
		FROM messages m WHERE m.channel_id = v_channel.parent_id AND m.seq = v_channel.parent_seq;
	END IF;

	v_from := v_channel.first_seq;
	SELECT coalesce(min(m.seq), least(v_from + p_limit, v_channel.last_seq + 1)) INTO v_to FROM messages m
	WHERE m.channel_id = p_channel AND m.seq >= v_from AND m.seq < v_from + p_limit AND m.created_at >= v_before;
	SELECT t.* INTO v_large FROM (
		SELECT t.id, sum(t.last_seq - t.first_seq + 1) OVER (ORDER BY t.parent_seq) AS replies
		FROM channels t WHERE t.parent_id = p_channel AND t.parent_seq >= v_from AND t.parent_seq < v_to
	) r JOIN channels t ON t.id = r.id WHERE r.replies > p_limit ORDER BY t.parent_seq LIMIT 1;
	IF v_large.parent_seq = v_from THEN RETURN json_build_object('removed', 0, 'thread', v_large.id); END IF;
	v_to := least(v_to, v_large.parent_seq);
	IF v_to <= v_from THEN RETURN json_build_object('removed', 0); END IF;

	SELECT array_agg(t.id) INTO v_threads FROM (
		SELECT id FROM channels WHERE parent_id = p_channel AND parent_seq >= v_from AND parent_seq < v_to
		ORDER BY id FOR UPDATE
	) t;
	SELECT json_agg(json_build_object('id', t.id, 'followers', (
		SELECT coalesce(json_agg(f.user_id), '[]') FROM follows f WHERE f.channel_id = t.id AND f.following
	))) INTO v_gone FROM unnest(v_threads) AS t(id);

	WITH gone AS (
		DELETE FROM attachments a
		WHERE a.channel_id = p_channel AND a.seq >= v_from AND a.seq < v_to OR a.channel_id = ANY (v_threads)
		RETURNING a.key
	) SELECT coalesce(array_agg(key), '{}') INTO v_files FROM gone;
	v_uncounted := uncounted_until(v_channel, v_to - 1);
	DELETE FROM removed_messages WHERE channel_id = p_channel AND seq >= v_from AND seq < v_to;
	DELETE FROM search_documents WHERE channel_id = p_channel AND seq >= v_from AND seq < v_to;
	-- The log keeps that there was a change, but not its user or content.
	UPDATE changes SET emoji = NULL, user_id = NULL, added = NULL, count = NULL, vote = NULL
	WHERE channel_id = p_channel AND seq >= v_from AND seq < v_to AND user_id IS NOT NULL;
	-- All else that refers to the messages goes with them, by foreign keys.
	WITH gone AS (
		DELETE FROM messages WHERE channel_id = p_channel AND seq >= v_from AND seq < v_to RETURNING deleted_at
	) SELECT count(deleted_at) INTO v_deleted FROM gone;
	DELETE FROM channels WHERE id = ANY (v_threads);

	INSERT INTO changes (channel_id, rev, kind, seqs)
	VALUES (p_channel, v_channel.last_rev + 1, 'expired', int8multirange(int8range(v_from, v_to)));
	UPDATE channels SET first_seq = v_to, last_rev = last_rev + 1, deleted_count = deleted_count - v_deleted,
		expired_uncounted = v_uncounted
	WHERE id = p_channel;
	RETURN json_build_object(
		'removed', v_to - v_from, 'firstSeq', v_to, 'rev', v_channel.last_rev + 1, 'files', v_files,
		'threads', coalesce(v_gone, '[]')
	);
END
$$;
