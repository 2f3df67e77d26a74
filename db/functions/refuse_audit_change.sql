-- The audit log is append-only: nobody changes or removes what it says. It goes only with its server, and after 365
-- days.
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND (OLD.at < now() - interval '365 days'
		OR NOT EXISTS (SELECT FROM servers s WHERE s.id = OLD.server_id)) THEN RETURN OLD; END IF;
	RAISE EXCEPTION 'the audit log is append-only';
END
$$;
