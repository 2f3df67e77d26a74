-- Brings the channels up to date that overrides apply to, or applied to.
CREATE OR REPLACE FUNCTION after_override_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	v_channels bigint[];
	v_groups bigint[];
BEGIN
	IF TG_OP = 'DELETE' THEN
		SELECT array_agg(DISTINCT o.channel_id), array_agg(DISTINCT o.group_id) INTO v_channels, v_groups FROM old_rows o;
	ELSE
		SELECT array_agg(DISTINCT o.channel_id), array_agg(DISTINCT o.group_id) INTO v_channels, v_groups FROM new_rows o;
	END IF;
	PERFORM refresh_channels(array(
		SELECT c.id FROM channels c WHERE c.id = ANY (v_channels) OR (c.group_id = ANY (v_groups) AND c.follows_group AND c.parent_id IS NULL)
	));
	RETURN NULL;
END
$$;
