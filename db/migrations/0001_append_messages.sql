-- The one way a message enters the log. One call is one transaction in one round trip: it holds the channel's row, so
-- numbers follow commit order and have no holes; each inner statement sees everything committed before that lock.
-- Drafts come as parallel arrays; each gets a row back: 'new', 'exists' (its nonce is known), 'refused' (the author may
-- not write here now) or 'bad_reply'. No row at all: the channel is gone. One bad draft never spoils its neighbours.
-- Locks: the channel, then the authors' memberships in order; leaving takes the membership too, so both have an order.
CREATE FUNCTION append_messages(
	p_channel bigint, p_authors bigint[], p_nonces uuid[], p_contents text[], p_replies bigint[],
	p_mention_places int[], p_mention_names text[]
) RETURNS TABLE (
	place int, outcome text, seq bigint, rev bigint, created_at timestamptz,
	username text, display_name text, avatar_url text, server_id bigint, hidden boolean
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
	v_channel channels%ROWTYPE;
	v_owner bigint;
	v_writers bigint[];
	v_now timestamptz(3) := clock_timestamp();
BEGIN
	SELECT c.* INTO v_channel FROM channels c WHERE c.id = p_channel FOR NO KEY UPDATE;
	IF NOT FOUND THEN RETURN; END IF;
	SELECT s.owner_id INTO v_owner FROM servers s WHERE s.id = v_channel.server_id;

	SELECT array_agg(held.user_id) INTO v_writers FROM (
		SELECT m.user_id FROM memberships m
		WHERE m.server_id = v_channel.server_id AND m.user_id = ANY (p_authors)
			AND (NOT v_channel.private OR m.user_id = v_channel.creator_id OR m.user_id = v_owner)
		ORDER BY m.user_id FOR SHARE
	) held;

	RETURN QUERY
	WITH drafts AS (
		SELECT d.author, d.nonce, d.content, d.reply, d.place::int AS place
		FROM unnest(p_authors, p_nonces, p_contents, p_replies) WITH ORDINALITY AS d(author, nonce, content, reply, place)
	), judged AS (
		SELECT d.*, m.seq AS known, m.rev AS known_rev,
			CASE
				WHEN NOT d.author = ANY (coalesce(v_writers, '{}')) THEN 'refused'
				WHEN m.seq IS NOT NULL THEN 'exists'
				WHEN d.reply IS NOT NULL AND (d.reply < 1 OR d.reply > v_channel.last_seq) THEN 'bad_reply'
				ELSE 'new'
			END AS verdict
		FROM drafts d
		LEFT JOIN messages m ON m.channel_id = p_channel AND m.nonce = d.nonce AND m.author_id = d.author
	), fresh AS (
		SELECT f.*, row_number() OVER (ORDER BY f.place) AS n FROM (
			SELECT DISTINCT ON (j.author, j.nonce) j.* FROM judged j WHERE j.verdict = 'new' ORDER BY j.author, j.nonce, j.place
		) f
	), stored AS (
		INSERT INTO messages (channel_id, seq, born_rev, rev, nonce, author_id, content, reply_to, created_at)
		SELECT p_channel, v_channel.last_seq + f.n, v_channel.last_rev + f.n, v_channel.last_rev + f.n,
			f.nonce, f.author, f.content, f.reply, v_now
		FROM fresh f
	), head AS (
		UPDATE channels c SET last_seq = c.last_seq + t.n, last_rev = c.last_rev + t.n
		FROM (SELECT count(*) AS n FROM fresh) t
		WHERE c.id = p_channel AND t.n > 0
	), marks AS (
		INSERT INTO reads AS r (user_id, channel_id, last_read_seq)
		SELECT f.author, p_channel, v_channel.last_seq + max(f.n) FROM fresh f GROUP BY f.author
		ON CONFLICT (user_id, channel_id) DO UPDATE SET last_read_seq = greatest(r.last_read_seq, excluded.last_read_seq)
	)
	SELECT j.place,
		CASE WHEN j.verdict = 'new' AND f.place <> j.place THEN 'exists' ELSE j.verdict END,
		coalesce(j.known, v_channel.last_seq + f.n), coalesce(j.known_rev, v_channel.last_rev + f.n), v_now::timestamptz,
		u.username, u.display_name, u.avatar_url, v_channel.server_id, v_channel.private
	FROM judged j
	JOIN users u ON u.id = j.author
	LEFT JOIN fresh f ON f.author = j.author AND f.nonce = j.nonce AND j.verdict = 'new'
	ORDER BY j.place;

	IF cardinality(p_mention_places) > 0 THEN
		-- Only a message that this call stored: its number is above the head that was locked.
		INSERT INTO mentions (user_id, channel_id, seq)
		SELECT u.id, p_channel, m.seq
		FROM unnest(p_mention_places, p_mention_names) AS w(place, name)
		JOIN messages m ON m.channel_id = p_channel AND m.seq > v_channel.last_seq
			AND m.nonce = p_nonces[w.place] AND m.author_id = p_authors[w.place]
		JOIN users u ON u.username = w.name AND u.id <> m.author_id
		JOIN memberships s ON s.server_id = v_channel.server_id AND s.user_id = u.id
		WHERE NOT v_channel.private OR u.id = v_channel.creator_id OR u.id = v_owner
		ON CONFLICT DO NOTHING;
	END IF;
END
$$;
