-- The log of what was done to accounts is append-only: nobody changes or removes what it says.
CREATE OR REPLACE FUNCTION refuse_instance_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'the audit log of the instance is append-only';
END
$$;
