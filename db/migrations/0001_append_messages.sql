-- The one way a message enters the log. One call is one transaction in one round trip: it holds the channel's row, so
-- numbers follow commit order and have no holes; each inner statement sees everything committed before that lock.
-- Drafts come as parallel arrays, no two with the same author and nonce, and p_people are their authors. The drafts that
-- are nowhere else in the answer are stored, and numbered in their order from last_seq + 1 and last_rev + 1: `refused`
-- (the author may not write here now), `known` (the nonce is there already, under this number) and `lost` (what they
-- reply to is not there) name the others by their place. Where nothing is a reply, p_replies may be empty. Null: the channel is gone. One bad draft never spoils its neighbours.
-- Locks: the channel, then the authors' memberships in order; leaving takes the membership too, so both have an order.
-- What is planned while a table is empty is still used when it is large: no plan here may scan one, nor find a nonce by
-- its channel.
CREATE FUNCTION append_messages(
	p_channel bigint, p_people bigint[], p_authors bigint[], p_nonces uuid[], p_contents text[], p_replies bigint[],
	p_mention_places int[], p_mention_names text[]
) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	v_channel record;
	v_writers bigint[];
	v_people json;
	v_refused int[] := '{}';
	v_known int[];
	v_known_seqs bigint[];
	v_lost int[] := '{}';
	v_now timestamptz(3) := clock_timestamp();
	v_count bigint;
BEGIN
	SELECT c.server_id, c.private, c.creator_id, c.last_seq, c.last_rev, s.owner_id INTO v_channel
	FROM channels c JOIN servers s ON s.id = c.server_id
	WHERE c.id = p_channel FOR NO KEY UPDATE OF c;
	IF NOT FOUND THEN RETURN NULL; END IF;

	SELECT array_agg(held.id), json_agg(held) INTO v_writers, v_people FROM (
		SELECT u.id, u.username, u.display_name AS "displayName", u.avatar_url AS "avatarUrl"
		FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.server_id = v_channel.server_id AND m.user_id = ANY (p_people)
			AND (NOT v_channel.private OR m.user_id = v_channel.creator_id OR m.user_id = v_channel.owner_id)
		ORDER BY m.user_id FOR SHARE OF m
	) held;
	IF cardinality(v_writers) IS DISTINCT FROM cardinality(p_people) THEN
		SELECT coalesce(array_agg(d.place), '{}') INTO v_refused
		FROM unnest(p_authors) WITH ORDINALITY AS d(author, place)
		WHERE NOT d.author = ANY (coalesce(v_writers, '{}'));
	END IF;

	SELECT coalesce(array_agg(d.place), '{}'), coalesce(array_agg(m.seq), '{}') INTO v_known, v_known_seqs
	FROM messages m JOIN unnest(p_authors, p_nonces) WITH ORDINALITY AS d(author, nonce, place)
		ON d.nonce = m.nonce AND d.author = m.author_id
	WHERE m.nonce = ANY (p_nonces) AND m.channel_id + 0 = p_channel;

	IF cardinality(p_replies) > 0 THEN
		SELECT coalesce(array_agg(d.place), '{}') INTO v_lost
		FROM unnest(p_replies) WITH ORDINALITY AS d(reply, place)
		WHERE d.reply < 1 OR d.reply > v_channel.last_seq;
	END IF;

	WITH born AS (
		INSERT INTO messages (channel_id, seq, born_rev, rev, nonce, author_id, content, reply_to, created_at)
		SELECT p_channel, v_channel.last_seq + f.n, v_channel.last_rev + f.n, v_channel.last_rev + f.n,
			f.nonce, f.author, f.content, f.reply, v_now
		FROM (
			SELECT d.*, row_number() OVER (ORDER BY d.place) AS n
			FROM unnest(p_authors, p_nonces, p_contents, p_replies) WITH ORDINALITY AS d(author, nonce, content, reply, place)
			WHERE NOT d.place = ANY (v_refused || v_known || v_lost)
		) f
		RETURNING author_id, seq
	), marked AS (
		INSERT INTO reads AS r (user_id, channel_id, last_read_seq)
		SELECT b.author_id, p_channel, max(b.seq) FROM born b GROUP BY b.author_id
		ON CONFLICT (user_id, channel_id) DO UPDATE SET last_read_seq = greatest(r.last_read_seq, excluded.last_read_seq)
	), head AS (
		UPDATE channels c SET last_seq = c.last_seq + t.n, last_rev = c.last_rev + t.n
		FROM (SELECT count(*) AS n FROM born) t
		WHERE c.id = p_channel AND t.n > 0
	)
	SELECT count(*) INTO v_count FROM born;

	IF v_count > 0 AND cardinality(p_mention_places) > 0 THEN
		-- Only a message that this call stored: its number is above the head that was locked.
		INSERT INTO mentions (user_id, channel_id, seq)
		SELECT u.id, p_channel, m.seq
		FROM unnest(p_mention_places, p_mention_names) AS w(place, name)
		JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq > v_channel.last_seq
			AND m.nonce = p_nonces[w.place] AND m.author_id = p_authors[w.place]
		JOIN users u ON u.username = w.name AND u.id <> m.author_id
		JOIN memberships s ON s.server_id = v_channel.server_id AND s.user_id = u.id
		WHERE NOT v_channel.private OR u.id = v_channel.creator_id OR u.id = v_channel.owner_id
		ON CONFLICT DO NOTHING;
	END IF;

	RETURN json_build_object(
		'at', v_now, 'lastSeq', v_channel.last_seq, 'lastRev', v_channel.last_rev, 'serverId', v_channel.server_id,
		'hidden', v_channel.private, 'refused', v_refused, 'known', v_known, 'knownSeqs', v_known_seqs, 'lost', v_lost,
		'people', v_people
	);
END
$$;
