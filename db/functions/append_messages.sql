-- Stores messages in a channel's log. This is the only way in. One call is one transaction in one round trip: it locks
-- the channel's row, so the numbers follow the order of commits without gaps, and each statement inside sees everything
-- that was committed before the lock.
--
-- The drafts come as parallel arrays. No two have the same author and nonce, and p_people are their authors. Some
-- parameters apply to a few drafts only and name them by their place in the arrays: p_mention_places with
-- p_mention_names, and p_extra_places with p_extras (`attachmentIds`, `poll`, `echoOf`, `emoji`). Of the drafts of one author in
-- a call, only one may have attachments. p_replies may be empty if no draft is a reply.
--
-- Returns null if the channel does not exist. Otherwise every draft that the result does not name is stored, and
-- numbered in the order of the arrays from lastSeq + 1 and lastRev + 1. The result names the others by their place:
--   refused    the author may not post here now, or not with this attachment or poll
--   known      a message with this nonce is already stored, under the number in knownSeqs
--   lost       the message that the draft replies to does not exist
--   unfit      an attachment is not the author's, belongs to another channel, or is already sent
--   early      slow mode: the author has to wait as long as earlyMs says
-- An invalid draft does not affect the others. `extras` returns the extras as clients receive them; an echo also has
-- the `mentions` of its reply, which it shows without notifying anybody. `followers` are the users who follow this
-- thread because of this call. `mentions` returns the mentioned names of each draft by place, or null if there are
-- none.
--
-- A name is a mention if it belongs to another member who may see the channel, or else to a role that is mentionable
-- and has at most p_crowd members who may see it, or whose author may mention everyone. `everyone` mentions all who may see the
-- channel, `here` those of them in p_here; both need an audience of at most p_crowd, or an author with the permission
-- to mention everyone. Blocks are not considered here: forget_blocked_mentions deletes the mentions of users who blocked the author.
--
-- Slow mode: it is that of the channel or of raid mode, whichever is longer. slow_mode_state says when an author last sent a message in a channel or its threads, and is read and
-- written only where there is slow mode. Its row decides between messages that come in the channel and in a thread at
-- the same time. Only a message that is stored moves the time. An echo goes with its reply, which has been counted.
--
-- Joins: no lock here conflicts with those of a join. A message keeps the number of joins that its append has seen
-- (join_rev), and those that it has not seen are later. The number is read under the channel's lock, so it never falls
-- from one message to the next; and before the names, so the users of every join that it counts can be mentioned.
--
-- Locks: the channel, then the memberships of the authors in the order of their ids, then attachments and rows of
-- slow_mode_state in that order. Leaving a server locks the
-- membership too, so all transactions use the same order.
-- Plans: PostgreSQL keeps them (force_generic_plan), because planning again takes longer than storing a mention does.
-- PostgreSQL may plan a statement while a table is empty and keep the plan when it is large. So no plan here may
-- scan a table, or look up a nonce by its channel, its author or its number.
CREATE OR REPLACE FUNCTION append_messages(
	p_channel bigint, p_people bigint[], p_authors bigint[], p_nonces uuid[], p_contents text[], p_replies bigint[],
	p_mention_places int[], p_mention_names text[], p_here bigint[], p_crowd int, p_extra_places int[], p_extras text[]
) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
	c_view CONSTANT bigint := 1;
	c_send CONSTANT bigint := 4;
	c_attach_files CONSTANT bigint := 32;
	c_create_polls CONSTANT bigint := 256;
	c_mention_everyone CONSTANT bigint := 512;
	c_bypass_slow_mode CONSTANT bigint := 1024;
	v_channel channels;
	v_writers bigint[];
	v_bits bigint[];
	v_people json;
	v_join_rev bigint;
	v_refused int[] := '{}';
	v_known int[];
	v_known_seqs bigint[];
	v_lost int[] := '{}';
	v_unfit int[] := '{}';
	v_early int[] := '{}';
	v_early_ms bigint[];
	v_slow_mode_s int;
	v_least interval;
	v_echoes int[];
	v_extras json;
	v_now timestamptz(3) := clock_timestamp();
	v_count bigint;
	v_audience int;
	v_places int[] := '{}';
	v_names text[] := '{}';
	v_called bigint[];
	v_roles bigint[];
	v_mentions jsonb[];
	v_followers bigint[] := '{}';
BEGIN
	SELECT c.* INTO v_channel FROM channels c WHERE c.id = p_channel FOR NO KEY UPDATE;
	IF NOT FOUND THEN RETURN NULL; END IF;

	SELECT array_agg(held.id), array_agg(held.bits), json_agg(json_build_object(
		'id', held.id, 'username', held.username, 'displayName', held.display_name, 'avatarUrl', held.avatar_url,
		'nickname', held.nickname
	)), (SELECT s.join_rev FROM servers s WHERE s.id = v_channel.server_id),
		greatest(v_channel.slow_mode_s, max(held.raid_slow_mode_s))
	INTO v_writers, v_bits, v_people, v_join_rev, v_slow_mode_s FROM (
		SELECT u.id, u.username, u.display_name, u.avatar_url, m.nickname, channel_bits(v_channel, s, m) AS bits,
			CASE WHEN s.raid_until > v_now THEN s.raid_slow_mode_s END AS raid_slow_mode_s
		FROM memberships m JOIN users u ON u.id = m.user_id JOIN servers s ON s.id = m.server_id
		WHERE m.server_id = v_channel.server_id AND m.user_id = ANY (p_people)
		ORDER BY m.user_id FOR SHARE OF m
	) held WHERE held.bits & c_send <> 0;
	IF cardinality(v_writers) IS DISTINCT FROM cardinality(p_people) THEN
		SELECT coalesce(array_agg(d.place), '{}') INTO v_refused
		FROM unnest(p_authors) WITH ORDINALITY AS d(author, place)
		WHERE NOT d.author = ANY (coalesce(v_writers, '{}'));
	END IF;

	SELECT coalesce(array_agg(d.place), '{}'), coalesce(array_agg(m.seq), '{}') INTO v_known, v_known_seqs
	FROM messages m JOIN unnest(p_authors, p_nonces) WITH ORDINALITY AS d(author, nonce, place)
		ON d.nonce = m.nonce AND d.author = m.author_id + 0
	WHERE m.nonce = ANY (p_nonces) AND m.channel_id + 0 = p_channel;

	IF cardinality(p_replies) > 0 THEN
		SELECT coalesce(array_agg(d.place), '{}') INTO v_lost
		FROM unnest(p_replies) WITH ORDINALITY AS d(reply, place)
		WHERE d.reply < v_channel.first_seq OR d.reply > v_channel.last_seq;
	END IF;

	IF cardinality(p_extra_places) > 0 THEN
		SELECT v_refused || coalesce(array_agg(e.place), '{}') INTO v_refused
		FROM unnest(p_extra_places, p_extras) AS e(place, extra)
		JOIN unnest(v_writers, v_bits) AS w(id, bits) ON w.id = p_authors[e.place]
		WHERE jsonb_array_length(e.extra::jsonb -> 'attachmentIds') > 0 AND w.bits & c_attach_files = 0
			OR e.extra::jsonb ? 'poll' AND w.bits & c_create_polls = 0;
		-- Held until the commit, so that an attachment goes with one message whatever is sent at the same time.
		PERFORM 1 FROM attachments a
		WHERE a.id IN (SELECT i::bigint FROM unnest(p_extras) AS e(extra), jsonb_array_elements_text(e.extra::jsonb -> 'attachmentIds') AS i)
		ORDER BY a.id FOR UPDATE;
		SELECT coalesce(array_agg(x.place) FILTER (WHERE x.found < x.wanted), '{}'), json_agg(json_build_object(
			'place', x.place, 'attachments', x.attachments, 'poll', x.extra -> 'poll', 'echoOf', x.extra -> 'echoOf',
			'mentions', x.extra -> 'mentions', 'emoji', x.extra -> 'emoji'
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

	IF v_slow_mode_s > 0 THEN
		v_least := make_interval(secs => v_slow_mode_s);
		SELECT coalesce(array_agg(e.place), '{}') INTO v_echoes
		FROM unnest(p_extra_places, p_extras) AS e(place, extra) WHERE e.extra::jsonb ? 'echoOf';
		WITH due AS (
			SELECT d.author, min(d.place) AS place
			FROM unnest(p_authors) WITH ORDINALITY AS d(author, place)
			JOIN unnest(v_writers, v_bits) AS w(id, bits) ON w.id = d.author AND w.bits & c_bypass_slow_mode = 0
			WHERE NOT d.place = ANY (v_refused || v_known || v_lost || v_unfit || v_echoes) GROUP BY d.author
		), passed AS (
			INSERT INTO slow_mode_state AS t (channel_id, user_id, at)
			SELECT coalesce(v_channel.parent_id, p_channel), author, v_now FROM due ORDER BY author
			ON CONFLICT (channel_id, user_id) DO UPDATE SET at = excluded.at WHERE t.at <= excluded.at - v_least
			RETURNING user_id
		)
		SELECT coalesce(array_agg(d.place), '{}') INTO v_early
		FROM unnest(p_authors) WITH ORDINALITY AS d(author, place) JOIN due ON due.author = d.author
		WHERE NOT d.place = ANY (v_refused || v_known || v_lost || v_unfit || v_echoes)
			AND (d.place > due.place OR NOT EXISTS (SELECT FROM passed WHERE passed.user_id = d.author));
		-- A new statement sees the time of a message that was stored while this call waited for the row.
		SELECT array_agg(greatest(1, ceil(extract(epoch FROM t.at + v_least - clock_timestamp()) * 1000)) ORDER BY e.n)
		INTO v_early_ms FROM unnest(v_early) WITH ORDINALITY AS e(place, n)
		JOIN slow_mode_state t ON t.channel_id = coalesce(v_channel.parent_id, p_channel) AND t.user_id = p_authors[e.place];
	END IF;

	IF cardinality(p_mention_places) > 0 THEN
		IF p_mention_names && '{everyone,here}' THEN
			SELECT CASE WHEN v_channel.view_restricted THEN
				(SELECT count(*) FROM memberships m WHERE m.server_id = s.id AND channel_bits(v_channel, s, m) & c_view <> 0)
				ELSE s.member_count END
			INTO v_audience FROM servers s WHERE s.id = v_channel.server_id;
		END IF;
		SELECT coalesce(array_agg(w.place ORDER BY w.n), '{}'), coalesce(array_agg(w.name ORDER BY w.n), '{}'),
			array_agg(w.user_id ORDER BY w.n), array_agg(w.role_id ORDER BY w.n) INTO v_places, v_names, v_called, v_roles
		FROM (
			SELECT p.*, CASE WHEN p.user_id IS NULL THEN (
				SELECT r.id FROM roles r
				WHERE r.server_id = v_channel.server_id AND r.handle = p.name AND NOT r.is_everyone AND (p.may_call_all
					OR r.mentionable AND p_crowd >= (
						SELECT count(*) FROM member_roles h
						WHERE h.role_id = r.id AND (NOT v_channel.view_restricted OR may_view(p_channel, h.user_id))
					))
			) END AS role_id
			FROM (
				SELECT p.*, b.bits & c_mention_everyone <> 0 AS may_call_all, (
					SELECT u.id FROM users u JOIN memberships s ON s.server_id = v_channel.server_id AND s.user_id = u.id
					WHERE u.username = p.name AND u.id <> p_authors[p.place]
						AND (NOT v_channel.view_restricted OR may_view(p_channel, u.id))
				) AS user_id
				FROM unnest(p_mention_places, p_mention_names) WITH ORDINALITY AS p(place, name, n)
				JOIN unnest(v_writers, v_bits) AS b(id, bits) ON b.id = p_authors[p.place]
			) p
		) w
		WHERE w.user_id IS NOT NULL OR w.role_id IS NOT NULL
			OR w.name IN ('everyone', 'here') AND (v_audience <= p_crowd OR w.may_call_all);
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
		INSERT INTO messages (
			channel_id, seq, born_rev, rev, nonce, author_id, content, mentions, reply_to, created_at, join_rev
		)
		SELECT p_channel, v_channel.last_seq + f.n, v_channel.last_rev + f.n, v_channel.last_rev + f.n,
			f.nonce, f.author, f.content, f.mentions, f.reply, v_now, v_join_rev
		FROM (
			SELECT d.*, row_number() OVER (ORDER BY d.place) AS n
			FROM unnest(p_authors, p_nonces, p_contents, v_mentions, p_replies)
				WITH ORDINALITY AS d(author, nonce, content, mentions, reply, place)
			WHERE NOT d.place = ANY (v_refused || v_known || v_lost || v_unfit || v_early)
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
			mentions = coalesce(nullif(x.extra -> 'mentions', 'null'), m.mentions), emoji = nullif(x.extra -> 'emoji', 'null')
		FROM (SELECT (e.extra ->> 'place')::int AS place, e.extra FROM jsonb_array_elements(v_extras::jsonb) AS e(extra)) x
		WHERE m.channel_id = p_channel AND m.seq > v_channel.last_seq
			AND m.nonce = p_nonces[x.place] AND m.author_id + 0 = p_authors[x.place];
		UPDATE attachments a SET seq = m.seq
		FROM messages m CROSS JOIN LATERAL jsonb_array_elements(m.attachments) AS t(told)
		WHERE m.channel_id = p_channel AND m.seq > v_channel.last_seq AND m.attachments IS NOT NULL
			AND a.id = (t.told ->> 'id')::bigint;
	END IF;

	IF v_count > 0 AND cardinality(v_places) > 0 THEN
		INSERT INTO mentions (user_id, channel_id, seq)
		SELECT w.user_id, p_channel, m.seq
		FROM unnest(v_places, v_called) AS w(place, user_id)
		JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq + 0 > v_channel.last_seq
			AND m.nonce = p_nonces[w.place] AND m.author_id + 0 = p_authors[w.place]
		WHERE w.user_id IS NOT NULL
		ON CONFLICT DO NOTHING;

		IF num_nonnulls(VARIADIC v_roles) > 0 THEN
			INSERT INTO mentions (user_id, channel_id, seq, kind)
			SELECT DISTINCT h.user_id, p_channel, m.seq, 'role'
			FROM unnest(v_places, v_roles) AS w(place, role_id)
			JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq + 0 > v_channel.last_seq
				AND m.nonce = p_nonces[w.place] AND m.author_id + 0 = p_authors[w.place]
			JOIN member_roles h ON h.role_id = w.role_id AND h.user_id <> m.author_id
			WHERE NOT v_channel.view_restricted OR may_view(p_channel, h.user_id)
			ON CONFLICT DO NOTHING;
		END IF;

		IF v_names && '{everyone,here}' THEN
			INSERT INTO mentions (user_id, channel_id, seq, kind)
			SELECT s.user_id, p_channel, m.seq, w.name
			FROM (SELECT place, min(name) AS name FROM unnest(v_places, v_names) AS p(place, name)
				WHERE name IN ('everyone', 'here') GROUP BY place) w
			JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq + 0 > v_channel.last_seq
				AND m.nonce = p_nonces[w.place] AND m.author_id + 0 = p_authors[w.place]
			JOIN memberships s ON s.server_id = v_channel.server_id AND s.user_id <> m.author_id
			WHERE (w.name = 'everyone' OR s.user_id = ANY (p_here))
				AND (NOT v_channel.view_restricted OR may_view(p_channel, s.user_id))
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
		'uncounted', v_channel.uncounted_count,
		'hidden', v_channel.view_restricted, 'parentId', v_channel.parent_id, 'refused', v_refused, 'known', v_known,
		'knownSeqs', v_known_seqs, 'lost', v_lost, 'unfit', v_unfit, 'early', v_early, 'earlyMs', v_early_ms, 'extras', v_extras, 'followers', v_followers, 'people', v_people,
		'mentions', v_mentions
	);
END
$$;
