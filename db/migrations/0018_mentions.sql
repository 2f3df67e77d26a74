ALTER TABLE "messages" ADD COLUMN "mentions" jsonb;--> statement-breakpoint
-- What was written before: the names of members who were there then and may see the channel now, and the two that call all
-- where they have done so or would now. Not read from the mentions: those that are missing would say who has blocked whom.
-- What is code or an address is no name for who reads the message, so it may stand among these. Who was imported calls nobody.
UPDATE messages m SET mentions = w.names FROM (
	SELECT p.channel_id, p.seq, jsonb_agg(p.name ORDER BY p.n) AS names
	FROM (
		SELECT o.channel_id, o.seq, o.author_id, coalesce(o.edited_at, o.created_at) AS written_at, t.name, min(t.n) AS n
		FROM messages o JOIN users a ON a.id = o.author_id AND a.password_hash IS NOT NULL
		CROSS JOIN LATERAL (
			SELECT rtrim(r.found[1], '.') AS name, r.n
			FROM regexp_matches(lower(o.content), '@([a-z0-9_.]{2,32})', 'g') WITH ORDINALITY AS r(found, n)
		) t
		WHERE position('@' IN o.content) > 0
		GROUP BY o.channel_id, o.seq, t.name
	) p
	JOIN channels c ON c.id = p.channel_id JOIN servers s ON s.id = c.server_id
	WHERE CASE WHEN p.name IN ('everyone', 'here') THEN
			CASE WHEN c.private THEN 2 ELSE s.member_count END <= 100 OR p.author_id = s.owner_id
			OR EXISTS (SELECT FROM mentions k WHERE k.channel_id = p.channel_id AND k.seq = p.seq AND k.kind = p.name)
		ELSE EXISTS (
			SELECT FROM users u JOIN memberships j ON j.server_id = s.id AND j.user_id = u.id
			WHERE u.username = p.name AND u.id <> p.author_id AND j.joined_at <= p.written_at
				AND (NOT c.private OR u.id = c.creator_id OR u.id = s.owner_id)
		) END
	GROUP BY p.channel_id, p.seq
) w WHERE m.channel_id = w.channel_id AND m.seq = w.seq;--> statement-breakpoint
-- The one way a message enters the log. One call is one transaction in one round trip: it holds the channel's row, so
-- numbers follow commit order and have no holes; each inner statement sees everything committed before that lock.
-- Drafts come as parallel arrays, no two with the same author and nonce, and p_people are their authors. The drafts that
-- are nowhere else in the answer are stored, and numbered in their order from last_seq + 1 and last_rev + 1: `refused`
-- (the author may not write here now), `known` (the nonce is there already, under this number), `lost` (what they
-- reply to is not there) and `unfit` (an attachment is not theirs, not of this channel or not free) name the others by
-- their place. Where nothing is a reply, p_replies may be empty. Null: the channel is gone. One bad draft never spoils
-- its neighbours.
-- What else a few of them carry comes by place in p_extras: `attachmentIds`, `poll`, `echoOf`; no two drafts of one
-- author in a call carry attachments. `extras` answers it as it is told; an echo brings the `mentions` of its reply, which
-- it shows and calls nobody by. `followers` follow this thread only now.
-- A name is a mention where it is that of a member who may see the channel, the author excepted: those are kept with the
-- message, and `mentions` answers them by place, null where no draft has any. `everyone` or `here` calls all who may see the
-- channel, or those of p_here among them, where they are at most p_crowd or the author owns the server. Whom somebody has
-- blocked is not asked here: a name stays a mention for all who read it, and calls nobody (forget_blocked_mentions).
-- Locks: the channel, then the authors' memberships in order; leaving takes the membership too, so both have an order.
-- What is planned while a table is empty is still used when it is large: no plan here may scan one, nor find a nonce by
-- its channel.
CREATE OR REPLACE FUNCTION append_messages(
	p_channel bigint, p_people bigint[], p_authors bigint[], p_nonces uuid[], p_contents text[], p_replies bigint[],
	p_mention_places int[], p_mention_names text[], p_here bigint[], p_crowd int, p_extra_places int[], p_extras text[]
) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
	v_channel record;
	v_writers bigint[];
	v_people json;
	v_refused int[] := '{}';
	v_known int[];
	v_known_seqs bigint[];
	v_lost int[] := '{}';
	v_unfit int[] := '{}';
	v_extras json;
	v_now timestamptz(3) := clock_timestamp();
	v_count bigint;
	v_audience int;
	v_places int[] := '{}';
	v_names text[] := '{}';
	v_called bigint[];
	v_mentions jsonb[];
	v_followers bigint[] := '{}';
BEGIN
	SELECT c.server_id, c.private, c.creator_id, c.parent_id, c.last_seq, c.last_rev, s.owner_id, s.member_count INTO v_channel
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

	IF cardinality(p_extra_places) > 0 THEN
		-- Held until the commit, so that an attachment goes with one message whatever is sent at the same time.
		PERFORM 1 FROM attachments a
		WHERE a.id IN (SELECT i::bigint FROM unnest(p_extras) AS e(extra), jsonb_array_elements_text(e.extra::jsonb -> 'attachmentIds') AS i)
		ORDER BY a.id FOR UPDATE;
		SELECT coalesce(array_agg(x.place) FILTER (WHERE x.found < x.wanted), '{}'), json_agg(json_build_object(
			'place', x.place, 'attachments', x.attachments, 'poll', x.extra -> 'poll', 'echoOf', x.extra -> 'echoOf',
			'mentions', x.extra -> 'mentions'
		)) INTO v_unfit, v_extras
		FROM (
			SELECT e.place, e.extra, w.wanted, w.found, w.attachments
			FROM (SELECT place, extra::jsonb FROM unnest(p_extra_places, p_extras) AS p(place, extra)) e
			CROSS JOIN LATERAL (
				SELECT count(*) AS wanted, count(a.id) AS found,
					jsonb_agg(told_attachment(a) ORDER BY i.n) FILTER (WHERE a.id IS NOT NULL) AS attachments
				FROM jsonb_array_elements_text(e.extra -> 'attachmentIds') WITH ORDINALITY AS i(id, n)
				LEFT JOIN attachments a ON a.id = i.id::bigint AND a.channel_id = p_channel
					AND a.uploader_id = p_authors[e.place] AND a.seq IS NULL
			) w
		) x;
	END IF;

	IF cardinality(p_mention_places) > 0 THEN
		v_audience := CASE WHEN v_channel.private THEN 2 ELSE v_channel.member_count END;
		SELECT coalesce(array_agg(w.place ORDER BY w.n), '{}'), coalesce(array_agg(w.name ORDER BY w.n), '{}'),
			array_agg(w.user_id ORDER BY w.n) INTO v_places, v_names, v_called
		FROM (
			SELECT p.*, p_authors[p.place] AS author_id, (
				SELECT u.id FROM users u JOIN memberships s ON s.server_id = v_channel.server_id AND s.user_id = u.id
				WHERE u.username = p.name AND u.id <> p_authors[p.place]
					AND (NOT v_channel.private OR u.id = v_channel.creator_id OR u.id = v_channel.owner_id)
			) AS user_id
			FROM unnest(p_mention_places, p_mention_names) WITH ORDINALITY AS p(place, name, n)
		) w
		WHERE w.user_id IS NOT NULL
			OR w.name IN ('everyone', 'here') AND (v_audience <= p_crowd OR w.author_id = v_channel.owner_id);
		-- Those of each draft, at its place.
		IF cardinality(v_places) > 0 THEN
			SELECT array_agg(n.names ORDER BY d.place) INTO v_mentions
			FROM generate_subscripts(p_authors, 1) AS d(place) LEFT JOIN (
				SELECT w.place, jsonb_agg(w.name ORDER BY w.n) AS names
				FROM unnest(v_places, v_names) WITH ORDINALITY AS w(place, name, n) GROUP BY w.place
			) n ON n.place = d.place;
		END IF;
	END IF;

	WITH born AS (
		INSERT INTO messages (channel_id, seq, born_rev, rev, nonce, author_id, content, mentions, reply_to, created_at)
		SELECT p_channel, v_channel.last_seq + f.n, v_channel.last_rev + f.n, v_channel.last_rev + f.n,
			f.nonce, f.author, f.content, f.mentions, f.reply, v_now
		FROM (
			SELECT d.*, row_number() OVER (ORDER BY d.place) AS n
			FROM unnest(p_authors, p_nonces, p_contents, v_mentions, p_replies)
				WITH ORDINALITY AS d(author, nonce, content, mentions, reply, place)
			WHERE NOT d.place = ANY (v_refused || v_known || v_lost || v_unfit)
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

	-- Below, only messages that this call stored: their numbers are above the head that was locked.
	IF v_count > 0 AND cardinality(p_extra_places) > 0 THEN
		UPDATE messages m SET attachments = nullif(x.extra -> 'attachments', 'null'),
			poll = nullif(x.extra -> 'poll', 'null'), echo_of = nullif(x.extra -> 'echoOf', 'null'),
			mentions = coalesce(nullif(x.extra -> 'mentions', 'null'), m.mentions)
		FROM (SELECT (e.extra ->> 'place')::int AS place, e.extra FROM jsonb_array_elements(v_extras::jsonb) AS e(extra)) x
		WHERE m.channel_id = p_channel AND m.seq > v_channel.last_seq
			AND m.nonce = p_nonces[x.place] AND m.author_id = p_authors[x.place];
		UPDATE attachments a SET seq = m.seq
		FROM messages m CROSS JOIN LATERAL jsonb_array_elements(m.attachments) AS t(told)
		WHERE m.channel_id = p_channel AND m.seq > v_channel.last_seq AND m.attachments IS NOT NULL
			AND a.id = (t.told ->> 'id')::bigint;
	END IF;

	IF v_count > 0 AND cardinality(v_places) > 0 THEN
		INSERT INTO mentions (user_id, channel_id, seq)
		SELECT w.user_id, p_channel, m.seq
		FROM unnest(v_places, v_called) AS w(place, user_id)
		JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq > v_channel.last_seq
			AND m.nonce = p_nonces[w.place] AND m.author_id = p_authors[w.place]
		WHERE w.user_id IS NOT NULL
		ON CONFLICT DO NOTHING;

		IF v_names && '{everyone,here}' THEN
			INSERT INTO mentions (user_id, channel_id, seq, kind)
			SELECT s.user_id, p_channel, m.seq, w.name
			FROM (SELECT place, min(name) AS name FROM unnest(v_places, v_names) AS p(place, name)
				WHERE name IN ('everyone', 'here') GROUP BY place) w
			JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq > v_channel.last_seq
				AND m.nonce = p_nonces[w.place] AND m.author_id = p_authors[w.place]
			JOIN memberships s ON s.server_id = v_channel.server_id AND s.user_id <> m.author_id
			WHERE (w.name = 'everyone' OR s.user_id = ANY (p_here))
				AND (NOT v_channel.private OR s.user_id = v_channel.creator_id OR s.user_id = v_channel.owner_id)
			ON CONFLICT DO NOTHING;
		END IF;
	END IF;

	IF v_count > 0 AND v_channel.parent_id IS NOT NULL THEN
		-- Who speaks in a thread follows it, and so does who is called by name, from there on.
		WITH following AS (
			INSERT INTO follows AS f (user_id, channel_id)
			SELECT DISTINCT m.author_id, p_channel FROM messages m WHERE m.channel_id = p_channel AND m.seq > v_channel.last_seq
			ON CONFLICT (user_id, channel_id) DO UPDATE SET following = true WHERE NOT f.following
			RETURNING user_id
		) SELECT coalesce(array_agg(user_id), '{}') INTO v_followers FROM following;
		IF cardinality(v_places) > 0 THEN
			WITH called AS (
				SELECT n.user_id, min(n.seq) AS seq FROM mentions n
				WHERE n.channel_id = p_channel AND n.seq > v_channel.last_seq AND n.kind = 'name' GROUP BY n.user_id
			), marked AS (
				INSERT INTO reads (user_id, channel_id, last_read_seq) SELECT user_id, p_channel, seq - 1 FROM called
				ON CONFLICT DO NOTHING
			), following AS (
				INSERT INTO follows (user_id, channel_id) SELECT user_id, p_channel FROM called ON CONFLICT DO NOTHING
				RETURNING user_id
			)
			SELECT v_followers || coalesce(array_agg(user_id), '{}') INTO v_followers FROM following;
		END IF;
	END IF;

	RETURN json_build_object(
		'at', v_now, 'lastSeq', v_channel.last_seq, 'lastRev', v_channel.last_rev, 'serverId', v_channel.server_id,
		'hidden', v_channel.private, 'parentId', v_channel.parent_id, 'refused', v_refused, 'known', v_known,
		'knownSeqs', v_known_seqs, 'lost', v_lost, 'unfit', v_unfit, 'extras', v_extras, 'followers', v_followers, 'people', v_people,
		'mentions', v_mentions
	);
END
$$;
