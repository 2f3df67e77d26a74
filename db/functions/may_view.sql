-- Whether a user may view a channel or thread.
CREATE OR REPLACE FUNCTION may_view(p_channel bigint, p_user bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
	RETURN member_bits(p_channel, p_user) & 1 <> 0;
END
$$;
