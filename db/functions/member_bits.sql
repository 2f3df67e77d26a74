-- The permissions of a user in a channel or thread, as channel_bits() decides.
CREATE OR REPLACE FUNCTION member_bits(p_channel bigint, p_user bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	v_bits bigint;
BEGIN
	SELECT channel_bits(c, s, m) INTO v_bits
	FROM channels c JOIN servers s ON s.id = c.server_id
	JOIN memberships m ON m.server_id = s.id AND m.user_id = p_user
	WHERE c.id = p_channel;
	RETURN coalesce(v_bits, 0);
END
$$;
