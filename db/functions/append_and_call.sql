-- Inserts the mentions by keyword of the messages that append_messages stored, in its transaction. p_stored is its
-- result, which is returned unchanged. The drafts at p_places contain a keyword of the users p_people. The new messages
-- are those above the head in p_stored.
CREATE OR REPLACE FUNCTION append_and_call(
	p_stored json, p_channel bigint, p_authors bigint[], p_nonces uuid[], p_places int[], p_people bigint[]
) RETURNS json LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
	PERFORM call_by_keyword(p_channel, array_agg(m.seq), array_agg(w.person))
	FROM unnest(p_places, p_people) AS w(place, person)
	JOIN messages m ON m.channel_id + 0 = p_channel AND m.seq + 0 > (p_stored ->> 'lastSeq')::bigint
		AND m.nonce = p_nonces[w.place] AND m.author_id + 0 = p_authors[w.place];
	RETURN p_stored;
END
$$;
