-- The number of messages of a channel, up to p_seq, that do not count as unread. system_messages has it for each system
-- message, so it is one look-up, and none in a channel without such messages. Before the first message of the log it is
-- the number of those that have expired.
CREATE OR REPLACE FUNCTION uncounted_until(p_channel channels, p_seq bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN p_channel.uncounted_count = 0 THEN 0 ELSE coalesce((
		SELECT s.uncounted FROM system_messages s WHERE s.channel_id = p_channel.id AND s.seq <= p_seq
		ORDER BY s.seq DESC LIMIT 1
	), p_channel.expired_uncounted) END
$$;
