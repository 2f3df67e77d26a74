-- Inserts the mentions by keyword of messages in a channel. p_seqs and p_people are pairs of a message and a user whose
-- keyword it contains. Skips authors, users who may not see the channel, and users whom the message already mentions.
-- Plans: as for append_messages. With OFFSET 0 each row is looked up; a plan of empty tables would hash all those of the
-- channel and of the server.
CREATE OR REPLACE FUNCTION call_by_keyword(p_channel bigint, p_seqs bigint[], p_people bigint[]) RETURNS void
LANGUAGE sql SET enable_seqscan = off AS $$
	INSERT INTO mentions (user_id, channel_id, seq, kind)
	SELECT j.user_id, p_channel, m.seq, 'keyword'
	FROM unnest(p_seqs, p_people) AS w(seq, person)
	CROSS JOIN LATERAL (
		SELECT t.seq, t.author_id FROM messages t WHERE t.channel_id = p_channel AND t.seq = w.seq OFFSET 0
	) m
	JOIN channels c ON c.id = p_channel
	CROSS JOIN LATERAL (
		SELECT n.user_id FROM memberships n WHERE n.server_id = c.server_id AND n.user_id = w.person OFFSET 0
	) j
	WHERE j.user_id <> m.author_id AND (NOT c.view_restricted OR may_view(p_channel, j.user_id))
	ON CONFLICT DO NOTHING
$$;
