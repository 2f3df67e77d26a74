CREATE INDEX "users_keywords" ON "users" USING btree ("id") WHERE keywords <> '{}';
--> statement-breakpoint
-- Writes the mentions of people whose words stand in messages of a channel: of each pair, where that person may see the
-- channel and did not write it themselves. Who was called otherwise is not called again.
CREATE FUNCTION call_by_keyword(p_channel bigint, p_seqs bigint[], p_people bigint[]) RETURNS void
LANGUAGE sql SET enable_seqscan = off AS $$
	INSERT INTO mentions (user_id, channel_id, seq, kind)
	SELECT j.user_id, p_channel, m.seq, 'keyword'
	FROM unnest(p_seqs, p_people) AS w(seq, person)
	JOIN messages m ON m.channel_id = p_channel AND m.seq = w.seq
	JOIN channels c ON c.id = p_channel JOIN servers s ON s.id = c.server_id
	JOIN memberships j ON j.server_id = c.server_id AND j.user_id = w.person
	WHERE j.user_id <> m.author_id AND (NOT c.private OR j.user_id = c.creator_id OR j.user_id = s.owner_id)
	ON CONFLICT DO NOTHING
$$;
--> statement-breakpoint
-- What append_messages answered, with the mentions by keyword of the messages it stored written in its transaction:
-- p_people are called by the drafts at p_places. Its own messages are above the head that it locked.
CREATE FUNCTION append_and_call(
	p_stored json, p_channel bigint, p_authors bigint[], p_nonces uuid[], p_places int[], p_people bigint[]
) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
	PERFORM call_by_keyword(p_channel, array_agg(m.seq), array_agg(w.person))
	FROM unnest(p_places, p_people) AS w(place, person)
	JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq > (p_stored ->> 'lastSeq')::bigint
		AND m.nonce = p_nonces[w.place] AND m.author_id = p_authors[w.place];
	RETURN p_stored;
END
$$;
