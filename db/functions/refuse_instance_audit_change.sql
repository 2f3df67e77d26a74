-- The log of what was done to accounts is append-only: nobody changes or removes what it says, for 365 days.
CREATE OR REPLACE FUNCTION refuse_instance_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' AND OLD.at < now() - interval '365 days' THEN RETURN OLD; END IF;
	RAISE EXCEPTION 'the audit log of the instance is append-only';
END
$$;
