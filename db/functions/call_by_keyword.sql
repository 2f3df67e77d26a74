-- Inserts the mentions by keyword of messages in a channel. p_seqs and p_people are pairs of a message and a user whose
-- keyword it contains. Skips authors, users who may not see the channel, and users whom the message already mentions.
CREATE OR REPLACE FUNCTION call_by_keyword(p_channel bigint, p_seqs bigint[], p_people bigint[]) RETURNS void
LANGUAGE sql SET enable_seqscan = off AS $$
	INSERT INTO mentions (user_id, channel_id, seq, kind)
	SELECT j.user_id, p_channel, m.seq, 'keyword'
	FROM unnest(p_seqs, p_people) AS w(seq, person)
	JOIN messages m ON m.channel_id = p_channel AND m.seq = w.seq
	JOIN channels c ON c.id = p_channel
	JOIN memberships j ON j.server_id = c.server_id AND j.user_id = w.person
	WHERE j.user_id <> m.author_id AND (NOT c.view_restricted OR may_view(p_channel, j.user_id))
	ON CONFLICT DO NOTHING
$$;
