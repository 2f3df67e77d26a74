-- Where a read marker stands in the log as it is now. Messages that have expired count as read, and without a marker
-- none of the others is.
CREATE OR REPLACE FUNCTION read_position(p_channel channels, p_seq bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
	SELECT greatest(least(coalesce(p_seq, 0), p_channel.last_seq), p_channel.first_seq - 1)
$$;
