-- The permissions that a member lacks, whatever grants them, because their server requires a second factor for them and
-- the member has none. They are the factorPermissions of lib/auth/permissions.ts.
CREATE OR REPLACE FUNCTION withheld_bits(s servers, m memberships) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN s.requires_factor AND NOT m.has_factor THEN 53144961024::bigint ELSE 0::bigint END
$$;
